import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { deserialize, serialize } from "node:v8";
import { createProject } from "../../dev/demo/project";
import { rootFolder } from "../../dev/engine/location";
import { saveWorld } from "../../dev/sandbox/seed/savedWorld";
import type { OrganizationDescription } from "../../dev/sandbox/seed/organizationFile";
import { startSandbox } from "../../dev/sandbox/server/server";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { contentsOf } from "./folderHash";
import { keptOnce } from "./keptOnce";
import { eventually } from "./sandboxClients";
import { organization, organizationYaml } from "./stacksOrganization";
import { stacksWorld, worldIn, type StacksWorld } from "./stacksWorld";

/** A rolled out world as it is kept. */
interface Saved {
  sandbox: Buffer;
  /** The project's, by their paths in its folder. */
  files: Map<string, string>;
}

/**
 * A world in which the inventory was written and everything rolled out, for tests of what comes after. It is made once for these sources and kept; the
 * log of calls begins empty.
 */
export async function rolledOutWorld(
  engine: FoundEngine,
  yaml = organizationYaml(),
  description: OrganizationDescription = organization,
): Promise<StacksWorld> {
  const madeOf = [yaml, description, engine, process.env["AWS_PROVIDER_PLUGIN"], rootFolder, sources()];
  return open(engine, await keptOnce("worlds", madeOf, () => rollOut(engine, yaml, description)));
}

/** All that a roll-out in the sandbox is made of. */
function sources(): Record<string, string> {
  const folders = ["aws", "bin", "components", "dev", "domain", "lambdas", "policypack", "scripts", "stacks"];
  const files = [
    "index.ts",
    "Pulumi.yaml",
    "package.json",
    "package-lock.json",
    "test/support/rolledOutWorld.ts",
    "test/support/stacksWorld.ts",
  ];
  // A package that is packed meanwhile bundles the pack beside its sources.
  const bundled = join(rootFolder, "policypack", "policies.js");
  const found = Object.entries(contentsOf(...folders.map((name) => join(rootFolder, name)))).filter(([file]) => file !== bundled);
  return Object.fromEntries([...found, ...files.map((name) => [name, readFileSync(join(rootFolder, name), "utf8")])]);
}

async function rollOut(engine: FoundEngine, yaml: string, description: OrganizationDescription): Promise<Buffer> {
  const world = await stacksWorld(engine, yaml, description);
  try {
    const inventory = await world.inventory();
    assert.equal(inventory.code, 0, inventory.stderr);
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
    const { clock } = world.sandbox.world;
    await eventually(
      () => clock.pending(),
      (pending) => pending === 0,
    );
    return save(world);
  } finally {
    await world.close();
  }
}

function save({ sandbox, folder }: StacksWorld): Buffer {
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !relative(folder, file).startsWith("pulumi-home"))
      .map((file) => [relative(folder, file), readFileSync(file, "utf8")]),
  );
  // It is opened in another folder, and its sandbox listens elsewhere.
  for (const [name, text] of files)
    assert.ok(!text.includes(basename(folder)) && !text.includes(sandbox.url), `${name} is of one run alone`);
  const saved: Saved = { sandbox: saveWorld(sandbox), files };
  return serialize(saved);
}

async function open(engine: FoundEngine, kept: Buffer): Promise<StacksWorld> {
  const saved = deserialize(kept) as Saved; // as it was saved, by the same sources
  const sandbox = await startSandbox({ saved: saved.sandbox });
  const demo = await createProject();
  for (const [name, text] of saved.files) {
    const file = join(demo.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return worldIn(engine, sandbox, demo);
}
