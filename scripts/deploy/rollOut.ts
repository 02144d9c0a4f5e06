import pLimit from "p-limit";
import type { Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { CoveragePlan } from "../../domain/plan/types";
import type { PlannedStack } from "../../domain/plan/plannedStacks";
import { auditRoleName, provisionRoleName } from "../../domain/names";
import { reviewVariable } from "../../domain/review";
import type { EngineEvent, PolicyPack, PulumiProject } from "../pulumi";
import type { ProgressBoard } from "./progressBoard";
import { isRoleMissing, remedyFor, remedyWithoutRoad } from "./failures";
import { fromPlan } from "./fromPlan";
import { previewStack } from "./previewStack";
import { runStack, type RunStackOptions } from "./runStack";
import type { StackOutcome } from "./stackOutcome";
import { waitForRole } from "./waitForRole";

export interface RollOutOptions {
  project: PulumiProject;
  existing: ReadonlySet<string>;
  /** A preview looks at every account through its audit role, and writes nothing. */
  mode: "up" | "preview";
  /** In a preview, the stack management is looked at as its own caller: the audit role is not there yet. */
  asManagementCaller?: boolean;
  /** Whether this very roll-out makes the roles of an account that has no stack yet: in a preview, it is shown as planned. */
  makesRoles?: (account: AccountId) => boolean;
  secretsProvider?: string;
  /** Member stacks at once. */
  parallel: number;
  /** Who reaches the delegated administrator and the members. Not needed for the stack management as its own caller. */
  everythingElse?: Session;
  rolePath: string;
  /** Until when (milliseconds since the epoch) the roles of an account that has no stack yet may take to appear. */
  rolesBy: number;
  plan: CoveragePlan;
  config: Configuration;
  /** Whether something in an account is there and carries our tag. */
  isOurs: RunStackOptions["isOurs"];
  /** Judges each stack before anything of it is done, and while it is done. */
  policyPack: PolicyPack;
  /** Done once the stack management is there, before what builds on its roles. */
  afterManagement?: () => Promise<void>;
  /** Whether the roles of an account were made just now, although it had a stack before. */
  isFresh?: (account: AccountId) => boolean;
  board: Pick<ProgressBoard, "doing" | "event" | "ended" | "say">;
  signal: AbortSignal;
  /** How one stack is run, and how its account is waited for; tests give others. */
  run?: typeof runStack;
  waitFor?: typeof waitForRole;
}

/**
 * Runs the stacks: management, then security, then the members, `parallel` at a time. A failure of management or security keeps what
 * builds on it from being started; a member's failure concerns that member alone.
 */
export async function rollOut(stacks: PlannedStack[], options: RollOutOptions): Promise<StackOutcome[]> {
  const outcomes: StackOutcome[] = [];
  for (const kind of ["management", "security"] as const) {
    const stack = stacks.find(({ role }) => role.kind === kind);
    if (stack === undefined) continue;
    const outcome = await step(stack, outcomes, options);
    outcomes.push(outcome);
    if (kind === "management" && isThere(outcome)) await options.afterManagement?.();
  }
  const limit = pLimit(options.parallel);
  const members = stacks.filter(({ role }) => role.kind === "member");
  return [...outcomes, ...(await Promise.all(members.map((stack) => limit(() => step(stack, outcomes, options)))))];
}

/** Whether what builds on the stack has what it needs. */
function isThere({ state }: StackOutcome): boolean {
  return state === "done" || state === "regionDenied";
}

/** @param before what the stack builds on. */
async function step(stack: PlannedStack, before: readonly StackOutcome[], options: RollOutOptions): Promise<StackOutcome> {
  const outcome = withRemedy(await attempt(stack, before, options));
  options.board.ended(outcome);
  return outcome;
}

function withRemedy(outcome: StackOutcome): StackOutcome {
  if (outcome.state === "done") return outcome;
  return { ...outcome, remedy: outcome.state === "regionDenied" ? remedyWithoutRoad(outcome.regions) : remedyFor(outcome.reason) };
}

async function attempt(stack: PlannedStack, before: readonly StackOutcome[], options: RollOutOptions): Promise<StackOutcome> {
  const { board, signal } = options;
  // Member analyzers do not need the organization's, but every role comes from the stack management.
  const needed = before.find(
    (outcome) => !isThere(outcome) && (outcome.stack.role.kind === "management" || stack.role.kind === "security"),
  );
  if (signal.aborted) return { stack, seconds: 0, state: "notStarted", reason: "interrupted" };
  if (needed !== undefined) return { stack, seconds: 0, state: "notStarted", reason: `stack ${needed.stack.name} did not succeed` };
  const { mode, existing, plan, makesRoles, project, run = mode === "preview" ? previewStack : runStack } = options;
  const specs = plan.analyzers.filter(({ account }) => account === stack.account);
  const isByCaller = stack.role.kind === "management" && (mode === "up" || options.asManagementCaller === true);
  if (!isByCaller) {
    board.doing(stack, "waiting for its roles");
    const reason = await reach(stack, options);
    if (reason !== undefined && !existing.has(stack.name) && isRoleMissing(reason) && makesRoles?.(stack.account))
      return fromPlan(stack, specs, reason);
    if (reason !== undefined) return { stack, seconds: 0, state: "unreachable", reason };
  }
  board.doing(stack, "starting");
  const env = { ...(project.env ?? process.env), [reviewVariable]: String(mode === "preview" && !isByCaller) };
  const sayings = { say: (sentence: string) => board.say(sentence), onEvent: (event: EngineEvent) => board.event(stack, event) };
  return run(stack, { ...options, ...sayings, project: { ...project, env }, specs });
}

/** The roles of an account that had a stack before are there at once, or something is wrong with them. */
async function reach(
  { account, name }: PlannedStack,
  { everythingElse, rolePath, existing, isFresh, mode, rolesBy, signal, waitFor = waitForRole }: RollOutOptions,
): Promise<string | undefined> {
  if (everythingElse === undefined)
    throw new Error("Credentials for the delegated administrator are needed for every stack but management.");
  const role = { path: rolePath, name: mode === "preview" ? auditRoleName : provisionRoleName };
  const isNew = (!existing.has(name) || isFresh?.(account) === true) && mode === "up";
  return waitFor(everythingElse, account, role, isNew ? rolesBy : 0, signal);
}
