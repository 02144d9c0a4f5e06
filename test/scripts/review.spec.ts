import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { reviewVariable } from "../../domain/review";
import { run } from "../support/commandLine";
import { configurationText, inventory } from "../support/organization";

describe("a review on the command line", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "review-"));
    writeFileSync(join(folder, "organization.yaml"), configurationText());
    writeFileSync(join(folder, "inventory.json"), serializeInventory(inventory()));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: review\nruntime: nodejs\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const args of [["deploy"], ["retire"], ["retire", "--everything"], ["forget", "999999999999"]])
    it(`refuses ${args.join(" ")} before anything is asked`, async () => {
      const { code, stderr } = await run([...args, "--yes"], folder, { [reviewVariable]: "true" });
      assert.equal(code, 3, stderr);
      assert.match(stderr, /ACCESS_ANALYZER_ORG_REVIEW is true, and this is no preview\. In a review nothing is written/);
    });

  it("refuses a value that is neither true nor false", async () => {
    const { code, stderr } = await run(["deploy"], folder, { [reviewVariable]: "yes" });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /ACCESS_ANALYZER_ORG_REVIEW is "yes": allowed are "true" and "false"/);
  });
});
