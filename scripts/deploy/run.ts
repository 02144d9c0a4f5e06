import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { InterruptedError, ReadError } from "../../aws/callErrors";
import type { Audit } from "../../domain/audit/audit";
import type { Configuration } from "../../domain/configuration/configuration";
import type { Inventory } from "../../domain/inventory/inventory";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { plannedStacks, type PlannedStack } from "../../domain/plan/plannedStacks";
import { rolesRegion } from "../../domain/plan/rolesRegion";
import { unplannedAnalyzers } from "../../domain/plan/unplanned";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { withTemporaryFolder } from "../files/temporaryFolder";
import { packConfiguration, readPackSettings } from "../packConfig/packConfiguration";
import { commandProject, ownPackFolder, type PulumiProject } from "../pulumi";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { styleOf } from "../terminal/style";
import { messagesOf, tellWarnings } from "../terminal/warnings";
import { askWith, openAuditor, openCallers, openReviewers, readingBy } from "./callers";
import { conclude } from "./conclusion";
import { withDeadline, within } from "./deadline";
import type { DeployCommandOptions, Deployment } from "./deployment";
import { holdDeployLock } from "./deployLock";
import { renderDeploy, type DeployReport } from "./deployReport";
import { deploymentSparing } from "./deploymentSparing";
import { fileBackend } from "./fileBackend";
import { healRoles, type RolesHealed } from "./healRoles";
import { backendSeconds, isFirst, lookFirst, type Looked } from "./lookFirst";
import { partOf } from "./part";
import { previewStack } from "./previewStack";
import { ProgressBoard } from "./progressBoard";
import { recorded } from "./recordedRun";
import { refuseNoPack, refuseOtherAdministrator, refuseOwnHosts } from "./refusals";
import { rollOut, type RollOutOptions } from "./rollOut";
import { scopeOf, type Scope } from "./scope";
import { sparing, tellSpared } from "./sparing";
import type { StackOutcome } from "./stackOutcome";
import { compareInventory } from "./staleInventory";
import { mendStates } from "./stateCopies";
import { waitForActive } from "./waitForActive";

