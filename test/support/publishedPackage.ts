import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { rootFolder } from "../../dev/engine/location";
import { bundleFunction, functionFolders } from "../../lambdas/bundle";

/** The package as it is published, beside a project of a few lines that uses it. */
export interface Published {
  /** Where `npm install` would have put the package. */
  package: string;
  /** The command, for Node. */
  program: string;
  /** A Pulumi project as its users have it; nothing is written there. */
  project: string;
}

const rooms = ["domain", "aws", "components", "stacks", "policypack", "scripts", "lambdas"];
const copied = ["package.json", "bin", ...["PulumiPolicy.yaml", "index.js", "package.json"].map((file) => join("policypack", file))];
let made: Published | undefined;

/**
 * What the engine's tests run: plain JavaScript starts in half the time of a clone's TypeScript. Its files are transpiled in a second, without a check
 * of types, once for as long as the sources stay the same; they find the clone's node_modules. test/package has what `npm publish` packs.
 */
export function publishedPackage(): Published {
  return (made ??= make());
}

function make(): Published {
  const folder = join(rootFolder, ".scratch", "published", fingerprint());
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    const draft = mkdtempSync(join(dirname(folder), "draft-"));
    writePackage(join(draft, "node_modules", "access-analyzer-org"));
    writeProject(join(draft, "project"));
    removeOld(dirname(folder));
    try {
      renameSync(draft, folder);
    } catch (error) {
      // Another process was faster.
      rmSync(draft, { recursive: true });
      if (!existsSync(folder)) throw error;
    }
  }
  const installed = join(folder, "node_modules", "access-analyzer-org");
  return { package: installed, program: join(installed, "bin", "access-analyzer-org.js"), project: join(folder, "project") };
}

function writePackage(folder: string): void {
  for (const name of copied) cpSync(join(rootFolder, name), join(folder, name), { recursive: true });
  const common = { platform: "node", target: "node20", format: "cjs", logLevel: "warning" } as const;
  const entryPoints = sources().map((name) => join(rootFolder, name));
  buildSync({ ...common, entryPoints, outbase: rootFolder, outdir: join(folder, "dist") });
  const pack = { entryPoints: [join(rootFolder, "policypack", "policies.ts")], outfile: join(folder, "policypack", "policies.js") };
  buildSync({ ...common, ...pack, bundle: true, packages: "external" });
  for (const name of functionFolders) write(join(folder, "dist", "lambdas", name, "index.mjs"), bundleFunction(name));
  // What a user's program is checked against.
  write(join(folder, "dist", "stacks", "index.d.ts"), "export declare function run(): object;\n");
}

function writeProject(folder: string): void {
  // Without one of its own, Node takes the clone's package.json for the project's.
  write(join(folder, "package.json"), '{ "name": "organization", "private": true }\n');
  write(
    join(folder, "Pulumi.yaml"),
    "name: access-analyzer-org\nmain: index.js\nruntime: { name: nodejs, options: { typescript: false } }\n",
  );
  write(join(folder, "index.js"), 'const { run } = require("access-analyzer-org/stacks");\nmodule.exports = run;\n');
}

/** Those of other sources. Somebody may be running the latest. */
function removeOld(parent: string): void {
  const others = readdirSync(parent)
    .filter((name) => !name.startsWith("draft-"))
    .map((name) => join(parent, name))
    .sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  for (const folder of others.slice(3)) rmSync(folder, { recursive: true, force: true });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function sources(): string[] {
  return rooms.flatMap((room) => filesIn(room).filter((name) => name.endsWith(".ts")));
}

function filesIn(folder: string): string[] {
  return readdirSync(join(rootFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(rootFolder.length + 1))
    .sort();
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const others = [
    "package-lock.json",
    ...copied.flatMap((name) => (name === "bin" ? filesIn(name) : [name])),
    "test/support/publishedPackage.ts",
  ];
  for (const name of [...sources(), ...others]) hash.update(name).update(readFileSync(join(rootFolder, name)));
  return hash.digest("hex").slice(0, 16);
}
