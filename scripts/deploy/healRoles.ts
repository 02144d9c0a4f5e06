import { Calls } from "../../aws/calls";
import { describeError, ReadError } from "../../aws/callErrors";
import { defaultConcurrency, enterAccount } from "../../aws/inventoryReader";
import { accountsAtOnce, runRolesOperation, type RolesOperation } from "../../aws/rolesOperations";
import { readRoles } from "../../aws/rolesReader";
import type { Session } from "../../aws/sessions";
import { auditRoles } from "../../domain/audit/auditRoles";
import type { RolesInstance } from "../../domain/audit/foundRoles";
import { rolesHealing, type RolesHealing } from "../../domain/audit/rolesHealing";
import type { Configuration } from "../../domain/configuration/configuration";
import { InputError } from "../../domain/errors";
import type { AccountId, Region } from "../../domain/identifiers";
import type { Inventory, Readable } from "../../domain/inventory/inventory";
import { roleNamesIn } from "../../domain/policies/roles";
import { stepsByHand } from "../audit/rolesRemedies";
import { confirm } from "../terminal/confirm";
import { harmless, listed, plural } from "../terminal/text";
import { auditRole } from "./callers";

export interface HealRolesOptions {
  config: Configuration;
  /** The organization as it was read before the roll-out. */
  live: Inventory;
  /** Where the roles' StackSet is. */
  region: Region;
  /** Of the management account: its caller, or in a preview its audit role. */
  management: Session;
  /** Who enters the members through the audit role, or why nobody does. */
  auditor: Readable<Session>;
  /** Accounts whose roles are to be made anew whatever was seen of them. */
  named: ReadonlySet<AccountId>;
  isPreview: boolean;
  yes: boolean;
  /** How long one operation of the StackSet may take. */
  seconds: number;
  say: (sentence: string) => void;
  signal: AbortSignal;
}

/** What became of roles that were not as planned. */
export interface RolesHealed {
  /** Deployed to again. */
  redeployed: AccountId[];
  /** Given an instance that they did not have. */
  created: AccountId[];
  /** Instance deleted and created. */
  recreated: AccountId[];
  /** Not as planned still, or (in a preview) what would be done. */
  left: { account: AccountId; reason: string; remedy: string }[];
  /** In a preview: those of `left` whose roles this roll-out would make. */
  wouldMake?: AccountId[];
}

/**
 * Brings the members' roles back that somebody deleted or changed, and those that the StackSet's operations did not reach. Killed on its
 * way, the next run goes on: an account without an instance gets one.
 *
 * @throws ReadError when the StackSet's instances cannot be read, InterruptedError when `signal` was raised before they were.
 */
export async function healRoles(options: HealRolesOptions): Promise<RolesHealed> {
  const { isPreview, named, say, signal } = options;
  const healed: RolesHealed = { redeployed: [], created: [], recreated: [], left: [] };
  if ("unreadable" in options.auditor) say(`The roles inside the members were not compared: ${options.auditor.unreadable}.`);
  const first = await look(options, named);
  if (isPreview) {
    const wouldMake = [...first.redeploy, ...first.create, ...first.recreate.map(({ instance }) => instance)].map(({ account }) => account);
    return { ...healed, left: outlook(first), wouldMake };
  }

  const leave = (failed: ReadonlyMap<AccountId, string>, remedy: string) => {
    for (const [account, reason] of failed) healed.left.push({ account, reason, remedy });
  };
  for (const group of byUnit(first.redeploy)) healed.redeployed.push(...succeeded(group, await operate("update", group, options)));
  for (const batch of batches(first.create)) {
    const failed = await operate("create", batch, options);
    healed.created.push(...succeeded(batch, failed));
    leave(failed, again);
    if (failed.size > 0) break;
  }

  const done = new Set([...healed.redeployed, ...healed.created]);
  const { redeploy, recreate, byHand } = first.redeploy.length + first.create.length === 0 ? first : await look(options, named);
  const broken = [
    // A role shows a while after it was made.
    ...recreate.filter(
      ({ instance, details }) => !(done.has(instance.account) && details.some((detail) => detail.startsWith("AssumeRole"))),
    ),
    // Once more would fail once more.
    ...redeploy.map((instance) => ({ instance, details: [`${instance.detail}: ${instance.reason ?? "AWS gives no reason"}`] })),
  ];
  for (const instance of byHand)
    healed.left.push({
      account: instance.account,
      reason: `INOPERABLE: ${instance.reason ?? "AWS gives no reason"}`,
      remedy: stepsByHand(instance),
    });
  if (broken.length === 0 || signal.aborted) return healed;

  if (!(await isAllowed(broken, options))) {
    leave(
      new Map(broken.map(({ instance, details }) => [instance.account, details.join("; ")])),
      `${again} and answer yes, or with --yes.`,
    );
    return healed;
  }
  for (const batch of batches(broken.map(({ instance }) => instance))) {
    const undeleted = await operate("delete", batch, options);
    for (const [account, reason] of undeleted) {
      const instance = batch.find((each) => each.account === account);
      healed.left.push({ account, reason, remedy: instance === undefined ? again : stepsByHand(instance) });
    }
    const deleted = batch.filter(({ account }) => !undeleted.has(account));
    const uncreated = deleted.length === 0 ? new Map<AccountId, string>() : await operate("create", deleted, options);
    healed.recreated.push(...succeeded(deleted, uncreated));
    leave(uncreated, again);
    if (undeleted.size + uncreated.size > 0) break;
  }
  const told = new Set([...healed.recreated, ...healed.left.map(({ account }) => account)]);
  for (const { instance, details } of broken)
    if (!told.has(instance.account))
      healed.left.push({ account: instance.account, reason: `not begun, after a failure: ${details.join("; ")}`, remedy: again });
  return healed;
}

