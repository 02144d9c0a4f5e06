import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializeInventory } from "../../../domain/inventory/serializeInventory";
import { run } from "../../support/commandLine";
import { configurationText, inventory } from "../../support/organization";

describe("plan of an organization with places that nothing will cover", function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    writeFileSync(join(folder, "inventory.json"), serializeInventory(inventory()));
    writeFileSync(
      join(folder, "organization.yaml"),
      configurationText("analyzers: { account: { enabled: false }, organization: { enabled: false } }\n"),
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("names them and ends with 0", async () => {
    const { code, stdout } = await run(["plan"], folder);
    assert.equal(code, 0);
    assert.match(stdout, /Gap, 9 places: analyzers\.account\.enabled is false/);
    const { gaps } = JSON.parse((await run(["plan", "--json"], folder)).stdout) as { gaps: object[] }; // What the command documents.
    assert.equal(gaps.length, 9);
    assert.deepEqual(gaps[0], {
      account: "111111111111",
      region: "eu-central-1",
      type: "ACCOUNT",
      state: "gap",
      off: "analyzers.account.enabled",
    });
  });

  it("names them in a pull request, and --strict ends with 3", async () => {
    const { code, stdout, stderr } = await run(["plan", "--strict", "--diff", "inventory.json"], folder);
    assert.equal(code, 3);
    assert.match(stdout, /^Same plan as with inventory\.json\.\n\n□ Gap, 9 places/);
    assert.equal(stderr, "--strict: 9 places that no external analyzer is certain to cover.\n");
  });
});
