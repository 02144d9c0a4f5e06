import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CredentialOptions, FileOptions, ManagementCredentialOptions } from "../options";
import { InterruptedError, ReadError } from "../../aws/callErrors";
import type { Audit } from "../../domain/audit/audit";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { InputError } from "../../domain/errors";
import { activeAdministrator, otherAdministrator } from "../../domain/plan/administrator";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { emptiedStacks } from "../../domain/plan/emptiedStacks";
import { unplannedAnalyzers } from "../../domain/plan/unplanned";
import { rolesRegion } from "../../domain/plan/rolesRegion";
import { plannedStacks, type PlannedStack } from "../../domain/plan/plannedStacks";
import type { Part } from "./part";
import { askWith, openAuditor, openCallers, openReviewers, readingBy, whyDenied, type Callers } from "./callers";
import { conclude } from "./conclusion";
import { renderDeploy, type DeployReport } from "./deployReport";
import { withDeadline, within } from "./deadline";
import { healRoles, type RolesHealed } from "./healRoles";
import { holdDeployLock } from "./deployLock";
import { fileBackend, type FileBackend } from "./fileBackend";
import { enterable, readForComparison } from "./liveReading";
import { moveAdministrator } from "./moveAdministrator";
import { refuseOtherAdministrator, refuseRecreation } from "./refusals";
import { previewStack } from "./previewStack";
import { ProgressBoard } from "./progressBoard";
import { recorded } from "./recordedRun";
import { rollOut } from "./rollOut";
import { compareInventory, inventoryInForce, refuseMovedRoles } from "./staleInventory";
import { mendStates } from "./stateCopies";
import { withTemporaryFolder } from "../files/temporaryFolder";
import { waitForActive, type WaitForActiveOptions } from "./waitForActive";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { packConfiguration, readPackSettings } from "../packConfig/packConfiguration";
import { commandProject, listStacks, ownPackFolder, type PolicyPack, type PulumiProject } from "../pulumi";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { styleOf } from "../terminal/style";
import { messagesOf, tellWarnings } from "../terminal/warnings";

export interface DeployCommandOptions extends FileOptions, CredentialOptions, ManagementCredentialOptions {
  only?: Part;
  preview: boolean;
  policyPackConfig?: string;
  parallel?: number;
  wait: number;
  writeInventory: boolean;
  moveAdministrator: boolean;
  stackTimeout?: number;
  stackConfigDir?: string;
  secretsProvider?: string;
  recreateRoles: AccountId[];
  yes: boolean;
  json: boolean;
}

/** How long a stack may take. A StackSet operation over a large organization may take an hour. */
const stackSeconds: Record<PlannedStack["role"]["kind"], number> = { management: 7_200, security: 1_800, member: 1_800 };
const backendSeconds = 120;

export async function runDeploy(options: DeployCommandOptions): Promise<number> {
  const config = readConfiguration(options);
  const own = options.policyPackConfig === undefined ? {} : readPackSettings(options.policyPackConfig);
  const file = inventoryFile(options);
  const written = readInventoryFile(file);
  const today = new Date().toISOString().slice(0, 10);
  // What is wrong with the two files is said before anybody is asked; a file that is about to be written may be wrong.
  if (!options.writeInventory) {
    coveragePlan(config, written, today);
    if (!options.moveAdministrator) refuseOtherAdministrator(config, written);
  }
  const project = withoutWriting(await commandProject(options, file), options.preview);
  const signal = interruption();
  const callers = await (options.preview ? openReviewers : openCallers)(options, config, signal);
  const board = new ProgressBoard(process.stderr, styleOf(process.stderr), options.preview);
  const backend = options.preview ? undefined : await within(backendSeconds, "Pulumi's backend (pulumi whoami)", fileBackend(project));
  const letGo = backend === undefined ? () => undefined : holdDeployLock(backend);
  try {
    return await withTemporaryFolder((folder) => {
      const settings = packConfiguration(config, { configuration: options.config, inventory: file }, own);
      const pack = { folder: ownPackFolder(), config: join(folder, "policies.json") };
      writeFileSync(pack.config, JSON.stringify(settings));
      return deployLocked({
        ...{ options, config, file, written, today, project, pack, signal, callers, board },
        ...(backend ? { backend } : {}),
      });
    });
  } finally {
    board.end();
    letGo();
  }
}

