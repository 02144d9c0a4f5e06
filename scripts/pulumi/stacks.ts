import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPulumi, type PulumiRunResult } from "./runPulumi";
import { folderForInit, type PulumiProject } from "./project";

export interface ListedStack {
  name: string;
  /** When it was last updated, ISO 8601; absent for a stack that never was. */
  lastUpdate?: string;
  resourceCount?: number;
}

/** A command of the engine that has no result of its own has failed; the message is what the engine said. */
export class PulumiError extends Error {
  override readonly name = "PulumiError";
  constructor(
    command: string,
    readonly result: PulumiRunResult,
  ) {
    super(
      `pulumi ${command} failed with exit code ${result.exitCode}: ${(result.stderr.trim() || result.stdout.trim() || "it said nothing").replace(/^error: /, "")}`,
    );
  }

  /** The stack is locked by another engine, or by one that was killed. */
  get isLocked(): boolean {
    return /the stack is currently locked/.test(`${this.result.stderr}${this.result.stdout}`);
  }
}

/** The project's stacks in the backend. @throws {PulumiError} */
export async function listStacks(project: PulumiProject): Promise<ListedStack[]> {
  const { stdout } = await command(project, ["stack", "ls", "--json"]);
  const listed = JSON.parse(stdout) as { name: string; lastUpdate?: string; resourceCount?: number }[]; // the engine's own format
  // A backend with organizations names them `organization/project/stack` where they are not the current ones.
  return listed.map(({ name, lastUpdate, resourceCount }) => ({
    name: name.split("/").at(-1) ?? name,
    ...(lastUpdate ? { lastUpdate } : {}),
    ...(resourceCount === undefined ? {} : { resourceCount }),
  }));
}

/** Makes an empty stack and leaves the selected one selected. `secretsProvider` as in `pulumi stack init`. @throws {PulumiError} if it exists */
export async function initStack(
  project: PulumiProject,
  stack: string,
  { secretsProvider }: { secretsProvider?: string } = {},
): Promise<void> {
  const args = ["stack", "init", stack, "--no-select", ...(secretsProvider ? ["--secrets-provider", secretsProvider] : [])];
  await command({ ...project, folder: folderForInit(project) }, args);
}

/** Forgets a stack; with `force` also one that still has resources, which stay in AWS. @throws {PulumiError} */
export async function removeStack(project: PulumiProject, stack: string, { force = false }: { force?: boolean } = {}): Promise<void> {
  await command(project, [
    "stack",
    "rm",
    stack,
    "--yes",
    ...(project.configFolder ? ["--preserve-config"] : []),
    ...(force ? ["--force"] : []),
  ]);
}

/** Takes away the lock of a stack. Only for a lock whose holder is known to be dead. @throws {PulumiError} */
export async function cancel(project: PulumiProject, stack: string): Promise<void> {
  await command(project, ["cancel", stack, "--yes"]);
}

/** Lifts the protection of these resources, or of all. @throws {PulumiError} */
export async function unprotect(project: PulumiProject, stack: string, urns: string[] | "all"): Promise<void> {
  await command(project, ["state", "unprotect", ...(urns === "all" ? ["--all"] : urns), "--stack", stack, "--yes"]);
}

export interface ExportedResource {
  urn: string;
  type: string;
  id?: string;
  custom: boolean;
  /** Read with `.get`: nothing of it is managed here. */
  external: boolean;
  protect: boolean;
  retainOnDelete: boolean;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

export interface ExportedState {
  resources: ExportedResource[];
  /** Operations that were under way when an engine was killed. */
  pending: { type: string; urn: string }[];
}

/** The recorded state of a stack; secrets stay encrypted. @throws {PulumiError} */
export async function exportState(project: PulumiProject, stack: string): Promise<ExportedState> {
  const { stdout } = await command(project, ["stack", "export", "--stack", stack]);
  const { deployment } = JSON.parse(stdout) as RawState; // the engine's own format, version 3
  return {
    resources: (deployment.resources ?? []).map(
      ({ urn, type, id, custom = false, external = false, protect = false, retainOnDelete = false, inputs = {}, outputs = {} }) => ({
        ...{ urn, type, custom, external, protect, retainOnDelete, inputs, outputs },
        ...(id ? { id } : {}),
      }),
    ),
    pending: (deployment.pending_operations ?? []).map(({ type, resource }) => ({ type, urn: resource.urn })),
  };
}

/** A state as the engine writes it, version 3: what is not named here is kept as it is. */
export interface RawState {
  deployment: {
    resources?: RawResource[];
    pending_operations?: { type: string; resource: { urn: string } }[];
  };
}

export type RawResource = Partial<Omit<ExportedResource, "urn" | "type">> &
  Pick<ExportedResource, "urn" | "type"> & { pendingReplacement?: boolean; deletedWith?: string };

/**
 * Changes the recorded state of a stack, and nothing in AWS.
 *
 * @param change edits the state in place and returns whether there is anything to write.
 * @throws {PulumiError} for example when the stack is locked.
 */
export async function editState(project: PulumiProject, stack: string, change: (state: RawState) => boolean): Promise<boolean> {
  const { stdout } = await command(project, ["stack", "export", "--stack", stack]);
  const state = JSON.parse(stdout) as RawState; // the engine's own format, version 3
  if (!change(state)) return false;
  const folder = await mkdtemp(join(tmpdir(), "access-analyzer-org-state-"));
  try {
    const file = join(folder, "state.json");
    await writeFile(file, JSON.stringify(state), { mode: 0o600 });
    await command(project, ["stack", "import", "--stack", stack, "--file", file]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return true;
}

/** A stack's outputs; secret ones read `[secret]`. @throws {PulumiError} */
export async function outputs(project: PulumiProject, stack: string): Promise<Record<string, unknown>> {
  const { stdout } = await command(project, ["stack", "output", "--json", "--stack", stack]);
  return JSON.parse(stdout) as Record<string, unknown>; // a JSON object
}

async function command(project: PulumiProject, args: string[]): Promise<PulumiRunResult> {
  const { folder, engine, env, graceMilliseconds } = project;
  const result = await runPulumi({
    args,
    cwd: folder,
    engine,
    ...(env ? { env } : {}),
    ...(graceMilliseconds === undefined ? {} : { graceMilliseconds }),
  });
  if (result.exitCode !== 0) throw new PulumiError(args.slice(0, 2).join(" "), result);
  return result;
}
