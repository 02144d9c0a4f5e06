import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountId } from "../../../domain/identifiers";
import type { Inventory } from "../../../domain/inventory/inventory";
import { serializeInventory } from "../../../domain/inventory/serializeInventory";
import type { Comparison } from "../../../scripts/plan/comparison";
import { run } from "../../support/commandLine";
import { configurationText, inventory, member } from "../../support/organization";

const newcomer = accountId("555555555555");
const everyStack = ["management", "security", `member-${member}`];

describe("plan --diff with a checkout of the base branch", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    for (const side of ["base", "head"]) {
      mkdirSync(join(folder, side));
      project(side);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("sees nothing where nothing differs", async () => {
    const { code, stdout } = await inHead(["--diff", "../base"]);
    assert.equal(code, 0);
    assert.equal(stdout, "Same plan as with ../base.\n");
  });

  it("sees a change of organization.yaml, and whom it concerns", async () => {
    project("head", "analyzers: { unusedAccess: { enabled: true } }\n");
    const { added, stacks, preview } = await compared();
    assert.deepEqual(
      added.map(({ account, type }) => [account, type]),
      [["222222222222", "ORGANIZATION_UNUSED_ACCESS"]],
    );
    assert.deepEqual(stacks, ["security"]);
    assert.equal(preview, undefined);
    const { stdout } = await inHead(["--diff", "../base"]);
    assert.match(stdout, /1 added, 0 removed, 0 changed\.\n\nStacks that it concerns: security\.\n$/);
  });

  it("sees a change of roles, which is none of analyzers", async () => {
    project("head", 'access: { permissionsBoundary: "arn:aws:iam::{account}:policy/boundary" }\n');
    const { added, removed, changed, stacks } = await compared();
    assert.deepEqual([added, removed, changed, stacks], [[], [], [], ["management"]]);
    const { stdout } = await inHead(["--diff", "../base"]);
    assert.equal(stdout, "Same analyzers as with ../base.\n\nStacks that it concerns: management.\n");
  });

  it("sees a new account, as with an inventory file", async () => {
    project("head", "", inventory([member, newcomer]));
    for (const base of ["../base", "../base/inventory.json"]) {
      const { added, stacks } = await compared(["--diff", base]);
      assert.equal(added.length, 3);
      assert.deepEqual(stacks, [`member-${newcomer}`]);
    }
  });

  it("takes the files of the base by the names that they have here", async () => {
    for (const side of ["base", "head"]) {
      writeFileSync(join(folder, side, "org.yaml"), configurationText());
      writeFileSync(join(folder, side, "accounts.json"), serializeInventory(inventory()));
      writeFileSync(join(folder, side, "organization.yaml"), "broken: [");
    }
    const { code, stdout } = await inHead(["--diff", "../base", "--config", "org.yaml", "--inventory", "accounts.json"]);
    assert.deepEqual([code, stdout], [0, "Same plan as with ../base.\n"]);
  });

  it("says which side is broken, and ends with 3", async () => {
    writeFileSync(join(folder, "base", "organization.yaml"), "version: 2\n");
    const broken = await inHead(["--diff", "../base"]);
    assert.equal(broken.code, 3);
    assert.match(broken.stderr, /^What the plan is compared with \(--diff \.\.\/base\) cannot be used\. \.\.\/base\/organization\.yaml:1/);

    project("base");
    writeFileSync(join(folder, "base", "inventory.json"), "{");
    assert.match((await inHead(["--diff", "../base"])).stderr, /^What the plan is compared with .*\.\.\/base\/inventory\.json/);
    assert.match((await inHead(["--diff", "../base/inventory.json"])).stderr, /^What the plan is compared with/);
    assert.match((await inHead(["--diff", "../nowhere"])).stderr, /^What the plan is compared with .*there is no such file/);

    project("base");
    writeFileSync(join(folder, "head", "organization.yaml"), "version: 2\n");
    const ours = await inHead(["--diff", "../base"]);
    assert.equal(ours.code, 3);
    assert.match(ours.stderr, /^organization\.yaml:1/);
  });

  it("names the stacks to preview: those that the plan concerns, and all where any other file differs", async () => {
    project("head", "", inventory([member, newcomer]));
    const ofData = await selected(["inventory.json", "organization.yaml"]);
    assert.deepEqual(ofData, { stacks: [`member-${newcomer}`], otherFiles: [], judges: [], jobs: [`member-${newcomer}`] });
    const all = [...everyStack, `member-${newcomer}`];
    for (const file of ["index.ts", "README.md", "nested/organization.yaml", '"organization\\303\\244.yaml"', "organization.yaml.bak"])
      assert.deepEqual(await selected([file, "inventory.json"]), { stacks: all, otherFiles: [file], judges: [], jobs: all }, file);
  });

  it("names what judges the pull request itself", async () => {
    const judges = [
      ...[".github/workflows/access-analyzer-review.yml", ".gitlab-ci.yml", "CODEOWNERS", "package.json", "package-lock.json"],
      ...["policy-pack.json", "policypack/index.js", "coverage.json", "coverage.json.sig", "keys/proof.pem"],
    ];
    assert.deepEqual((await selected([...judges, "index.ts"]))?.judges, judges);
  });

  it("keeps to the jobs that a pipeline takes, in a large organization", async () => {
    const members = Array.from({ length: 600 }, (_, index) => accountId(String(400_000_000_000 + index)));
    const large = inventory(members, ["eu-central-1"]);
    project("base", "", large);
    project("head", "", large);
    const { stacks = [], jobs = [] } = (await selected(["index.ts"])) ?? {};
    assert.equal(stacks.length, 602);
    assert.deepEqual(jobs.join(",").split(","), stacks);
    assert.ok(jobs.length <= 250);
  });

  it("ends as the previews did", async () => {
    mkdirSync(join(folder, "reports"));
    writeFileSync(join(folder, "files"), "organization.yaml\n");
    project("head", "analyzers: { unusedAccess: { enabled: true } }\n");
    const args = ["--diff", "../base", "--changed-files", "../files", "--previews", "../reports", "--markdown"];
    const { code, stdout } = await inHead(args);
    assert.equal(code, 2);
    assert.match(stdout, /\*\*Not checked: 1 of 1 stack\.\*\* This is no pass\./);
    const outcome = { stack: { name: "security" }, state: "done", steps: [] };
    writeFileSync(join(folder, "reports", "security.json"), JSON.stringify({ isPreview: true, stacks: [outcome] }));
    assert.equal((await inHead(args)).code, 0);
  });

  it("refuses what would be left out in silence", async () => {
    for (const args of [["--markdown"], ["--changed-files", "x"], ["--previews", "x"]])
      assert.match((await inHead(args)).stderr, /belong to a comparison: name what to compare with by --diff BASE/);
    const alone = await inHead(["--diff", "../base", "--previews", "."]);
    assert.equal(alone.code, 3);
    assert.match(alone.stderr, /--previews without --changed-files/);
    assert.match((await inHead(["--diff", "../base", "--json", "--markdown"])).stderr, /choose one/);
    assert.match((await inHead(["--diff", "../base", "--changed-files", "none"])).stderr, /--changed-files none: cannot be read/);
    writeFileSync(join(folder, "files"), "");
    const noFolder = ["--diff", "../base", "--changed-files", "../files", "--previews", "none"];
    assert.match((await inHead(noFolder)).stderr, /--previews none: cannot be read/);
  });

  function project(side: string, yaml = "", found: Inventory = inventory()): void {
    writeFileSync(join(folder, side, "organization.yaml"), configurationText(yaml));
    writeFileSync(join(folder, side, "inventory.json"), serializeInventory(found));
  }

  function inHead(args: string[]) {
    return run(["plan", ...args], join(folder, "head"));
  }

  async function compared(args = ["--diff", "../base"]): Promise<Comparison> {
    const { code, stdout, stderr } = await inHead([...args, "--json"]);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Comparison; // What the command documents.
  }

  async function selected(files: string[]): Promise<Comparison["preview"]> {
    writeFileSync(join(folder, "files"), files.map((file) => `${file}\n`).join(""));
    return (await compared(["--diff", "../base", "--changed-files", "../files"])).preview;
  }
});
