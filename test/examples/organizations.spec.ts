import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { rootFolder } from "../../dev/engine/location";

describe("organization files of examples/", () => {
  it("the small one has ten lines, and only external and unused access", () => {
    const text = read("organization-small.yaml");
    assert.equal(text.trim().split("\n").length, 10);
    const { analyzers, access } = parseConfiguration(text, "organization-small.yaml");
    assert.deepEqual(
      [analyzers.account.enabled, analyzers.organization.enabled, analyzers.unusedAccess.enabled, analyzers.internalAccess.enabled],
      [true, true, true, false],
    );
    assert.equal(access.readRole, "OrganizationAccountAccessRole");
  });

  it("the large one is valid, and shows every section that there is", () => {
    const text = read("organization.yaml");
    const config = parseConfiguration(text, "organization.yaml");
    assert.equal(config.overrides.length, 6);

    const { properties } = JSON.parse(readFileSync(join(rootFolder, "organization.schema.json"), "utf8")) as {
      properties: Record<string, unknown>;
    }; // our own
    assert.deepEqual(Object.keys(parse(text) as object).sort(), Object.keys(properties).sort());
  });

  it("the project's own is valid", () => {
    assert.doesNotThrow(() => parseConfiguration(read("whole-organization/organization.yaml"), "organization.yaml"));
  });
});

function read(file: string): string {
  return readFileSync(join(rootFolder, "examples", file), "utf8");
}
