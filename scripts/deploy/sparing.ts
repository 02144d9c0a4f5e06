import { existsSync, readFileSync } from "node:fs";
import type { AccountId } from "../../domain/identifiers";
import type { Readable } from "../../domain/inventory/inventory";
import type { PlannedProject } from "../../domain/plan/changedStacks";
import { memberInputs } from "../../domain/plan/memberInputs";
import type { PlannedStack } from "../../domain/plan/plannedStacks";
import { stackFile } from "../pulumi";
import { plural } from "../terminal/text";
import type { FileBackend } from "./fileBackend";
import { unprovenInputs, unprovenLive, unprovenState, type Fingerprint, type LiveMember, type PlannedMember, type Proof } from "./proven";
import { isLocked, readProof, readState, sha256, writeProof } from "./provenRecords";
import type { runStack, RunStackOptions } from "./runStack";
import type { StackOutcome } from "./stackOutcome";

export interface SparingOptions {
  backend: FileBackend;
  /** What the programs of this run read, as it stands in the two files; undefined where the files are not those of this run any more. */
  project: () => PlannedProject | undefined;
  /** Of what all stacks share: the program, the policies, the engine. */
  shared: () => Readable<Pick<Fingerprint, "program" | "policies" | "engine">>;
  /** The engine is run for every stack; what it does is still written down. */
  everyStack: boolean;
  /** Why the account is not as it was when the run before has ended, or not known: its roles were made anew, or it could not be read. */
  whyNot: (account: AccountId) => string | undefined;
  /** The analyzers in an account as they are now, with their archive rules, and its rules of the scanner, where those are planned. */
  live: (account: AccountId, wanted: PlannedMember, signal: AbortSignal) => Promise<LiveMember>;
}

export interface Sparing {
  /** Runs a stack, or spares the engine. */
  run: typeof runStack;
  /** Writes down what was proven, once all stacks have ended; why that failed, for each stack. */
  keep: () => string[];
}

/**
 * Spares the engine for a member's stack that is proven to be unchanged: in the last run the engine read what is live, was judged, and left
 * nothing to do; since then neither the state nor anything that a run goes by has changed; and what is live now is what is planned. All else is
 * run: what holds more than analyzers and archive rules, and what could not be read.
 */
export function sparing(run: typeof runStack, options: SparingOptions): Sparing {
  const { backend, everyStack, shared } = options;
  const before = shared();
  const done: { stack: PlannedStack; proof: Proof }[] = [];
  return {
    run: async (stack, running) => {
      const begun = Date.now();
      const proof = stack.role.kind === "member" ? readProof(backend, stack.name) : undefined;
      const tried = proof === undefined || everyStack ? undefined : await spared(stack, proof, running).catch(reason);
      if (typeof tried === "object") return { ...tried, seconds: (Date.now() - begun) / 1000 };
      const outcome = await run(stack, running);
      if (stack.role.kind === "member") note(stack, outcome, running);
      return outcome.state === "done" && tried !== undefined ? { ...outcome, because: tried } : outcome;
    },
    keep,
  };

  /** Why not, where the engine has to run. */
  async function spared(stack: PlannedStack, proof: Proof, running: RunStackOptions): Promise<StackOutcome | string> {
    const { name, account } = stack;
    const why = options.whyNot(account);
    if (why !== undefined) return why;
    if (isLocked(backend, name)) return "its state is locked";
    const found = readState(backend, name);
    if (found === undefined) return "its state could not be read";
    const is = fingerprint(stack, running);
    if ("unreadable" in is) return is.unreadable;
    const { wanted, inputs } = is.read;
    const unproven =
      unprovenInputs(proof, { ...inputs, state: found.hash }) ??
      unprovenState(found.state, wanted) ??
      unprovenLive(wanted, await options.live(account, wanted, running.signal));
    if (unproven !== undefined) return unproven;
    // Nobody has touched it while AWS was asked.
    if (isLocked(backend, name) || readState(backend, name)?.hash !== found.hash) return "its state was changed just now";
    const analyzers = wanted.specs.filter(({ source }) => source.kind === "create");
    const rules = wanted.scanner === undefined ? "" : ` and ${plural(wanted.scanner.rules.length, "rule")} of the scanner`;
    const because = `everything is as the run of ${proof.at} has left it; ${plural(analyzers.length, "analyzer")}${rules} read in AWS`;
    const changes = { same: found.state.deployment.resources?.length ?? 0 };
    const violations = proof.violations === undefined ? {} : { violations: proof.violations };
    return { stack, seconds: 0, state: "done", changes, steps: [], engine: "spared", because, ...violations };
  }

  function fingerprint(
    { name, account }: PlannedStack,
    { project, specs }: Pick<RunStackOptions, "project" | "specs">,
  ): Readable<{ inputs: Omit<Fingerprint, "state">; wanted: PlannedMember }> {
    const planned = options.project();
    if (planned === undefined) return { unreadable: "organization.yaml or inventory.json was changed during the run" };
    if ("unreadable" in before) return before;
    const given = memberInputs(account, planned, project.env ?? process.env);
    // What is compared with AWS is what the program gets.
    if (JSON.stringify(given.specs) !== JSON.stringify(specs)) return { unreadable: "the plan was changed during the run" };
    const file = stackFile(project, name);
    const ofFile = existsSync(file) ? sha256(readFileSync(file)) : "none";
    return {
      read: {
        inputs: { ...before.read, plan: sha256(JSON.stringify(given)), stackFile: ofFile },
        wanted: { specs, ...(given.scanner && { scanner: given.scanner }) },
      },
    };
  }

  /** The state as it is right now; all else is looked at again when it is written down. */
  function note(stack: PlannedStack, outcome: StackOutcome, running: RunStackOptions): void {
    if (outcome.state !== "done" || outcome.engine !== "whole") return;
    try {
      const state = isLocked(backend, stack.name) ? undefined : readState(backend, stack.name);
      const is = fingerprint(stack, running);
      if (state === undefined || "unreadable" in is) return;
      const { violations } = outcome;
      const at = new Date().toISOString();
      const proof: Proof = { version: 1, at, fingerprint: { ...is.read.inputs, state: state.hash }, ...(violations ? { violations } : {}) };
      done.push({ stack, proof });
    } catch {
      // What cannot be read proves nothing: the next deploy runs it again.
    }
  }

  function keep(): string[] {
    const after = shared();
    // A program that was changed under way: nobody knows which of the two was run.
    if (options.project() === undefined || JSON.stringify(after) !== JSON.stringify(before)) return [];
    return done.flatMap(({ stack, proof }) => {
      try {
        writeProof(backend, stack.name, proof);
        return [];
      } catch (error) {
        return [`${stack.name}: what was proven could not be written down, and the next deploy runs it again: ${reason(error)}`];
      }
    });
  }
}

/** How many were spared, if any. */
export function tellSpared(outcomes: readonly StackOutcome[]): string[] {
  const spared = outcomes.filter((outcome) => outcome.state === "done" && outcome.engine === "spared").length;
  return spared === 0
    ? []
    : [`${spared} of ${plural(outcomes.length, "stack")} proven to be unchanged and not run; --every-stack runs all.`];
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