const again = 'Mend what it says, and run "access-analyzer-org deploy --only management" again';

async function look(
  { config, live, region, management, auditor, signal }: HealRolesOptions,
  named: ReadonlySet<AccountId>,
): Promise<RolesHealing> {
  const calls = new Calls(defaultConcurrency, management.settings, signal);
  const organization = { ...live.organization, rolesRegions: { read: [region] } };
  const sessions = await Promise.all(
    live.accounts
      .filter(({ state }) => state === "ACTIVE")
      .map(async ({ id }): Promise<[AccountId, Readable<Session>]> => {
        if (id === organization.management) return [id, { read: management }];
        return [id, "unreadable" in auditor ? auditor : await enterAccount({ session: auditor.read, role: auditRole(config) }, id, calls)];
      }),
  );
  const found = await readRoles(config, { organization }, new Map(sessions), calls);
  if ("unreadable" in found.instances)
    throw new ReadError(`The instances of the roles' StackSet could not be read. ${found.instances.unreadable}`);
  return rolesHealing(auditRoles(config, { ...live, organization }, found), organization.rootId, named);
}

/** What would be done, in a preview. */
function outlook({ redeploy, create, recreate, byHand }: RolesHealing): RolesHealed["left"] {
  return [
    ...redeploy.map(({ account, detail }) => ({ account, reason: detail, remedy: "would be deployed to again" })),
    ...create.map(({ account }) => ({ account, reason: "no instance", remedy: "would get one" })),
    ...recreate.map(({ instance: { account }, details }) => ({
      account,
      reason: details.join("; "),
      remedy: "its instance would be deleted and created, after a question",
    })),
    ...byHand.map((instance) => ({ account: instance.account, reason: "INOPERABLE", remedy: stepsByHand(instance) })),
  ];
}

async function isAllowed(broken: RolesHealing["recreate"], { config, live, yes, say, signal }: HealRolesOptions): Promise<boolean> {
  const names = new Map(live.accounts.map(({ id, name }) => [id, name]));
  const lines = broken.map(({ instance: { account }, details }) => `- ${account} ${names.get(account) ?? ""}: ${details.join("; ")}`);
  const roleNames = [...new Set(broken.flatMap(({ instance: { account } }) => roleNamesIn(config, account)))];
  const question = [
    `The roles of ${plural(broken.length, "account")} are not as planned, and an update does not bring them back:`,
    ...lines.map(harmless),
    `Their instances of the StackSet are deleted and created again, ${accountsAtOnce} accounts at a time. In between these accounts have none of ${roleNames.join(", ")}: ` +
      `sessions of these roles end, audits and roll-outs of the accounts fail. What was added to the roles is gone for good. Go on?`,
  ].join("\n");
  if (yes) say(`${question} --yes`);
  try {
    return await confirm(question, { yes, signal });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    say(error.message);
    return false;
  }
}

/** Every account's failure, with the reason. That an operation could not be begun or waited for is one for each. */
async function operate(
  what: RolesOperation["what"],
  targets: readonly Pick<RolesInstance, "account" | "unit">[],
  { management: session, region, seconds, say, signal }: HealRolesOptions,
): Promise<ReadonlyMap<AccountId, string>> {
  const accounts = targets.map(({ account }) => account);
  const [first] = targets;
  if (first === undefined) return new Map();
  const until = new Date(Date.now() + seconds * 1000).toISOString().slice(11, 19);
  say(`Roles: ${words[what]} ${listed(accounts, 6)}, until ${until} UTC at the latest.`);
  try {
    const calls = new Calls(1, session.settings, signal);
    return await runRolesOperation({ what, unit: first.unit, accounts }, { session, region, calls, seconds, signal });
  } catch (error) {
    return new Map(accounts.map((account) => [account, describeError(error)]));
  }
}

const words: Record<RolesOperation["what"], string> = {
  create: "creating the stack instances of",
  update: "deploying again to",
  delete: "deleting the stack instances of",
};

function succeeded(targets: readonly { account: AccountId }[], failed: ReadonlyMap<AccountId, string>): AccountId[] {
  return targets.map(({ account }) => account).filter((account) => !failed.has(account));
}

/** An operation names one unit. */
function byUnit<T extends { unit: string }>(targets: readonly T[]): T[][] {
  return [...new Set(targets.map(({ unit }) => unit))].map((unit) => targets.filter((target) => target.unit === unit));
}

/** Never more accounts without roles than these, whatever goes wrong. */
function batches<T extends { unit: string }>(targets: readonly T[]): T[][] {
  return byUnit(targets).flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / accountsAtOnce) }, (_, index) =>
      group.slice(index * accountsAtOnce, (index + 1) * accountsAtOnce),
    ),
  );
}
