import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ensureEngine, EngineUnavailable } from "../../../dev/engine/ensureEngine";
import { binFolder, engineFile, findEngine, findInstalled, noteVersion, versionOf } from "../../../scripts/pulumi/findEngine";
import { isUpToDate } from "../../../dev/engine/stamp";
import { compareVersions, testedVersion } from "../../../scripts/pulumi/versions";

describe("Finding the engine", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "engine-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A PATH with this folder alone; `node` is needed by nothing here, `sh` by the programs below. */
  const env = () => ({ PATH: [folder, dirname("/bin/sh")].join(":") });
  const program = (name: string, prints: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${prints}'\n`);
    chmodSync(join(folder, name), 0o755);
  };

  it("takes the one on PATH, and puts nothing before the vendor's language host", async () => {
    program("pulumi", "v3.301.2");
    program("pulumi-language-nodejs", "");
    assert.deepEqual(await findEngine(env()), { kind: "installed", pulumi: join(folder, "pulumi"), path: "", version: "3.301.2" });
  });

  it("refuses one that is older than what was tested, and says which, where and what to do", async () => {
    program("pulumi", "v3.99.0");
    program("pulumi-language-nodejs", "");
    const found = await findInstalled(env());
    assert.equal(found.kind, "none");
    assert.match(
      found.why,
      new RegExp(`${folder}/pulumi\\) is version 3\\.99\\.0, older than ${testedVersion}.*update it, or run \`npm run engine -- --build\``),
    );
  });

  it("refuses one that comes without a language host", async () => {
    program("pulumi", `v${testedVersion}`);
    const found = await findInstalled(env());
    assert.equal(found.kind === "none" && /pulumi-language-nodejs is neither beside it nor on PATH/.test(found.why), true);
  });

  it("refuses one that does not answer", async () => {
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\nexit 1\n");
    chmodSync(join(folder, "pulumi"), 0o755);
    const found = await findInstalled(env());
    assert.equal(found.kind === "none" && /does not tell its version/.test(found.why), true);
  });

  it("takes the one that was built here where PATH has none", async function () {
    if (!isUpToDate()) return this.skip();
    assert.deepEqual(await findEngine(env()), {
      kind: "built",
      pulumi: join(binFolder, engineFile),
      path: binFolder,
      version: testedVersion,
    });
  });

  it("believes what was noted of a built one, and asks it where the note is of another file or is not there", async () => {
    const engine = join(folder, "pulumi");
    program("pulumi", "v3.1.0");
    assert.equal(await versionOf(engine, env()), "3.1.0");
    noteVersion(engine, "3.2.0");
    assert.equal(await versionOf(engine, env()), "3.2.0");
    program("pulumi", "v3.10.0");
    assert.equal(await versionOf(engine, env()), "3.10.0");
  });

  it("does not take what was built here for an installed one, even where PATH names its folder", async () => {
    const found = await findInstalled({ PATH: [binFolder, folder].join(":") });
    assert.equal(found.kind, "none");
  });

  it("says what to do where there is neither pulumi nor Go", async function () {
    if (isUpToDate()) return this.skip();
    await assert.rejects(
      ensureEngine({ env: env() }),
      (error) => error instanceof EngineUnavailable && /Neither pulumi nor go is on PATH: install/.test(error.message),
    );
  });

  it("compares versions by number", () => {
    assert.ok(compareVersions("3.99.0", "3.230.0") < 0);
    assert.ok(compareVersions("v3.230.1", "3.230.0") > 0);
    assert.equal(compareVersions("v3.230.0-alpha.1+g12", "3.230.0"), 0);
  });
});