/** How long a stack may take. A StackSet operation over a large organization may take an hour. */
const stackSeconds: Record<PlannedStack["role"]["kind"], number> = { management: 7_200, security: 1_800, member: 1_800 };

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
  refuseOwnHosts(project.folder);
  const signal = interruption();
  const callers = await (options.preview ? openReviewers : openCallers)(options, config, signal);
  const board = new ProgressBoard(process.stderr, styleOf(process.stderr), options.preview);
  const backend = options.preview ? undefined : await within(backendSeconds, "Pulumi's backend (pulumi whoami)", fileBackend(project));
  const letGo = backend === undefined ? () => undefined : holdDeployLock(backend);
  try {
    return await withTemporaryFolder((folder) => {
      const settings = packConfiguration(config, { configuration: options.config, inventory: file }, own);
      const pack = {
        folder: options.policyPack === undefined ? ownPackFolder() : refuseNoPack(resolve(options.policyPack)),
        config: join(folder, "policies.json"),
      };
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

async function deployLocked(deployment: Deployment): Promise<number> {
  const { options, config, today, signal, backend, board } = deployment;
  if (backend !== undefined) mendStates(backend, (sentence) => board.say(sentence));
  const looked = await lookFirst(deployment);
  if ("lost" in looked) return leaveOut(looked.lost, config, looked.inventory, today, options);
  const scope = scopeOf(deployment, looked);
  const healing: Healing = {};
  const rolling = rollOutOptions(deployment, looked, scope, healing);
  const engine = options.preview ? previewStack : recorded(backend);
  const { run, keep } =
    backend === undefined ? { run: engine } : sparing(engine, deploymentSparing(deployment, looked, backend, rolling.isFresh));
  const deadline = ({ role }: PlannedStack) => options.stackTimeout ?? stackSeconds[role.kind];
  const outcomes = await rollOut(scope.stacks, { ...rolling, run: withDeadline(run, deadline) });
  for (const sentence of [...(keep?.() ?? []), ...tellSpared(outcomes)]) board.say(sentence);
  const after = await lookAfterwards(deployment, scope, outcomes);
  board.end();
  const report = concluded(deployment, looked, scope, { outcomes, healing, after });
  print(report, looked.inventory, scope.warnings, options);
  return signal.aborted ? exitCode.interrupted : report.exitCode;
}

interface Healing {
  roles?: RolesHealed;
  /** Why the members' roles were not looked at. */
  unread?: string;
}

/** @param healing what became of the members' roles, filled in between the stacks. */
function rollOutOptions(deployment: Deployment, looked: Looked, { plan, stacks }: Scope, healing: Healing): RollOutOptions {
  const { options, config, project, pack, signal, callers, board } = deployment;
  const { known, movedFrom } = looked;
  const hasManagement = stacks.some(({ role }) => role.kind === "management");
  return {
    project,
    existing: new Set(known),
    mode: options.preview ? "preview" : "up",
    ...(callers.asManagementCaller ? { asManagementCaller: true } : {}),
    makesRoles: (account) => (isFirst(known) ? hasManagement : healing.roles?.wouldMake?.includes(account) === true),
    ...(options.secretsProvider ? { secretsProvider: options.secretsProvider } : {}),
    parallel: options.parallel ?? config.rollout.parallel,
    ...(callers.everythingElse ? { everythingElse: callers.everythingElse } : {}),
    rolePath: config.access.rolePath,
    rolesBy: Date.now() + options.wait * 1000,
    plan,
    config,
    isOurs: askWith(callers, config, signal),
    policyPack: pack,
    // Nothing of a first roll-out can have been changed yet.
    ...(isFirst(known) ? {} : { afterManagement: async () => void Object.assign(healing, await healed(deployment, looked)) }),
    // Roles that have just changed whom they trust are as new.
    isFresh: (account) =>
      movedFrom !== undefined ||
      [healing.roles?.created, healing.roles?.recreated, healing.roles?.redeployed].some((done) => done?.includes(account)),
    board,
    signal,
  };
}

async function healed({ options, config, signal, callers, board }: Deployment, { live, inventory }: Looked): Promise<Healing> {
  if (callers.management === undefined) return {};
  try {
    const roles = await healRoles({
      ...{ config, live, region: rolesRegion(config, inventory), management: callers.management, signal },
      auditor: await openAuditor(options, callers, config, signal),
      named: new Set(options.recreateRoles),
      isPreview: options.preview,
      yes: options.yes,
      seconds: options.stackTimeout ?? stackSeconds.management,
      say: (sentence) => board.say(sentence),
    });
    return { roles };
  } catch (error) {
    if (!(error instanceof InterruptedError || error instanceof ReadError)) throw error;
    return { unread: `the members' roles: ${error.message}` };
  }
}

/** What is there afterwards. That it cannot be read must not hide what became of the stacks. */
async function lookAfterwards(
  { options, config, today, signal, callers, board }: Deployment,
  { stacks }: Scope,
  outcomes: readonly StackOutcome[],
): Promise<{ audit?: Audit; unread?: string }> {
  if (options.preview || !outcomes.some(({ state }) => state === "done")) return {};
  try {
    const audit = await waitForActive({
      config,
      today,
      reading: readingBy(callers, config),
      accounts: new Set(stacks.map(({ account }) => account)),
      deadline: Date.now() + options.wait * 1000,
      say: (sentence) => board.say(sentence),
      signal,
    });
    return { audit };
  } catch (error) {
    if (error instanceof InterruptedError) return { unread: "what is there now: the run was interrupted before it was looked at" };
    if (error instanceof ReadError) return { unread: `what is there now: ${error.message}` };
    throw error;
  }
}

function concluded(
  { options, file, written }: Deployment,
  { asked, live, inventory, unlisted }: Looked,
  { plan, stacks, leftAlone }: Scope,
  { outcomes, healing, after }: { outcomes: StackOutcome[]; healing: Healing; after: { audit?: Audit; unread?: string } },
): DeployReport {
  const accounts = new Set(stacks.map(({ account }) => account));
  const compared = new Set(asked ?? live.accounts.map(({ id }) => id));
  // What the roll-out's own audit has looked at is its business.
  if (after.audit !== undefined) accounts.forEach((account) => compared.delete(account));
  const uncompared = unlisted && `the organization, which was not compared with ${file}: ${unlisted}`;
  const unread = [uncompared, ...compareInventory(written, live, compared).unread, after.unread, healing.unread].filter(
    (what) => what !== undefined,
  );
  return conclude(outcomes, after.audit, leftAlone, {
    isPreview: options.preview,
    unread,
    listed: unplannedAnalyzers(inventory, plan).filter(({ account }) => accounts.has(account)),
    ...(healing.roles ? { roles: healing.roles } : {}),
  });
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
