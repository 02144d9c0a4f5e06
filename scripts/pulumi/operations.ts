import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DiagnosticEvent, EngineEvent, PolicyViolation, StepEvent } from "./engineEvent";
import { configFileArgs, type PulumiProject } from "./project";
import { runPulumi } from "./runPulumi";

export interface OperationOptions {
  signal?: AbortSignal;
  onEvent?: (event: EngineEvent) => void;
  /** A mandatory policy that is violated fails the operation. `preview` and `up` only. */
  policyPack?: PolicyPack;
  /** Read what is there in AWS first. `preview`, `up` and `destroy`. */
  refresh?: boolean;
  /** Goes on with what does not depend on a failed resource. `up` and `destroy`. */
  continueOnError?: boolean;
  /** Only these resources. */
  targets?: string[];
  /** Previews first, in the same run, and ends there where a policy blocks. `up` only. */
  previewFirst?: boolean;
  /** How many resources at once. */
  parallel?: number;
  /** Forget creations that were under way when an engine was killed. `refresh` only. */
  clearPendingCreates?: boolean;
  /** More environment for this run. */
  env?: NodeJS.ProcessEnv;
}

export interface PolicyPack {
  /** The folder that holds PulumiPolicy.yaml. */
  folder: string;
  /** A file with the settings of its policies. */
  config?: string;
}

export interface OperationResult {
  succeeded: boolean;
  exitCode: number;
  /** What was planned (`preview`) or done, without what stays the same and without steps that are only a part of a replacement. */
  steps: StepEvent[];
  /** Steps that failed, of whatever kind: what could not be read (`refresh`) is among them. */
  failed: StepEvent[];
  /** How many resources met which operation: `{ create: 3, same: 10 }`. */
  changes: Record<string, number>;
  /** The stack's outputs are other ones than before. */
  changesOutputs: boolean;
  /** Warnings and errors, in their order. */
  diagnostics: DiagnosticEvent[];
  violations: PolicyViolation[];
  /** Something was begun that is more than a preview. */
  hasBegun: boolean;
  /** The stack is locked by another engine, or by one that was killed. */
  isLocked: boolean;
  /** What the engine printed outside its events: why it did not even begin. */
  stderr: string;
}

/** What `up` would do. */
export function preview(project: PulumiProject, stack: string, options: OperationOptions = {}): Promise<OperationResult> {
  return operate(project, stack, ["preview", ...refreshArgs(options)], options);
}

/** Creates, updates and deletes. Stack policies speak only afterwards, unless it previews first or {@link preview} was called. */
export function up(project: PulumiProject, stack: string, options: OperationOptions = {}): Promise<OperationResult> {
  const preview = options.previewFirst ? [] : ["--skip-preview"];
  return operate(project, stack, ["up", "--yes", ...preview, ...refreshArgs(options), ...continueArgs(options)], options);
}

/** Judges what is recorded of a stack. Runs no program and asks no provider. What must be there to read the state must be there. */
export function analyzeState(
  project: PulumiProject,
  stack: string,
  pack: PolicyPack,
  options: OperationOptions = {},
): Promise<OperationResult> {
  return operate(project, stack, ["policy", "analyze"], { ...options, policyPack: pack });
}

/** Sets the recorded state right by what is there in AWS. */
export function refresh(project: PulumiProject, stack: string, options: OperationOptions = {}): Promise<OperationResult> {
  return operate(
    project,
    stack,
    ["refresh", "--yes", "--skip-preview", ...(options.clearPendingCreates ? ["--clear-pending-creates"] : [])],
    options,
  );
}

/** Deletes everything that the stack holds, by the providers and options of its state; what is protected makes it fail. */
export function destroy(project: PulumiProject, stack: string, options: OperationOptions = {}): Promise<OperationResult> {
  return operate(project, stack, ["destroy", "--yes", "--skip-preview", ...refreshArgs(options), ...continueArgs(options)], options);
}

