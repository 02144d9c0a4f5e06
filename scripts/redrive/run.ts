import { describeError, InterruptedError } from "../../aws/callErrors";
import { Calls } from "../../aws/calls";
import { deadLettersOf, queueClient, type DeadLetter } from "../../aws/findings/deadLetters";
import { sendMessages } from "../../aws/findings/queues";
import { assumeRole, type Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import { InputError } from "../../domain/errors";
import { understood, type Understood } from "../../domain/findings/deadLetter";
import { deadLetterQueues, findingsRoad, roadNames, roadPlace, type Road, type RoadQueue } from "../../domain/findings/road";
import { ruleRegions } from "../../domain/findings/roadRegions";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { readsMembers } from "../../domain/policies/findingsRoad/extent";
import { rescanOf, type Rescan } from "../../domain/scanner/deadScan";
import { refuseInReview } from "../../domain/review";
import { securityCaller } from "../callers";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import type { CredentialOptions, FileOptions } from "../options";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { harmless, plural } from "../terminal/text";

export interface RedriveOptions extends FileOptions, CredentialOptions {
  json: boolean;
  dryRun: boolean;
}

/** What became of one letter. With --dry-run what would have. */
interface Handled {
  queue: string;
  region: string;
  /** Of SQS. */
  letter: string;
  done: "reread" | "rescan" | "needless" | "stays" | "failed";
  /** Which finding, or why not. */
  about: string;
}

export async function runRedrive(options: RedriveOptions): Promise<number> {
  const config = readConfiguration(options);
  refuseInReview(process.env);
  if (config.notifications === undefined)
    throw new InputError(`${options.config} has no notifications: there is no findings road, and no dead letter. Nothing was changed.`);
  const inventory = readInventoryFile(inventoryFile(options));
  const plan = coveragePlan(config, inventory, new Date().toISOString().slice(0, 10));
  const signal = interruption();
  const caller = await securityCaller(options, config, signal);
  const role = { path: config.access.rolePath, name: roadNames.redriveRole };
  const session = assumeRole(caller, config.organization.delegatedAdministrator, role);
  const road = findingsRoad(roadPlace(config));
  const calls = new Calls(4, caller.settings, signal);
  const queues = deadLetterQueues(road, ruleRegions(config, inventory, plan));

  const letters: Handled[] = [];
  const unread: { queue: string; region: string; reason: string }[] = [];
  for (const queue of queues) {
    process.stderr.write(`Reading ${queue.name} in ${queue.region}\n`);
    try {
      for await (const letter of deadLettersOf(queue, session, calls))
        letters.push({
          queue: queue.name,
          region: queue.region,
          letter: letter.id,
          ...(await handle(letter, queue, { config, road, session, calls, options })),
        });
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      unread.push({ queue: queue.name, region: queue.region, reason: describeError(error) });
    }
  }
  return report(letters, unread, options);
}

interface Context {
  config: Configuration;
  road: Road;
  session: Session;
  calls: Calls;
  options: RedriveOptions;
}

/** A letter goes only when the road has taken what stands for it: one that is read twice does no harm, one that is lost would. */
async function handle(
  letter: DeadLetter,
  queue: RoadQueue,
  { config, road, session, calls, options }: Context,
): Promise<Pick<Handled, "done" | "about">> {
  const { delegatedAdministrator } = config.organization;
  const what = isOfScanner(letter, queue, road)
    ? rescanOf(letter.body, new Date())
    : understood(letter.body, { delegatedAdministrator, readsMembers: readsMembers(config) });
  if (what.kind === "unknown") return { done: "stays", about: what.why };
  const about = aboutOf(what);
  if (options.dryRun) return { done: what.kind, about };
  try {
    if (what.kind === "reread") await send(road.intake, what.message, session, calls);
    if (what.kind === "rescan") await send(road.scan, what.message, session, calls);
    await letter.delete();
    return { done: what.kind, about };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { done: "failed", about: `${about}: ${describeError(error)}` };
  }
}

/** What its rules could not bring, and what its function could not handle. */
function isOfScanner({ rule }: DeadLetter, { name }: RoadQueue, road: Road): boolean {
  const { scanDeadLetters, scanIntakeRule, functions } = road;
  if (functions.scanner === undefined) return false;
  return name === scanDeadLetters.name || rule === scanIntakeRule.arn || rule?.endsWith(`:rule/${roadNames.scanRule}`) === true;
}

function aboutOf(what: Exclude<Understood | Rescan, { kind: "unknown" }>): string {
  switch (what.kind) {
    case "reread":
      return `finding ${what.message.findingId} of ${what.message.analyzer}`;
    case "rescan":
      return what.about;
    case "needless":
      return "the next sweep does it";
  }
}

function send(queue: RoadQueue, message: object, session: Session, calls: Calls): Promise<void> {
  return calls.run(() => sendMessages(queueClient(queue.region, session, calls), queue, [message]));
}

function report(letters: Handled[], unread: { queue: string; region: string; reason: string }[], { json, dryRun }: RedriveOptions): number {
  const count = (done: Handled["done"]) => letters.filter((letter) => letter.done === done).length;
  const code = count("failed") > 0 ? exitCode.failed : count("stays") + unread.length > 0 ? exitCode.partial : exitCode.asPlanned;
  if (json) {
    process.stdout.write(`${JSON.stringify({ version: 1, dryRun, letters, unread, exitCode: code }, undefined, 2)}\n`);
    return code;
  }
  const [would, is] = dryRun ? ["would be ", "would be "] : ["", ""];
  const rescans = count("rescan") === 0 ? "" : ` ${count("rescan")} ${would}scanned again,`;
  const lines = [
    ...letters
      .filter(({ done }) => done === "stays")
      .map(({ queue, region, letter, about }) => `- ${letter} stays in ${queue}, ${region}: ${harmless(about)}`),
    ...letters
      .filter(({ done }) => done === "failed")
      .map(({ queue, region, about }) => `- not handed on, in ${queue}, ${region}: ${harmless(about)}`),
    ...unread.map(({ queue, region, reason }) => `- ${queue} in ${region} could not be read: ${harmless(reason)}`),
    letters.length === 0
      ? "No dead letter was found."
      : `${plural(letters.length, "letter")}: ${count("reread")} ${would}read again,${rescans} ${count("needless")} ${is}left to the sweep, ${count("stays")} not understood, ${count("failed")} not handed on.`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return code;
}
