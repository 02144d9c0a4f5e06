import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { permissionsPage } from "../../../domain/policies/permissionsPage";
import { configuration } from "../../support/organization";

const file = join(__dirname, "..", "..", "..", "docs", "permissions.md");

describe("docs/permissions.md", () => {
  it("is what the policies say; write it anew with UPDATE_DOCS=1", () => {
    const page = permissionsPage(configuration());
    if (process.env.UPDATE_DOCS === "1") writeFileSync(file, page);
    assert.equal(readFileSync(file, "utf8"), page);
  });
});