/** An engine that is asked for the stacks of an empty bucket otherwise writes how it would lay them out. */
function withoutWriting(project: PulumiProject, isPreview: boolean): PulumiProject {
  return isPreview ? { ...project, env: { ...project.env, PULUMI_DIY_BACKEND_LEGACY_LAYOUT: "true" } } : project;
}

interface Deployment {
  options: DeployCommandOptions;
  config: Configuration;
  file: string;
  written: Inventory;
  /** YYYY-MM-DD, UTC. */
  today: string;
  project: PulumiProject;
  /** Where the state is a folder, and may be written to. */
  backend?: FileBackend;
  /** The policy pack, with its configuration for these files. */
  pack: PolicyPack;
  signal: AbortSignal;
  callers: Callers;
  board: ProgressBoard;
}

async function deployLocked({
  options,
  config,
  file,
  written,
  today,
  project,
  backend,
  pack,
  signal,
  callers,
  board,
}: Deployment): Promise<number> {
  if (backend !== undefined) mendStates(backend, (sentence) => board.say(sentence));
  let known = (await within(backendSeconds, "Pulumi's backend (pulumi stack ls)", listStacks(project))).map(({ name }) => name);
  const asked = enterable(callers, options.only, known, config);
  const isFirst = !known.includes("management");
  // Before the first roll-out a reviewer has no role to read the organization with.
  const unlisted = options.preview && isFirst && !options.writeInventory ? await whyDenied(callers.organization) : undefined;
  const live = unlisted === undefined ? await readForComparison(callers, config, asked, signal) : written;
  const administrator = activeAdministrator(config, live.accounts);
  if ("lost" in administrator) {
    const inForce = options.writeInventory ? inventoryInForce(written, live, file, true, (sentence) => board.say(sentence)) : written;
    return leaveOut(administrator.lost, config, inForce, today, options);
  }
  let inventory = inventoryInForce(written, live, file, options.writeInventory, (sentence) => board.say(sentence));
  const { current } = compareInventory(written, live);
  const from = otherAdministrator(config, current);
  if (from !== undefined) {
    if (!options.moveAdministrator) refuseOtherAdministrator(config, current);
    const say = (sentence: string) => board.say(sentence);
    const management = callers.organization;
    const moved = await moveAdministrator({ config, from, project, known, inventory, file, management, yes: options.yes, signal, say });
    if (moved === undefined) throw new InputError("Nothing was changed.");
    ({ known, inventory } = moved);
  }
  const plan = coveragePlan(config, inventory, today);
  const warnings = messagesOf(tellWarnings(config, inventory, today, options));
  const planned = plannedStacks(config, plan);
  const { emptied, leftAlone } = emptiedStacks(known, planned, config, inventory, plan);
  const stacks = [...planned, ...emptied].filter(({ role }) => options.only === undefined || partOf(role.kind) === options.only);
  const hasManagement = stacks.some(({ role }) => role.kind === "management");
  if (hasManagement) refuseMovedRoles(config, inventory, live);
  refuseRecreation(options.recreateRoles, hasManagement, live);

  const mode = options.preview ? "preview" : "up";
  const healing: { roles?: RolesHealed; unread?: string } = {};
  const afterManagement = async () => {
    if (callers.management === undefined) return;
    try {
      healing.roles = await healRoles({
        ...{ config, live, region: rolesRegion(config, inventory), management: callers.management, signal },
        auditor: await openAuditor(options, callers, config, signal),
        named: new Set(options.recreateRoles),
        isPreview: options.preview,
        yes: options.yes,
        seconds: options.stackTimeout ?? stackSeconds.management,
        say: (sentence) => board.say(sentence),
      });
    } catch (error) {
      if (!(error instanceof InterruptedError || error instanceof ReadError)) throw error;
      healing.unread = `the members' roles: ${error.message}`;
    }
  };
  const outcomes = await rollOut(stacks, {
    project,
    existing: new Set(known),
    mode,
    ...(callers.asManagementCaller ? { asManagementCaller: true } : {}),
    makesRoles: (account) => (isFirst ? hasManagement : healing.roles?.wouldMake?.includes(account) === true),
    ...(options.secretsProvider ? { secretsProvider: options.secretsProvider } : {}),
    parallel: options.parallel ?? config.rollout.parallel,
    ...(callers.everythingElse ? { everythingElse: callers.everythingElse } : {}),
    rolePath: config.access.rolePath,
    rolesBy: Date.now() + options.wait * 1000,
    plan,
    config,
    isOurs: askWith(callers, config, signal),
    policyPacks: [pack],
    // Nothing of a first roll-out can have been changed yet.
    ...(isFirst ? {} : { afterManagement }),
    // Roles that have just changed whom they trust are as new.
    isFresh: (account) =>
      from !== undefined ||
      [healing.roles?.created, healing.roles?.recreated, healing.roles?.redeployed].some((done) => done?.includes(account)),
    board,
    signal,
    run: withDeadline(options.preview ? previewStack : recorded(backend), ({ role }) => options.stackTimeout ?? stackSeconds[role.kind]),
  });

  const accounts = new Set(stacks.map(({ account }) => account));
  const isLookedAt = mode === "up" && outcomes.some(({ state }) => state === "done");
  const after = isLookedAt
    ? await lookAfterwards({
        config,
        today,
        reading: readingBy(callers, config),
        accounts,
        deadline: Date.now() + options.wait * 1000,
        say: (sentence) => board.say(sentence),
        signal,
      })
    : {};
  board.end();
  const compared = new Set(asked ?? live.accounts.map(({ id }) => id));
  // What the roll-out's own audit has looked at is its business.
  if (after.audit !== undefined) accounts.forEach((account) => compared.delete(account));
  const uncompared = unlisted && `the organization, which was not compared with ${file}: ${unlisted}`;
  const unread = [uncompared, ...compareInventory(written, live, compared).unread, after.unread, healing.unread].filter(
    (what) => what !== undefined,
  );
  const concernsMembers = options.only === undefined || options.only === "members";
  const listed = unplannedAnalyzers(inventory, plan).filter(({ account }) => accounts.has(account));
  const report = conclude(outcomes, after.audit, concernsMembers ? leftAlone : [], {
    isPreview: options.preview,
    unread,
    listed,
    ...(healing.roles ? { roles: healing.roles } : {}),
  });
  print(report, inventory, warnings, options);
  return signal.aborted ? exitCode.interrupted : report.exitCode;
}