async function operate(project: PulumiProject, stack: string, args: string[], options: OperationOptions): Promise<OperationResult> {
  const { signal, onEvent, policyPack, targets = [], parallel, env } = options;
  const gathered: EngineEvent[] = [];
  const { exitCode, stdout, stderr } = await runPulumi({
    args: [
      ...args,
      ...["--stack", stack],
      ...(args[0] === "policy" ? [] : configFileArgs(project, stack)),
      ...(policyPack === undefined ? [] : ["--policy-pack", policyPack.folder]),
      ...(policyPack?.config === undefined ? [] : ["--policy-pack-config", policyPack.config]),
      ...targets.flatMap((urn) => ["--target", urn]),
      ...(parallel === undefined ? [] : ["--parallel", String(parallel)]),
    ],
    cwd: project.folder,
    engine: project.engine,
    env: { ...(project.env ?? process.env), ...env },
    ...(signal ? { signal } : {}),
    ...(project.onStarted ? { onStarted: project.onStarted } : {}),
    ...(project.graceMilliseconds === undefined ? {} : { graceMilliseconds: project.graceMilliseconds }),
    onEvent: (event) => {
      gathered.push(event);
      onEvent?.(event);
    },
  });
  const said = [stdout, stderr].filter((part) => part.trim() !== "").join("\n");
  return {
    succeeded: exitCode === 0,
    exitCode,
    steps: changedSteps(gathered, args[0] === "preview" ? "preview" : "update"),
    failed: gathered.filter((event) => event.kind === "step").filter(({ state }) => state === "failed"),
    changes: gathered.filter((event) => event.kind === "summary").at(-1)?.changes ?? {},
    changesOutputs: gathered.some((event) => event.kind === "step" && event.changesOutputs),
    diagnostics: gathered
      .filter((event) => event.kind === "diagnostic")
      .filter(({ severity }) => severity === "warning" || severity === "error"),
    violations: distinct(gathered.filter((event) => event.kind === "policy")),
    hasBegun: gathered.some((event) => event.kind === "step" && event.phase === "update"),
    isLocked: /the stack is currently locked/.test(said),
    stderr: said,
  };
}

/** A preview and what follows it say the same. */
function distinct(violations: PolicyViolation[]): PolicyViolation[] {
  const keys = violations.map(({ policy, urn, message }) => [policy, urn, message].join("\n"));
  return violations.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
}

/** The engine tells a replacement three times: as a whole, and the creation and deletion that it is made of. One is enough. */
const silent = new Set(["same", "create-replacement", "delete-replaced", "read", "read-replacement", "refresh"]);

/** A preview tells steps as they begin; what was done counts when it has ended. A refresh tells only what it found changed. */
function changedSteps(events: EngineEvent[], phase: StepEvent["phase"]): StepEvent[] {
  const steps = events.filter((event) => event.kind === "step").filter((event) => event.phase === phase && !silent.has(event.op));
  return steps.filter(({ state }) => (phase === "preview" ? state === "started" : state !== "started"));
}

/** By the providers that the program makes now: those in the state remember the profile of whoever was here before. */
function refreshArgs({ refresh: isAsked }: OperationOptions): string[] {
  return isAsked ? ["--refresh", "--run-program"] : [];
}

function continueArgs({ continueOnError }: OperationOptions): string[] {
  return continueOnError ? ["--continue-on-error"] : [];
}

/** A resource that is live in AWS and missing in the state, or the component that is its parent. */
export type ImportedResource = {
  type: string;
  name: string;
  /** URN, in the state or of a component of the same import. */
  parent: string;
} & (
  | {
      /** What the provider imports by. */
      id: string;
      /** URN, in the state. */
      provider: string;
    }
  | {
      /** The URN that the component gets. */
      urn: string;
    }
);

/** Takes live resources into the state as they are, unprotected. The next `up` brings them in line with the program, their options too. */
export async function importResources(
  project: PulumiProject,
  stack: string,
  resources: ImportedResource[],
  options: OperationOptions = {},
): Promise<OperationResult> {
  const folder = await mkdtemp(join(tmpdir(), "access-analyzer-org-import-"));
  const file = join(folder, "resources.json");
  // Names that hold within the file alone: a resource and its component have the same one in the stack.
  const inState = new Map<string, string>();
  const inFile = new Map(resources.flatMap((resource, index) => ("urn" in resource ? [[resource.urn, `imported${index}`]] : [])));
  const nameFor = (urn: string) => {
    const name = inFile.get(urn) ?? inState.get(urn) ?? `resource${inState.size}`;
    if (!inFile.has(urn)) inState.set(urn, name);
    return name;
  };
  const listed = resources.map((resource, index) => ({
    type: resource.type,
    name: `imported${index}`,
    logicalName: resource.name,
    parent: nameFor(resource.parent),
    ...("urn" in resource ? { component: true } : { id: resource.id, provider: nameFor(resource.provider) }),
  }));
  const nameTable = Object.fromEntries([...inState].map(([urn, name]) => [name, urn]));
  try {
    await writeFile(file, JSON.stringify({ nameTable, resources: listed }));
    return await operate(
      project,
      stack,
      ["import", "--file", file, "--yes", "--skip-preview", "--generate-code=false", "--protect=false"],
      options,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
