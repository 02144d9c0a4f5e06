import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { dirname, join } from "node:path";
import { constants, Script } from "node:vm";

/** So many modules that were compiled anew are worth writing. */
const worthWriting = 5;
/** What never ends by itself, or is killed, writes after this many milliseconds. */
const settled = 1_500;

/** So many modules a program may have had before all of them are forgotten. */
const most = 10_000;

interface Loaded {
  key: string;
  script: Script;
}

/** Node's own, which its types leave out. */
interface Compiling {
  _compile(this: NodeModule, content: string, filename: string): unknown;
}
interface Resolving {
  _resolveFilename(request: string, parent: NodeModule, isMain: boolean, options?: unknown): string;
  _extensions: NodeJS.RequireExtensions;
  _cache: NodeJS.Dict<NodeModule>;
}

/**
 * Keeps what V8 compiles, as `node:module`'s enableCompileCache does from Node 22 on: compiling Pulumi's SDK is a quarter of each program's start.
 * One file for each program that Node is started with, replaced in one step, so that neither a kill nor two at once leave half a one.
 */
export function keepCompiled(folder: string): void {
  const importModuleDynamically = (constants as { USE_MAIN_CONTEXT_DEFAULT_LOADER?: number } | undefined)?.USE_MAIN_CONTEXT_DEFAULT_LOADER; // from 20.12 on
  if (importModuleDynamically === undefined) return;
  const file = join(folder, hashOf(`${process.version} ${process.arch} ${process.argv[1] ?? ""}`));
  const kept = read(file);
  const loaded: Loaded[] = [];
  let compiled = 0;

  (Module.prototype as unknown as Compiling)._compile = function (content, filename) {
    const source = content.startsWith("#!") ? `//${content}` : content;
    const key = `${filename} ${hashOf(source)}`;
    const cachedData = kept.get(key);
    const script = new Script(Module.wrap(source), {
      filename,
      ...(cachedData ? { cachedData } : {}),
      importModuleDynamically: importModuleDynamically as never, // the constant, which the types of Node 20 do not know
    });
    if (cachedData === undefined || script.cachedDataRejected) compiled++;
    loaded.push({ key, script });
    const run = script.runInThisContext() as (...args: unknown[]) => unknown;
    return run.call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
  };
  const write = () => {
    if (compiled < worthWriting) return;
    compiled = 0;
    // Of programs that are no longer there.
    if (kept.size > most) kept.clear();
    for (const { key, script } of loaded) kept.set(key, script.createCachedData());
    replace(file, kept);
  };
  setTimeout(write, settled).unref();
  process.once("exit", write);
}

function requireOf(module: NodeModule): NodeJS.Require {
  const { _resolveFilename, _extensions, _cache } = Module as unknown as Resolving;
  const resolve = (request: string, options?: unknown) => _resolveFilename(request, module, false, options);
  return Object.assign((id: string): unknown => module.require(id), {
    resolve: Object.assign(resolve, { paths: (request: string) => Module.createRequire(module.filename).resolve.paths(request) }),
    main: process.mainModule,
    extensions: _extensions,
    cache: _cache,
  });
}

/** The length of the index, the index (where each script's data lies), the data. */
function read(file: string): Map<string, Buffer> {
  try {
    const content = readFileSync(file);
    const begin = 4 + content.readUInt32LE(0);
    const index = JSON.parse(content.toString("utf8", 4, begin)) as [key: string, from: number, length: number][]; // written below
    return new Map(index.map(([key, from, length]) => [key, content.subarray(begin + from, begin + from + length)]));
  } catch {
    return new Map();
  }
}

function replace(file: string, kept: Map<string, Buffer>): void {
  let from = 0;
  const index = [...kept].map(([key, { length }]) => [key, (from += length) - length, length]);
  const head = Buffer.from(JSON.stringify(index));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, Buffer.concat([size, head, ...kept.values()]));
    renameSync(unfinished, file);
  } catch {
    // Without it the next start is as slow as this one.
  }
}

function hashOf(text: string): string {
  return createHash("sha1").update(text).digest("base64url");
}
