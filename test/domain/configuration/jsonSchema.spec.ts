import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationJsonSchema } from "../../../domain/configuration/jsonSchema";

const file = join(__dirname, "..", "..", "..", "organization.schema.json");

describe("organization.schema.json", () => {
  it("is what the configuration's schema says; write it anew with UPDATE_SCHEMA=1", () => {
    const text = `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`;
    if (process.env["UPDATE_SCHEMA"] === "1") writeFileSync(file, text);
    assert.equal(readFileSync(file, "utf8"), text);
  });

  it("refuses unknown keys everywhere but among tags and filter keys, which are anybody's words", () => {
    const open: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== "object" || node === null) return;
      if ("properties" in node && (!("additionalProperties" in node) || node.additionalProperties !== false)) open.push(path);
      for (const [key, child] of Object.entries(node)) walk(child, `${path}/${key}`);
    };
    walk(configurationJsonSchema(), "");
    assert.deepEqual(open, []);
  });

  it("describes every section and asks for nothing but version and organization", () => {
    const { required, properties } = configurationJsonSchema();
    assert.deepEqual(required, ["version", "organization"]);
    assert.ok(typeof properties === "object" && properties !== null);
    const silent = Object.entries(properties).filter(([, section]) => typeof section.description !== "string");
    assert.deepEqual(
      silent.map(([key]) => key),
      [],
    );
  });
});
