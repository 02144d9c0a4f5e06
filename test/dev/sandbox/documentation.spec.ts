import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { services } from "../../../dev/sandbox/services";
import { defaultSettings } from "../../../dev/sandbox/world/world";

const text = readFileSync(join(__dirname, "..", "..", "..", "docs", "sandbox.md"), "utf8");

describe("docs/sandbox.md", () => {
  for (const { signingName, operations } of services) {
    it(`lists the operations of ${signingName}, all and no other`, () => {
      const row = text.split("\n").find((line) => line.startsWith(`| \`${signingName}\` `)) ?? "";
      const told =
        row
          .slice(row.indexOf("|", 2) + 1)
          .replace(/\([^)]*\)/g, "")
          .match(/[A-Z][A-Za-z0-9]+/g) ?? [];
      assert.deepEqual([...told].sort(), Object.keys(operations).sort());
    });
  }

  it("tells every setting with its default", () => {
    for (const [name, value] of Object.entries(defaultSettings)) assert.match(text, new RegExp(`\\| \`${name}\` +\\| ${value} +\\|`));
  });
});