/** The organization is read and its analyzers are owned there: without it no part can be rolled out, and nothing that is there is touched. */
function leaveOut(lost: string, config: Configuration, inventory: Inventory, today: string, options: DeployCommandOptions): number {
  const warnings = messagesOf(tellWarnings(config, inventory, today, options));
  const reason = `${lost}, which owns the organization's analyzers and reads the organization; bring it back, or name another member in organization.delegatedAdministrator`;
  const leftAlone = plannedStacks(config, coveragePlan(config, inventory, today)).flatMap(({ name, role }) =>
    options.only === undefined || partOf(role.kind) === options.only ? [{ stack: name, reason }] : [],
  );
  const report = conclude([], undefined, leftAlone, { isPreview: options.preview, unread: [], listed: [] });
  print(report, inventory, warnings, options);
  return report.exitCode;
}

function print(report: DeployReport, inventory: Inventory, warnings: readonly string[], { json }: DeployCommandOptions): void {
  const names = new Map(inventory.accounts.map(({ id, name }) => [id, name]));
  process.stdout.write(
    json ? `${JSON.stringify({ ...report, warnings }, undefined, 2)}\n` : renderDeploy(report, names, styleOf(process.stdout)),
  );
}

/** What is there afterwards. That it cannot be read must not hide what became of the stacks. */
async function lookAfterwards(options: WaitForActiveOptions): Promise<{ audit?: Audit; unread?: string }> {
  try {
    return { audit: await waitForActive(options) };
  } catch (error) {
    if (error instanceof InterruptedError) return { unread: "what is there now: the run was interrupted before it was looked at" };
    if (error instanceof ReadError) return { unread: `what is there now: ${error.message}` };
    throw error;
  }
}

function partOf(kind: PlannedStack["role"]["kind"]): Part {
  return kind === "member" ? "members" : kind;
}
