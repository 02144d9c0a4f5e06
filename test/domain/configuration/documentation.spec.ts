import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filterKeys } from "../../../domain/configuration/filterKeys";
import { configurationJsonSchema } from "../../../domain/configuration/jsonSchema";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";

const text = readFileSync(join(__dirname, "..", "..", "..", "docs", "configuration.md"), "utf8");
const header = `version: 1
organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }
`;

describe("docs/configuration.md", () => {
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => yaml);

  it("has examples, and each of them is a configuration or a part of one", () => {
    assert.ok(examples.length >= 4);
    for (const yaml of examples)
      assert.doesNotThrow(() => parseConfiguration(yaml.includes("version: 1") ? yaml : header + yaml, "docs/configuration.md"));
  });

  it("speaks of every key in its table, with the default that the schema has", () => {
    for (const [path, node] of leaves(configurationJsonSchema(), [])) {
      const row = text.split("\n").find((line) => line.startsWith(`| \`${path.join(".")}\` `));
      assert.ok(row !== undefined, `no row for ${path.join(".")}`);
      if (typeof node.default !== "object" && node.default !== undefined) assert.ok(row.includes(`\`${String(node.default)}\``), row);
    }
  });

  it("names every filter key", () => {
    for (const key of Object.keys(filterKeys)) assert.ok(text.includes(`\`${key.replace(/^condition\./, "")}\``), key);
  });
});

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  default?: unknown;
}

/** The keys that hold a value, not a section of keys. */
function leaves(node: SchemaNode, path: string[]): [string[], SchemaNode][] {
  if (node.properties === undefined) return [[path, node]];
  return Object.entries(node.properties).flatMap(([key, child]) => leaves(child, [...path, key]));
}
