import { setTimeout as sleep } from "node:timers/promises";
import type { PlannedStack } from "../../domain/plan/plannedStacks";
import type { Owned } from "../../aws/ownership";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AnalyzerSpec } from "../../domain/plan/types";
import type { AccountId } from "../../domain/identifiers";
import {
  blockedBy,
  cancel,
  editState,
  exportState,
  importResources,
  judged,
  initStack,
  preview,
  up,
  type EngineEvent,
  type OperationResult,
  type PolicyPack,
  PulumiError,
  type PulumiProject,
} from "../pulumi";
import { regionsWithoutRoad, retryAfter } from "./failures";
import { leavingSteps } from "./leaving";
import { asImports, confirmedLeftovers, possibleLeftovers, returningAnalyzers, withoutRules, type Leftover } from "./leftovers";
import { carriesOptions, hasNothingToDo } from "./nothingToDo";
import { repairState } from "./repairState";
import { replacementReason } from "./replacements";
import type { StackOutcome } from "./stackOutcome";
import { isLockOfDeadEngine } from "./staleLock";

export interface RunStackOptions {
  project: PulumiProject;
  /** Names of the stacks that the backend has. */
  existing: ReadonlySet<string>;
  /** For a stack that is made here. */
  secretsProvider?: string;
  signal: AbortSignal;
  onEvent: (event: EngineEvent) => void;
  /** What the plan wants in the stack's account. */
  specs: readonly AnalyzerSpec[];
  config: Configuration;
  /** Whether something in an account is there and carries our tag. */
  isOurs: (account: AccountId, thing: Owned) => Promise<boolean>;
  /** Judges each stack before anything of it is done, and while it is done. */
  policyPack: PolicyPack;
  /** A sentence for the person who watches. */
  say: (sentence: string) => void;
}

const attempts = 5;

/**
 * Rolls one stack out, and makes it first where it is missing. What a killed run has left (a lock, analyzers that were created and not
 * written down) is put in order. Never throws: a failure of one stack is reported and leaves the others alone.
 */
