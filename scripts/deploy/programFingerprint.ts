import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { parse } from "yaml";
import type { Readable } from "../../domain/inventory/inventory";

/** Rooms of the product that a stack's program, or the policy pack of a clone, may be made of: as sources or compiled. */
const rooms = ["stacks", "components", "domain", "aws", "bin", "policypack"].flatMap((room) => [room, join("dist", room)]);

/** What says which packages are installed. */
const locks = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", join("node_modules", ".package-lock.json")];

/** These make Node load other code for the same program. */
const variables = ["NODE_OPTIONS", "NODE_PATH"];

/** A program that is `run` and nothing else, as README.md has it: what it goes by is known. */
const ours = [
  /^import \{ run \} from ["']([^"']+)["']; ?export = run;?$/,
  /^(?:["']use strict["']; ?)?const \{ run \} = require\(["']([^"']+)["']\); ?module\.exports = run;?$/,
];

const itself = "access-analyzer-org";

/**
 * A hash over what the program of a project is made of: its own file, the product's code, the packages.
 *
 * @param folder that of Pulumi.yaml.
 * @returns why there is none: the program is more than ours, and may read whatever it likes.
 */
export function programFingerprint(folder: string, env: NodeJS.ProcessEnv): Readable<string> {
  try {
    const main = mainOf(folder);
    const source = readFileSync(main, "utf8");
    const named = ours.map((form) => form.exec(spelled(source))?.[1]).find((name) => name !== undefined);
    const root = named === undefined ? undefined : productRoot(named, main);
    if (root === undefined) return { unreadable: `${main} is more than \`run\` of ${itself}/stacks` };
    const packages = createRequire(join(root, "package.json"));
    return {
      read: hashOf([
        ...["Pulumi.yaml", "package.json", ...readdirSync(folder).filter((name) => /^tsconfig.*\.json$/.test(name)), ...locks].map((name) =>
          contentOf(join(folder, name), name),
        ),
        ["program", source],
        ...productCode(root),
        ...["@pulumi/pulumi", "@pulumi/aws"].map((name) => contentOf(packages.resolve(`${name}/package.json`), name)),
        ["node", process.version],
        ...variables.map((name): Content => [name, env[name] ?? ""]),
      ]),
    };
  } catch (error) {
    return { unreadable: `the program could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A hash over a folder's files, installed packages left out but for what says which they are, and the product's code beside this one. */
export function packFingerprint(folder: string): string {
  return hashOf([
    ...filesIn(folder).map((file) => contentOf(file, relative(folder, file))),
    ...locks.map((name) => contentOf(join(folder, name), name)),
    ...productCode(join(__dirname, "..", "..")),
  ]);
}

function mainOf(folder: string): string {
  const { main } = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { main?: string }; // A Pulumi project.
  const found = join(folder, main ?? ".");
  if (!statSync(found).isDirectory()) return found;
  const manifest = contentOf(join(found, "package.json"), "")[1];
  const entry = manifest === "" ? undefined : (JSON.parse(manifest) as { main?: string }).main; // npm's own format.
  if (entry !== undefined) return join(found, entry);
  return join(found, existsSync(join(found, "index.ts")) ? "index.ts" : "index.js");
}

/** Without comments, in one line. */
function spelled(source: string): string {
  return source
    .replace(/\/\*[^]*?\*\/|\/\/.*/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Where the product lies: installed, or the clone whose own program this is. */
function productRoot(named: string, main: string): string | undefined {
  if (named === `${itself}/stacks`) return dirname(createRequire(main).resolve(`${itself}/package.json`));
  const manifest = contentOf(join(dirname(main), "package.json"), "")[1];
  const isClone = named === "./stacks" && manifest !== "" && (JSON.parse(manifest) as { name?: string }).name === itself;
  return isClone ? dirname(main) : undefined;
}

function productCode(root: string): Content[] {
  const files = rooms.flatMap((room) => filesIn(join(root, room)));
  return [join(root, "package.json"), ...files].map((file) => contentOf(file, relative(root, file)));
}

type Content = [name: string, content: string];

/** A file that is not there is as good as an empty one. */
function contentOf(file: string, name: string): Content {
  return [name, existsSync(file) ? readFileSync(file, "latin1") : ""];
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  return entries
    .filter(({ name }) => name !== "node_modules" && name !== ".git")
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}

function hashOf(contents: readonly Content[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(JSON.stringify(content));
  return hash.digest("hex");
}
