import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { compareVersions, testedVersion } from "./versions";

/** Where `npm run engine` puts an engine, in a clone. An installed package has no such folder. */
export const binFolder = join(__dirname, "..", "..", ".engine", "bin");

/** The engine's name on this platform. */
export const engineFile = process.platform === "win32" ? "pulumi.exe" : "pulumi";

/** The language host's name, which the engine looks for. */
export const languageHostFile = process.platform === "win32" ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";

/** A `pulumi` that can be run. */
export interface FoundEngine {
  /** `installed`: the vendor's, on PATH. `built`: made from source by `npm run engine`. */
  kind: "installed" | "built";
  /** The program's path. */
  pulumi: string;
  /** What to put in front of PATH so that the engine finds its language host; empty where it is on PATH already. */
  path: string;
  /** For example `3.230.0`. */
  version: string;
}

export interface NoEngine {
  kind: "none";
  /** One sentence: what was looked for, what was wrong with it, what to do. */
  why: string;
}

/**
 * Finds Pulumi's engine: the one on PATH if it is new enough, otherwise the one that `npm run engine` has built here.
 * Builds nothing, see {@link ensureEngine}.
 */
export async function findEngine(env: NodeJS.ProcessEnv = process.env): Promise<FoundEngine | NoEngine> {
  const installed = await findInstalled(env);
  if (installed.kind !== "none") return installed;
  const built = join(binFolder, engineFile);
  const version = isExecutable(built) ? await versionOf(built, env) : undefined;
  // One that an older version of this clone has built is not used.
  return version === testedVersion ? { kind: "built", pulumi: built, path: binFolder, version } : installed;
}

/** The engine on PATH, without a look at what was built here. */
export async function findInstalled(env: NodeJS.ProcessEnv = process.env): Promise<FoundEngine | NoEngine> {
  const pulumi = onPath(engineFile, env);
  if (!pulumi)
    return { kind: "none", why: "pulumi is not on PATH: install Pulumi's CLI, or run `npm run engine` in a clone to build it with Go." };

  const version = await versionOf(pulumi, env);
  if (version === undefined)
    return { kind: "none", why: `${pulumi} does not tell its version: it cannot be used. Install Pulumi's CLI again.` };
  if (compareVersions(version, testedVersion) < 0) {
    return {
      kind: "none",
      why:
        `pulumi on PATH (${pulumi}) is version ${version}, older than ${testedVersion}, the oldest that this was tested with: update it, ` +
        "or run `npm run engine -- --build` in a clone to build one that is used there instead.",
    };
  }
  // The vendor's language host lies beside the vendor's engine, or at least on PATH.
  const besides = join(dirname(realpathSync(pulumi)), languageHostFile);
  if (!existsSync(besides) && !onPath(languageHostFile, env)) {
    return {
      kind: "none",
      why: `pulumi is on PATH (${pulumi}), but ${languageHostFile} is neither beside it nor on PATH: install Pulumi's CLI again.`,
    };
  }
  return { kind: "installed", pulumi, path: "", version };
}

/** The first executable of this name on PATH; what was built here does not count. */
export function onPath(file: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && folder !== binFolder)
    .map((folder) => join(folder, file))
    .find(isExecutable);
}

/** Notes the version of an engine beside it: to be asked takes one a fifth of a second. Renamed in one step, because another process may be reading. */
export function noteVersion(engine: string, version: string): void {
  const unfinished = `${noteOf(engine)}.${process.pid}`;
  writeFileSync(unfinished, note(engine, version));
  renameSync(unfinished, noteOf(engine));
}

/** The version as it was noted of this very file, or else as the engine tells it. */
export async function versionOf(engine: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const noted = existsSync(noteOf(engine)) ? readFileSync(noteOf(engine), "utf8") : "";
  const [version = ""] = noted.split(" ");
  return noted === note(engine, version) ? version : toldVersion(engine, env);
}

function noteOf(engine: string): string {
  return `${engine}.version`;
}

function note(engine: string, version: string): string {
  const { size, mtimeMs } = statSync(engine);
  return `${version} ${size} ${mtimeMs}`;
}

async function toldVersion(pulumi: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(pulumi, ["version"], {
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: 30_000,
    });
    return /v?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