export async function runStack(stack: PlannedStack, options: RunStackOptions): Promise<StackOutcome> {
  const begun = Date.now();
  const ended = <Rest>(rest: Rest) => ({ stack, seconds: (Date.now() - begun) / 1000, ...rest });
  try {
    const { project, existing, secretsProvider } = options;
    if (!existing.has(stack.name)) await initStack(project, stack.name, secretsProvider === undefined ? {} : { secretsProvider });
    // A run ends with the first things that are there already: taking some of them in is no attempt, because fewer are left then.
    let tookIn = 0;
    for (let attempt = 1; ; attempt++) {
      const first = await operate(stack, options);
      let result: OperationResult = first;
      let engine: "whole" | "rest" = "whole";
      const stopped = blockedBy(result) ?? replacementReason(result);
      if (stopped !== undefined) return ended({ state: "failed" as const, reason: stopped, ...judged(result) });
      const mayGoOn = () => attempt < attempts + Math.min(tookIn, options.specs.length) && !options.signal.aborted;
      const goesOn = async () => {
        const what = await resumed(stack, result, options);
        if (what === "took in") tookIn++;
        return what !== "nothing";
      };
      if (!result.succeeded && mayGoOn() && (await goesOn())) continue;
      // What could not even be previewed was not judged either.
      if (!result.succeeded && result.hasBegun) {
        result = await withTheRest(stack, result, options);
        engine = "rest";
      }
      // What could not be read is not looked at again when the rest is done: it is not known, whatever became of the rest.
      const unread = engine === "rest" ? withLines(first.unread, whatWasNotRead(stack, first)) : "";
      const reason = blockedBy(result) ?? withLines(result.succeeded ? "" : reasonOf(stack, result), unread);
      const { homeRegion } = options.config.organization;
      const needed = stack.role.kind === "member" ? undefined : homeRegion;
      const regions = first.succeeded || !first.hasBegun ? [] : regionsWithoutRoad(reason, needed);
      if (regions.length > 0) return ended({ state: "regionDenied" as const, regions, reason, ...judged(result) });
      if (result.succeeded && unread === "") return ended({ state: "done" as const, ...leavingSteps(result), engine, ...judged(result) });
      if (!mayGoOn() || !((await goesOn()) || (await waited(stack, reason, options))))
        return ended({ state: "failed" as const, reason, ...judged(result) });
    }
  } catch (error) {
    return ended({ state: "failed" as const, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** What was put in order of what a killed run had left, or of what was there before this product. */
async function resumed(
  stack: PlannedStack,
  result: OperationResult,
  options: RunStackOptions,
): Promise<"nothing" | "unlocked" | "took in"> {
  const { project, specs, config, say } = options;
  if (result.isLocked) {
    if (!isLockOfDeadEngine(stack.name, result.stderr)) return "nothing";
    await cancel(project, stack.name);
    say(`${stack.name}: its engine was killed; the lock that it left was taken away.`);
    return "unlocked";
  }
  return (await takenIn(stack, possibleLeftovers(specs, config, result), options)) ? "took in" : "nothing";
}

/** Takes what is there and ours into the state. What cannot be is left to the roll-out, which then says what AWS says. */
async function takenIn(
  { name, account }: PlannedStack,
  possible: readonly Leftover[],
  { project, isOurs, say, signal }: RunStackOptions,
): Promise<boolean> {
  const leftovers = await confirmedLeftovers(possible, (thing) => isOurs(account, thing));
  if (leftovers.length === 0) return false;
  const { resources } = await exportState(project, name);
  for (const some of [leftovers, withoutRules(leftovers)]) {
    const imports = asImports(some, resources);
    if (imports.length === 0) return false;
    if (!(await importResources(project, name, imports, { signal })).succeeded) continue;
    const taken = imports.filter((resource) => "id" in resource).map((resource) => resource.name);
    say(`${name}: what the plan wants and was there already was taken into the state: ${taken.join(", ")}.`);
    return true;
  }
  return false;
}

async function waited({ name }: PlannedStack, reason: string, { signal, existing }: RunStackOptions): Promise<boolean> {
  const pause = retryAfter(reason, { isNew: !existing.has(name) });
  if (pause === undefined) return false;
  await sleep(pause, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

/** `unread`: what the look before could not read, and why. */
type Operated = OperationResult & { unread: string };

async function operate(stack: PlannedStack, options: RunStackOptions): Promise<Operated> {
  const { name } = stack;
  const { project, existing, signal, onEvent, say, specs, policyPack } = options;
  const isPlanning = (event: EngineEvent) => event.kind === "step" && event.phase === "preview";
  // Nothing is replaced in a stack that is made now, and what an attempt before has left in it is seen.
  if (!existing.has(name)) {
    const told = (event: EngineEvent) => (isPlanning(event) ? undefined : onEvent(event));
    return { ...(await up(project, name, { signal, onEvent: told, refresh: true, policyPack, previewFirst: true })), unread: "" };
  }
  let areOptionsKept = false;
  try {
    const isRepaired = await editState(project, name, (state) => {
      areOptionsKept = carriesOptions(state);
      return repairState(state);
    });
    if (isRepaired) say(`${name}: what an earlier run had begun and not ended was taken out of the state.`);
  } catch (error) {
    if (error instanceof PulumiError && error.isLocked) return refusedByLock(error);
    throw error;
  }
  const outlook = await previewed(stack, options);
  if (!outlook.succeeded || (outlook.unread === "" && areOptionsKept && hasNothingToDo(outlook))) return outlook;
  // What left the plan and comes back has stayed in AWS. No program can replace it, so that this outlook holds.
  await takenIn(stack, returningAnalyzers(specs, outlook), options);
  // What is really there is read first, so that what was changed or deleted behind the stack's back is put right. A program may do in earnest
  // what it did not show in a preview: it is judged again.
  return { ...(await up(project, name, { signal, onEvent, refresh: true, policyPack })), unread: outlook.unread };
}

/** A preview that policies have judged and that replaces nothing; a failed one otherwise. */
async function previewed(stack: PlannedStack, { project, signal, policyPack }: RunStackOptions): Promise<Operated> {
  const outlook = await preview(project, stack.name, { signal, refresh: true, policyPack });
  if (replacementReason(outlook) !== undefined) return { ...outlook, succeeded: false, unread: "" };
  if (outlook.succeeded || blockedBy(outlook) !== undefined || signal.aborted) return { ...outlook, unread: "" };
  // One Region that cannot be read keeps a preview that reads from its end, where stacks are judged; the others can be rolled out.
  return { ...(await preview(project, stack.name, { signal, policyPack })), unread: reasonOf(stack, outlook) };
}

/** What one failure kept from being done. Not in the same run: the engine hangs where a run that reads first is to go on after a refused update. */
async function withTheRest(
  { name }: PlannedStack,
  first: OperationResult,
  { project, signal, onEvent, policyPack }: RunStackOptions,
): Promise<OperationResult> {
  if (first.isLocked || signal.aborted) return first;
  const rest = await up(project, name, { signal, onEvent, continueOnError: true, policyPack });
  return {
    ...rest,
    steps: [...first.steps.filter(({ state }) => state === "done"), ...rest.steps],
    changes: together(first, rest),
  };
}

/**
 * Why a failed run could not read something; "" where all that failed in it is done again by the run that does the rest. Where no step says that
 * it failed, all that was said counts.
 */
function whatWasNotRead(stack: PlannedStack, first: OperationResult): string {
  if (first.failed.length === 0) return reasonOf(stack, first);
  const unread = first.failed.filter(({ op }) => op === "refresh").map(({ urn }) => urn);
  const diagnostics = first.diagnostics.filter(({ urn }) => urn !== undefined && unread.includes(urn));
  return unread.length === 0 ? "" : reasonOf(stack, { ...first, diagnostics });
}

/** A text with the lines of another one that it lacks. */
function withLines(text: string, other: string): string {
  const lines = text.split("\n");
  return [text, ...other.split("\n").filter((line) => !lines.includes(line))].filter((line) => line !== "").join("\n");
}

/** What was done in both runs; what stays the same is what the last one says. */
function together(first: OperationResult, rest: OperationResult): OperationResult["changes"] {
  const changes = { ...rest.changes };
  for (const { op, state } of first.steps) if (state === "done") changes[op] = (changes[op] ?? 0) + 1;
  return changes;
}

function refusedByLock({ result: { exitCode, stderr, stdout } }: PulumiError): Operated {
  const nothing = {
    unread: "",
    steps: [],
    failed: [],
    changes: {},
    changesOutputs: false,
    diagnostics: [],
    violations: [],
    hasBegun: false,
  };
  return { succeeded: false, exitCode, isLocked: true, stderr: `${stderr}\n${stdout}`, ...nothing };
}

/** The engine says these of the stack as a whole, after an error was reported. */
const echo = /^(update|preview) failed$|^Resource monitor has terminated|^resource monitor shut down/;

export function reasonOf(stack: PlannedStack, { isLocked, diagnostics, stderr, exitCode }: OperationResult): string {
  if (isLocked) {
    return `The stack is locked. If no other run is under way (one was killed), run "pulumi cancel --stack ${stack.name}" and deploy again. Pulumi says:\n${stderr}`;
  }
  const errors = diagnostics.filter(({ severity, message }) => severity === "error" && !echo.test(message));
  const messages = errors.map(({ urn, message }) =>
    urn === undefined || urn.includes("::pulumi:pulumi:Stack::") ? message : `${urn.slice(urn.lastIndexOf("::") + 2)}: ${message}`,
  );
  return [...new Set(messages)].join("\n") || stderr.trim() || `pulumi ended with exit code ${exitCode}`;
}
