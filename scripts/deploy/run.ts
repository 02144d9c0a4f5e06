import type { CredentialOptions, FileOptions, ManagementCredentialOptions } from "../options";
import { Calls } from "../../aws/calls";
import { defaultConcurrency } from "../../aws/inventoryReader";
import { isOurs } from "../../aws/ownership";
import { assumeRole, openSession, type CredentialSource, type Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { InputError } from "../../domain/errors";
import type { AccountId } from "../../domain/identifiers";
import { auditRoleName } from "../../domain/names";
import { emptiedStacks } from "../../domain/plan/emptiedStacks";
import { unplannedAnalyzers } from "../../domain/plan/unplanned";
import { plannedStacks, type PlannedStack } from "../../domain/plan/plannedStacks";
import type { Part } from "./part";
import { conclude } from "./conclusion";
import { renderDeploy } from "./deployReport";
import { refuseWhatCannotBeDone } from "./refusals";
import { ProgressBoard } from "./progressBoard";
import { rollOut, type RollOutOptions } from "./rollOut";
import { refuseStaleInventory } from "./staleInventory";
import { waitForActive } from "./waitForActive";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { commandProject, listStacks } from "../pulumi";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { styleOf } from "../terminal/style";

export interface DeployCommandOptions extends FileOptions, CredentialOptions, ManagementCredentialOptions {
  only?: Part;
  preview: boolean;
  parallel?: number;
  wait: number;
  stackConfigDir?: string;
  secretsProvider?: string;
  json: boolean;
}

export async function runDeploy(options: DeployCommandOptions): Promise<number> {
  const config = readConfiguration(options);
  const file = inventoryFile(options);
  const inventory = readInventoryFile(file);
  const today = new Date().toISOString().slice(0, 10);
  const plan = coveragePlan(config, inventory, today);
  refuseWhatCannotBeDone(config, inventory);
  const project = await commandProject(options, file);
  const signal = interruption();
  const sessions = await openSessions(options, config);
  await refuseStaleInventory(sessions.reading, inventory, file, signal);

  const known = (await listStacks(project)).map(({ name }) => name);
  const planned = plannedStacks(config, plan);
  const { emptied, leftAlone } = emptiedStacks(known, planned, config, inventory, plan);
  const stacks = [...planned, ...emptied].filter(({ role }) => options.only === undefined || partOf(role.kind) === options.only);
  const board = new ProgressBoard(process.stderr, styleOf(process.stderr));
  const mode = options.preview ? "preview" : "up";
  const begun = Date.now();
  const outcomes = await rollOut(stacks, {
    project,
    existing: new Set(known),
    mode,
    ...(options.secretsProvider ? { secretsProvider: options.secretsProvider } : {}),
    parallel: options.parallel ?? config.rollout.parallel,
    ...(sessions.everythingElse ? { everythingElse: sessions.everythingElse } : {}),
    rolePath: config.access.rolePath,
    rolesBy: begun + options.wait * 1000,
    plan,
    config,
    isOurs: askWith(sessions, config, signal),
    board,
    signal,
  }).finally(() => board.end());

  const reader = sessions.everythingElse ?? sessions.reading;
  const accounts = new Set(stacks.map(({ account }) => account));
  const isLookedAt = mode === "up" && !signal.aborted && outcomes.some(({ state }) => state === "done");
  const audit = isLookedAt
    ? await waitForActive({ config, today, session: reader, accounts, deadline: Date.now() + options.wait * 1000, signal })
    : undefined;
  const concernsMembers = options.only === undefined || options.only === "members";
  const listed = unplannedAnalyzers(inventory, plan).filter(({ account }) => accounts.has(account));
  const report = conclude(outcomes, audit, concernsMembers ? leftAlone : [], listed);
  const names = new Map(inventory.accounts.map(({ id, name }) => [id, name]));
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : renderDeploy(report, names, styleOf(process.stdout)));
  return signal.aborted ? exitCode.interrupted : report.exitCode;
}

function partOf(kind: PlannedStack["role"]["kind"]): Part {
  return kind === "member" ? "members" : kind;
}

interface Sessions {
  /** Lists the organization at the start. */
  reading: Session;
  /** Enters the delegated administrator and the members. Absent when only the stack management is rolled out. */
  everythingElse?: Session;
}

/** Whose credentials are needed follows from the part; each must belong to the account it is for. */
async function openSessions(options: DeployCommandOptions, config: Configuration): Promise<Sessions> {
  const { management, delegatedAdministrator, homeRegion } = config.organization;
  const open = async (source: CredentialSource, account: AccountId, flags: string): Promise<Session> => {
    const session = await openSession(source, homeRegion);
    if (session.account === account) return session;
    throw new InputError(
      `The credentials ${session.arn} belong to account ${session.account}, but account ${account} is the one to be called from. Nothing was changed. Name others with ${flags}.`,
    );
  };
  const asManagement = () =>
    open(
      { profile: options.managementProfile, roleArn: options.managementRoleArn },
      management,
      "--management-profile or --management-role-arn",
    );
  const asDelegatedAdministrator = () =>
    open({ profile: options.profile, roleArn: options.roleArn }, delegatedAdministrator, "--profile or --role-arn");
  if (options.only === "management") return { reading: await asManagement() };
  const everythingElse = await asDelegatedAdministrator();
  // This caller may do nothing but assume our roles.
  const auditor = assumeRole(everythingElse, delegatedAdministrator, { path: config.access.rolePath, name: auditRoleName });
  return { reading: options.only === undefined ? await asManagement() : auditor, everythingElse };
}

/** Looks into an account through the audit role; into the management account as its caller. */
function askWith({ reading, everythingElse }: Sessions, config: Configuration, signal: AbortSignal): RollOutOptions["isOurs"] {
  const calls = new Calls(defaultConcurrency, reading.settings, signal);
  const role = { path: config.access.rolePath, name: auditRoleName };
  return (account, thing) => {
    const inside =
      account === config.organization.management || everythingElse === undefined ? reading : assumeRole(everythingElse, account, role);
    return isOurs(inside, thing, calls);
  };
}
