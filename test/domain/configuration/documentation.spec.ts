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

  it("speaks of every key in its table, those of list items too, with the default that the schema has", () => {
    const keys = leaves(configurationJsonSchema(), "");
    for (const key of ["overrides[].where.tag.value", "overrides[].exempt.until", "archiveRules[].filter.*.exists"])
      assert.ok(keys.has(key), `${key} was not walked`);
    for (const [key, node] of keys) {
      const row = text.split("\n").find((line) => line.startsWith(`| \`${key}\` `));
      assert.ok(row !== undefined, `no row for ${key}`);
      if (typeof node.default !== "object" && node.default !== undefined) assert.ok(row.includes(`\`${String(node.default)}\``), row);
    }
  });

  it("has no row for a key that there is not", () => {
    const keys = leaves(configurationJsonSchema(), "");
    const table = text.slice(text.indexOf("## Every key"), text.indexOf("## Overrides"));
    for (const [, key = ""] of table.matchAll(/^\| `([^`]+)` /gm)) assert.ok(keys.has(key), key);
  });

  it("names every filter key", () => {
    for (const key of Object.keys(filterKeys)) assert.ok(text.includes(`\`${key.replace(/^condition\./, "")}\``), key);
  });
});

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  additionalProperties?: SchemaNode | boolean;
  default?: unknown;
}

/** Every key that a person may write by its path, `[]` for a list's item, `*` for a key of one's own; sections themselves are left out. */
function leaves(node: SchemaNode, path: string): Map<string, SchemaNode> {
  const { properties, items, additionalProperties } = node;
  const below = (child: SchemaNode, childPath: string) => [...leaves(child, childPath)];
  if (properties !== undefined)
    return new Map(Object.entries(properties).flatMap(([key, child]) => below(child, path === "" ? key : `${path}.${key}`)));
  const inner =
    items?.properties !== undefined
      ? below(items, `${path}[]`)
      : typeof additionalProperties === "object" && additionalProperties.properties !== undefined
        ? below(additionalProperties, `${path}.*`)
        : [];
  return new Map([[path, node], ...inner]);
}
