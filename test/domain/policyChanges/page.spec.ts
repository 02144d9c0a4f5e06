import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { scannerPage } from "../../../domain/policyChanges/page";
import { policyRows } from "../../../domain/policyChanges/rows";

const file = join(__dirname, "..", "..", "..", "docs", "scanner.md");

describe("docs/scanner.md", () => {
  it("is what the policy-change table says; write it anew with UPDATE_DOCS=1", async () => {
    const page = await format(scannerPage(policyRows), { parser: "markdown", printWidth: 140 });
    if (process.env.UPDATE_DOCS === "1") writeFileSync(file, page);
    assert.equal(readFileSync(file, "utf8"), page);
  });
});
