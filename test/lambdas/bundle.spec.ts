import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { bundleFunction, functionFolders } from "../../lambdas/bundle";
import { roadNames } from "../../domain/findings/road";
import { rootFolder } from "../../dev/engine/location";

describe("the functions' bundles", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
    folder = mkdtempSync(join(rootFolder, ".scratch", "another place-"));
    for (const room of ["aws", "domain", "lambdas"]) cpSync(join(rootFolder, room), join(folder, room), { recursive: true });
    symlinkSync(join(rootFolder, "node_modules"), join(folder, "node_modules"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are one for every folder with a handler, and for every function", () => {
    const folders = readdirSync(join(rootFolder, "lambdas"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(folders.map(({ name }) => name).sort(), [...functionFolders].sort());
    const names = Object.values(roadNames.functions).map((name) => name.replace("access-analyzer-org-", ""));
    assert.deepEqual(names.sort(), [...functionFolders].sort());
  });

  for (const name of functionFolders) {
    it(`${name}: the same bytes from the same source, wherever it lies, and nothing of where that is`, () => {
      const bundle = bundleFunction(name);
      assert.equal(bundleFunction(name, folder), bundle);
      assert.doesNotMatch(bundle, /node_modules\/|another place/);
      assert.ok(!bundle.includes(rootFolder));
    });

    it(`${name}: is one ES module that loads nothing but Node's own`, () => {
      const bundle = bundleFunction(name);
      assert.match(bundle, /export\{[\w$]+ as handler\}/);
      assert.doesNotMatch(bundle, /Dynamic require of/);
      const loaded = [...bundle.matchAll(/(?:^|[;}\n])import(?:[^"'();]*from)?"([^"]+)"|\bimport\("([^"]+)"\)/g)].map(
        ([, named, loadedLater]) => named ?? loadedLater ?? "",
      );
      assert.deepEqual(
        loaded.filter((module) => !/^(node:)?[a-z_]+(\/[a-z]+)?$/.test(module)),
        [],
      );
    });
  }
});
