import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { rootFolder } from "../../dev/engine/location";
import { contentsOf } from "./folderHash";
import { keptOnce } from "./keptOnce";

/** Somebody else's project with the packed package installed in it. Other dependencies are found upward, in the clone's node_modules. */
export interface Consumer {
  /** Where projects of the consumer lie. */
  folder: string;
  /** The installed package. */
  installed: string;
  /** Every file of the package, relative to it, sorted. */
  files: string[];
  /** A project of its own beside the others, from a folder that is copied. */
  project(name: string, from: string): string;
  close(): void;
}

/** Packs the package as `npm publish` would, and unpacks it where `npm install` would put it. */
export async function installPackage(): Promise<Consumer> {
  mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, ".scratch", "consumer-"));
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  const tarball = join(folder, "package.tgz");
  writeFileSync(tarball, await keptOnce("packed", packedOf(), () => pack(folder)));
  await run("tar", ["-xzf", tarball, "-C", modules], folder);
  const installed = join(modules, "access-analyzer-org");
  cpSync(join(modules, "package"), installed, { recursive: true });
  rmSync(join(modules, "package"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  return {
    folder,
    installed,
    files: filesIn(installed),
    project: (name, from) => {
      cpSync(from, join(folder, name), { recursive: true });
      return join(folder, name);
    },
    close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** The compiler looks at the whole product for that: it is packed once for as long as what goes into it stays the same. */
async function pack(folder: string): Promise<Buffer> {
  await run("npm", ["pack", "--silent", "--pack-destination", folder], rootFolder);
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack left no tarball");
  return readFileSync(join(folder, tarball));
}

/** All of the clone but what packing makes, what lies outside of git, and what is only for developers. */
function packedOf(): Record<string, string> {
  const left = new Set(["node_modules", "dist", "coverage", "dev", "test"]);
  const entries = readdirSync(rootFolder, { withFileTypes: true }).filter(({ name }) => !name.startsWith(".") && !left.has(name));
  const paths = (kind: "isFile" | "isDirectory") => entries.filter((entry) => entry[kind]()).map(({ name }) => join(rootFolder, name));
  const contents = contentsOf(...paths("isDirectory"));
  // Packing bundles it.
  Reflect.deleteProperty(contents, join(rootFolder, "policypack", "policies.js"));
  return { ...contents, ...Object.fromEntries(paths("isFile").map((file) => [file, readFileSync(file, "utf8")])) };
}

/** What the compiled files load from outside the package, by the names that stand in package.json. */
export function loadedPackages({ installed, files }: Consumer): Set<string> {
  const loaded = files
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => [...readFileSync(join(installed, file), "utf8").matchAll(/\brequire\("([^".][^"]*)"\)/g)])
    .map(([, name = ""]) => name);
  const packageOf = (name: string) =>
    name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
  return new Set(loaded.filter((name) => !isBuiltin(name)).map(packageOf));
}

/** What the compiled files load by a relative path and the package does not have. */
export function missingFiles({ installed, files }: Consumer): string[] {
  const has = new Set(files);
  return files
    .filter((file) => /^dist\/.*\.js$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(installed, file), "utf8").matchAll(/\brequire\("(\.[^"]*)"\)/g)].map(([, path = ""]) =>
        join(dirname(file), path),
      ),
    )
    .filter((path) => !has.has(`${path}.js`) && !has.has(`${path}/index.js`));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  await promisify(execFile)(command, args, { cwd, env: { ...process.env, NODE_V8_COVERAGE: undefined } });
}
