import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { rootFolder } from "../../dev/engine/location";
import { run } from "../support/commandLine";
import { installPackage, loadedPackages, missingFiles, type Consumer } from "../support/consumer";
import { inventory } from "../support/organization";

describe("the published package", function () {
  this.timeout(180_000);
  let consumer: Consumer;
  before(async () => (consumer = await installPackage()));
  after(() => consumer?.close());

  it("holds what is run and read, and nothing of the sandbox, the demo, the tests or the engine's build", () => {
    const rooms = new Set(
      consumer.files.map((file) =>
        file
          .split("/")
          .slice(0, file.startsWith("dist/") ? 2 : 1)
          .join("/"),
      ),
    );
    assert.deepEqual([...rooms].sort(), [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "bin",
      "dist/aws",
      "dist/components",
      "dist/domain",
      "dist/lambdas",
      "dist/policypack",
      "dist/scripts",
      "dist/stacks",
      "docs",
      "examples",
      "organization.schema.json",
      "package.json",
      "policypack",
    ]);
    assert.deepEqual(
      consumer.files.filter((file) => /go\.(mod|sum)|ensureEngine|goBuild|language-host|\.spec\./.test(file)),
      [],
    );
  });

  it("loads its own files and its dependencies, and none of the tools that it was built with", () => {
    const { dependencies } = manifestOf(consumer);
    const loaded = loadedPackages(consumer);
    loaded.delete("ts-node"); // what lies in bin loads it in a clone only
    assert.deepEqual(
      [...loaded].filter((name) => !(name in dependencies)),
      [],
    );
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !loaded.has(name)),
      [],
    );
    assert.deepEqual(missingFiles(consumer), []);
  });

  it("has every file that its exports name", () => {
    const { exports } = manifestOf(consumer);
    const named = Object.values(exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
    assert.ok(named.length >= 8);
    for (const target of named) assert.ok(consumer.files.includes(target.replace("./", "")), target);
  });

  it("has types for a consumer's program, which refuse a wrong one (node16)", () => {
    const wrong = program
      .replace('region: "eu-central-1", type', "region: 5, type")
      .replace("= run;", "= run; export const not = audit.there;");
    const settings = { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 };
    const found = problems(consumer, { "index.ts": program, "wrong.ts": wrong }, settings);
    assert.deepEqual(found.get("index.ts"), undefined);
    assert.equal(found.get("wrong.ts")?.length, 2, [...found.values()].join("\n"));
    assert.equal(found.size, 1);
  });

  it("has types for a consumer's program (commonjs, as Pulumi's templates have it)", () => {
    const settings = { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 };
    assert.deepEqual([...problems(consumer, { "index.ts": program }, settings)], []);
  });

  it("has a command that runs without sources, ts-node or an engine", async () => {
    const command = join(consumer.installed, "bin", "access-analyzer-org.js");
    const help = await run(["audit", "--help"], consumer.folder, {}, command);
    assert.equal(help.code, 0, help.stderr);
    assert.match(help.stdout, /--role-name/);

    assert.equal((await run(["--version"], consumer.folder, {}, command)).stdout.trim(), manifestOf(consumer).version);
  });

  it("says what to install where there is no engine, and leaves everything as it is", async () => {
    const folder = consumer.project("without-engine", join(rootFolder, "examples", "whole-organization"));
    writeFileSync(join(folder, "inventory.json"), serializeInventory(inventory()));
    const command = join(consumer.installed, "bin", "access-analyzer-org.js");
    const deployed = await run(["deploy", "--only", "management"], folder, { PATH: folder }, command);
    assert.equal(deployed.code, 3);
    assert.match(deployed.stderr, /pulumi is not on PATH: install Pulumi's CLI/);
    assert.match(deployed.stderr, /Nothing was changed/);
  });
});

const program = `
import * as aws from "@pulumi/aws";
import { Analyzer } from "access-analyzer-org/components";
import { run } from "access-analyzer-org/stacks";
import { auditOrganization, parseConfiguration, type Audit } from "access-analyzer-org/audit";
import { ServiceLinkedRole } from "access-analyzer-org/operations";

export declare const audit: Audit;
export const states: string[] = audit.places.map((place) => place.state);
export const provider = new aws.Provider("aws", { region: "eu-central-1" });
export const analyzer = new Analyzer("one", { spec: { region: "eu-central-1", type: "ACCOUNT", name: "one", archiveRules: [], tags: {} } }, { provider });
export const again = () => auditOrganization({ configuration: parseConfiguration("version: 1", "organization.yaml") });
export const created = ServiceLinkedRole.create;
export const outputs = run;
`;

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
}

function manifestOf({ installed }: Consumer): Manifest {
  return JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Manifest; // our own
}

/** What the compiler says of a consumer's index.ts. */
/** What the compiler says of each file. Reading the types of all packages takes it ten seconds, so the files are compiled together. */
function problems(
  { folder }: Consumer,
  files: Record<string, string>,
  options: Pick<ts.CompilerOptions, "module" | "moduleResolution">,
): Map<string, string[]> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const settings = { target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, skipLibCheck: true, types: ["node"] };
  const compiled = ts.createProgram(
    Object.keys(files).map((name) => join(folder, name)),
    { ...options, ...settings },
  );
  const found = new Map<string, string[]>();
  for (const { file, messageText } of ts.getPreEmitDiagnostics(compiled)) {
    const name = basename(file?.fileName ?? "");
    found.set(name, [...(found.get(name) ?? []), ts.flattenDiagnosticMessageText(messageText, "\n")]);
  }
  return found;
}
