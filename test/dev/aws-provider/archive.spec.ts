import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipOf } from "../../../dev/aws-provider/archive";

describe("an archive of the engine's as a zip file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "archive-"));
    mkdirSync(join(folder, "code", "lib"), { recursive: true });
    writeFileSync(join(folder, "code", "index.mjs"), "export {};\n");
    writeFileSync(join(folder, "code", "lib", "part.mjs"), "export const part = 1;\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  /** As Python reads it, which checks every sum. */
  const contents = (zip: Buffer): unknown => {
    const file = join(folder, "made.zip");
    writeFileSync(file, zip);
    const read =
      "import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({n: z.read(n).decode() for n in z.namelist()}))";
    return JSON.parse(execFileSync("python3", ["-c", read, file], { encoding: "utf8" }));
  };

  it("holds texts, files and folders by name", () => {
    const zip = zipOf({
      assets: { "a.txt": { text: "ä" }, b: { path: join(folder, "code") }, "c.mjs": { path: join(folder, "code", "index.mjs") } },
    });
    assert.deepEqual(contents(zip), {
      "a.txt": "ä",
      "b/index.mjs": "export {};\n",
      "b/lib/part.mjs": "export const part = 1;\n",
      "c.mjs": "export {};\n",
    });
  });

  it("is the folder's content, and equal for equal content", () => {
    const zip = zipOf({ path: join(folder, "code") });
    assert.deepEqual(Object.keys(contents(zip) as object), ["index.mjs", "lib/part.mjs"]);
    assert.deepEqual(zipOf({ path: join(folder, "code") }), zip);
    const file = join(folder, "ready.zip");
    writeFileSync(file, zip);
    assert.deepEqual(zipOf({ path: file }), zip);
  });

  it("is not made of what lies elsewhere", () => {
    assert.throws(() => zipOf({ uri: "https://example.com/code.zip" }), /not from a URL/);
  });
});
