import { readInventory } from "../../aws/inventoryReader";
import { readLiveOrganization } from "../../aws/liveOrganization";
import type { Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { auditRoleName } from "../../domain/names";
import { memberOf } from "../../domain/plan/stackName";
import { unplannedAnalyzers, type UnplannedAnalyzer } from "../../domain/plan/unplanned";
import { repairState } from "../deploy/repairState";
import { inventoryFile, readConfiguration } from "../files/inputFiles";
import { commandProject, destroy, editState, listStacks, removeStack, type ProjectOptions, type PulumiProject } from "../pulumi";
import { refuseWithRoad } from "../pulumi/roadInState";
import { confirm } from "../terminal/confirm";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { readLive } from "../terminal/liveReading";
import { harmless, plural } from "../terminal/text";
import type { ReadingOptions } from "../options";
import { managementCaller, securityCaller } from "../callers";
import { deleteAnalyzers, unreadIn } from "./deletion";
import { forRetirement } from "./forRetirement";

export interface EverythingOptions extends ProjectOptions, ReadingOptions {
  yes: boolean;
  json: boolean;
}

/** One step of the way back, in the order of the steps. */
interface Step {
  name: "members" | "security" | "management";
  stacks: string[];
  /** `unseen`: nothing was begun, because not everything of the step can be read. */
  state: "done" | "failed" | "unseen" | "notConfirmed";
  deleted: UnplannedAnalyzer[];
  reasons: string[];
}

/**
 * The way back from a roll-out: members, security, management; each step is confirmed, and begins only when the one before has left nothing
 * behind, because the roles, which reach the accounts, go last. What was done is not done again: run it again after an interruption.
 */
export async function retireEverything(options: EverythingOptions): Promise<number> {
  const config = readConfiguration(options);
  const project = await commandProject(options, inventoryFile(options));
  const signal = interruption();
  const known = (await listStacks(project)).map(({ name }) => name);
  const members = known.filter((name) => memberOf(name) !== undefined);
  const stacksOf = {
    members,
    security: known.filter((name) => name === "security"),
    management: known.filter((name) => name === "management"),
  };
  await refuseWithRoad(project, known, "a retirement");
  // Without these stacks the accounts were done before, and the roles to look into them may be gone.
  const inside = stacksOf.members.length + stacksOf.security.length > 0;
  const live = inside ? await readLive(readLiveOrganization, config, options) : undefined;
  const security = inside ? await securityCaller(options, config) : undefined;

  const steps: Step[] = [];
  for (const name of ["members", "security", "management"] as const) {
    if (stacksOf[name].length === 0) continue;
    const step =
      name === "management"
        ? await retireManagement(project, config, options, signal)
        : await retireInside(name, stacksOf[name], live, security, project, config, options, signal);
    steps.push(step);
    if (step.state !== "done") break;
  }
  const code = signal.aborted ? exitCode.interrupted : codes[steps.at(-1)?.state ?? "done"];
  process.stdout.write(options.json ? `${JSON.stringify({ version: 1, steps, exitCode: code }, undefined, 2)}\n` : report(steps));
  return code;
}

const codes: Record<Step["state"], number> = {
  done: exitCode.asPlanned,
  failed: exitCode.failed,
  unseen: exitCode.partial,
  notConfirmed: exitCode.badInput,
};

async function retireInside(
  name: "members" | "security",
  stacks: string[],
  live: Inventory | undefined,
  security: Session | undefined,
  project: PulumiProject,
  config: Configuration,
  options: EverythingOptions,
  signal: AbortSignal,
): Promise<Step> {
  const { management, delegatedAdministrator } = config.organization;
  const step: Step = { name, stacks, state: "failed", deleted: [], reasons: [] };
  if (live === undefined || security === undefined) return step;
  const isHere = (account: AccountId) =>
    name === "security" ? account === delegatedAdministrator : ![management, delegatedAdministrator].includes(account);
  const analyzers = everyAnalyzerOfOurs(live).filter(({ account }) => isHere(account));
  step.reasons.push(
    ...unreadIn(live).flatMap(({ account, reason }) => (isHere(account) ? [`account ${account} cannot be read: ${harmless(reason)}`] : [])),
    ...stacks.flatMap((stack) => {
      const account = memberOf(stack);
      const isActive = account === undefined || live.accounts.some(({ id, state }) => id === account && state === "ACTIVE");
      return isActive ? [] : [`account ${account} has left or is not active: drop its stack with "access-analyzer-org forget ${account}"`];
    }),
  );
  // Begun only when the whole is in sight: what is not seen now is out of reach when the roles are gone.
  if (step.reasons.length > 0) return { ...step, state: "unseen" };
  const where =
    name === "security" ? `account ${delegatedAdministrator}` : plural(new Set(analyzers.map(({ account }) => account)).size, "account");
  const question = `Step ${name}: delete ${plural(analyzers.length, "analyzer")} of ours in ${where}, with all findings, and drop ${plural(stacks.length, "stack")}?`;
  if (!(await confirm(question, { yes: options.yes, signal }))) return { ...step, state: "notConfirmed" };

  const { deleted, left } = await deleteAnalyzers(analyzers, config, { security }, signal);
  const failures = left.map(({ analyzer, region, account, reason }) => `${analyzer} in ${region} of ${account}: ${harmless(reason)}`);
  if (failures.length > 0) return { ...step, deleted, reasons: failures };
  for (const stack of stacks) await removeStack(project, stack, { force: true });
  return { ...step, state: "done", deleted };
}

async function retireManagement(
  project: PulumiProject,
  config: Configuration,
  options: EverythingOptions,
  signal: AbortSignal,
): Promise<Step> {
  const { management } = config.organization;
  const step: Step = { name: "management", stacks: ["management"], state: "failed", deleted: [], reasons: [] };
  const session = await managementCaller(options, config);
  const live = await readInventory({
    session,
    role: { path: config.access.rolePath, name: auditRoleName },
    ownAccount: "caller",
    accounts: new Set([management]),
    signal,
  });
  const unread = unreadIn(live).filter(({ account }) => account === management);
  if (unread.length > 0)
    return {
      ...step,
      state: "unseen",
      reasons: unread.map(({ account, reason }) => `account ${account} cannot be read: ${harmless(reason)}`),
    };
  const analyzers = everyAnalyzerOfOurs(live).filter(({ account }) => account === management);
  const question =
    `Step management: delete ${plural(analyzers.length, "analyzer")} of ours in account ${management}, our roles in every account, and the registration of ${config.organization.delegatedAdministrator}? ` +
    "Trusted access and service-linked roles stay, because other tools use them.";
  if (!(await confirm(question, { yes: options.yes, signal }))) return { ...step, state: "notConfirmed" };

  const { deleted, left } = await deleteAnalyzers(analyzers, config, { management: session }, signal);
  if (left.length > 0)
    return {
      ...step,
      deleted,
      reasons: left.map(({ analyzer, region, reason }) => `${analyzer} in ${region} of ${management}: ${harmless(reason)}`),
    };
  await editState(project, "management", (state) => {
    repairState(state);
    forRetirement(state, {
      ...(options.managementProfile ? { profile: options.managementProfile } : {}),
      ...(options.managementRoleArn ? { roleArn: options.managementRoleArn } : {}),
    });
    return true;
  });
  const result = await destroy(project, "management", { signal });
  if (!result.succeeded) {
    const said = result.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => harmless(message));
    return { ...step, deleted, reasons: said.length > 0 ? said : [harmless(result.stderr)] };
  }
  await removeStack(project, "management");
  return { ...step, state: "done", deleted };
}

function everyAnalyzerOfOurs(live: Inventory): UnplannedAnalyzer[] {
  return unplannedAnalyzers(live, { analyzers: [], uncovered: [] });
}

function report(steps: readonly Step[]): string {
  if (steps.length === 0) return "Pulumi's backend has no stack of ours: nothing to take back.\n";
  const lines = steps.flatMap(({ name, state, deleted, stacks, reasons }) => [
    state === "done"
      ? `${name}: ${plural(deleted.length, "analyzer")} deleted, ${plural(stacks.length, "stack")} dropped.`
      : state === "notConfirmed"
        ? `${name}: not confirmed, nothing of it was changed.`
        : `${name}: not finished${deleted.length > 0 ? `, ${plural(deleted.length, "analyzer")} deleted` : ""}. Mend this and run again:`,
    ...reasons.map((reason) => `- ${reason}`),
  ]);
  const isDone = steps.at(-1)?.name === "management" && steps.at(-1)?.state === "done";
  return `${[...lines, ...(isDone ? ["Everything was taken back. Trusted access in AWS Organizations stays: other tools may use it."] : [])].join("\n")}\n`;
}
