import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { run } from "../../stacks";
import { projectFiles } from "../../stacks/project";
import { record } from "../support/mockRecorder";
import { inventory, member } from "../support/organization";

const organization = `version: 1
organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }
`;

describe("the Pulumi program", () => {
  let folder: string;
  const { stackTraceLimit } = Error;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "program-"));
    process.env.ACCESS_ANALYZER_ORG_CONFIG = join(folder, "organization.yaml");
  });
  afterEach(() => {
    Error.stackTraceLimit = stackTraceLimit;
    delete process.env.ACCESS_ANALYZER_ORG_CONFIG;
    rmSync(folder, { recursive: true });
  });

  it("rolls out what the stack's name says, from the two files", async () => {
    write("organization.yaml", organization);
    write("inventory.json", serializeInventory(inventory()));
    const recording = await record(run, { stack: `member-${member}` });

    assert.equal(recording.ofType("aws:accessanalyzer/analyzer:Analyzer").length, 3);
  });

  for (const { what, stack = `member-${member}`, files = {}, says } of [
    { what: "a stack's name that says nothing", stack: "dev", says: /The stack's name "dev" does not say what to roll out/ },
    { what: "a missing organization.yaml", says: /organization\.yaml cannot be read.*ACCESS_ANALYZER_ORG_CONFIG/s },
    {
      what: "a missing inventory.json",
      files: { "organization.yaml": organization },
      says: /inventory\.json cannot be read.*npx access-analyzer-org inventory/s,
    },
    {
      what: "a wrong organization.yaml",
      files: { "organization.yaml": `${organization}colour: red\n` },
      says: /organization\.yaml.*colour/s,
    },
  ]) {
    it(`tells ${what} as a sentence, without a stack trace`, async () => {
      for (const [name, text] of Object.entries(files)) write(name, text);
      await assert.rejects(record(run, { stack }), (error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /^\s+at /m);
        assert.equal(error.stack, undefined);
        return true;
      });
    });
  }

  function write(name: string, text: string) {
    writeFileSync(join(folder, name), text);
  }
});

describe("the project's files", () => {
  it("are organization.yaml in the project and inventory.json beside it, unless the environment names others", () => {
    assert.deepEqual(projectFiles("/project", {}), { config: "/project/organization.yaml", inventory: "/project/inventory.json" });
    assert.deepEqual(projectFiles("/project", { ACCESS_ANALYZER_ORG_CONFIG: "org/a.yaml" }), {
      config: "/project/org/a.yaml",
      inventory: "/project/org/inventory.json",
    });
    assert.deepEqual(projectFiles("/project", { ACCESS_ANALYZER_ORG_INVENTORY: "/elsewhere/i.json" }), {
      config: "/project/organization.yaml",
      inventory: "/elsewhere/i.json",
    });
  });
});
