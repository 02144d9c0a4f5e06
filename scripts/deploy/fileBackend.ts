import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { InputError } from "../../domain/errors";
import { runPulumi, type PulumiProject } from "../pulumi";

/** Where Pulumi keeps a project's state, if that is a folder. */
export interface FileBackend {
  /** `.pulumi` in it. */
  folder: string;
  /** Name of the project. */
  project: string;
}

/**
 * Whichever way it was chosen: environment, Pulumi.yaml, `pulumi login`. Undefined for a bucket or Pulumi Cloud.
 *
 * @throws InputError when the backend does not answer.
 */
export async function fileBackend({ folder, engine, env }: PulumiProject): Promise<FileBackend | undefined> {
  const { exitCode, stdout, stderr } = await runPulumi({ args: ["whoami", "--json"], cwd: folder, engine, ...(env ? { env } : {}) });
  if (exitCode !== 0) throw new InputError(`Pulumi's backend does not answer: ${stderr.trim() || stdout.trim()}\nNothing was changed.`);
  const { url } = JSON.parse(stdout) as { url: string }; // The engine's own format.
  const path = /^file:\/\/([^?]*)/.exec(url)?.[1];
  if (path === undefined) return undefined;
  const { name } = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name: string }; // A Pulumi project has one.
  return { folder: join(resolve(folder, path.replace(/^~(?=\/|$)/, homedir())), ".pulumi"), project: name };
}
