import { AccessAnalyzerClient, DeleteAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { auditOrganization } from "../../aws/auditOrganization";
import { analyzerNames } from "../../domain/analyzer";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { ensureEngine, EngineUnavailable, type FoundEngine } from "../engine";
import { startSandbox, type Sandbox } from "../sandbox/server/server";
import type { Clock } from "../sandbox/world/clock";
import { parentProcesses, watchParents } from "../sandbox/cli/parentProcesses";
import { endProcess } from "../../scripts/terminal/endProcess";
import { paint, styleOf } from "../../scripts/terminal/style";
import { wrap } from "../../scripts/terminal/text";
import { bucketStack, type BucketStack } from "./bucketStack";
import { administratorOf, allowWatch, type Administrator } from "./callers";
import { createProject, type DemoProject } from "./project";
import { addNotifications, createSocQueue, scanned } from "./road";
import { prepareCommands, type DemoCommands } from "./rollOut";
import { ownLook, scan, SecondAct, type Told } from "./secondAct";

// The main job from start to finish on a sandbox organization: `npm run demo`. Ends with 0 only if every step ended as it must.
void main();

async function main(): Promise<void> {
  const begun = Date.now();
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  // npm and its shell do not pass on that they were killed; what the demo has started ends with it.
  if (process.env["npm_lifecycle_event"] !== undefined) watchParents(parentProcesses(), () => process.exit(1));
  let engine: FoundEngine;
  try {
    engine = await ensureEngine({ log: (line) => console.log(line) });
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    console.error(error.message);
    return endProcess(3);
  }
  const project = await createProject();
  const sandbox = await startSandbox();
  const verdict = await play(engine, sandbox, project).catch((error: unknown) => failed(error));
  await sandbox.close();
  project.remove();
  const seconds = Math.round((Date.now() - begun) / 1000);
  const style = styleOf(process.stdout);
  console.log(`\n${paint(style, verdict.earned ? "green" : "red", `${verdict.sentence} (${seconds} s)`)}`);
  await endProcess(verdict.earned ? 0 : 1);
}

interface Verdict {
  earned: boolean;
  sentence: string;
}

/** Where another team works. */
const newcomer = { account: "999999999999", name: "data-lake" };

const tampered = { account: "444444444444", name: "payments-prod", region: "eu-west-1" };

async function play(engine: FoundEngine, sandbox: Sandbox, project: DemoProject): Promise<Verdict> {
  const configuration = parseConfiguration(readFileSync(project.config, "utf8"), project.config);
  const admin: Administrator = { url: sandbox.url, region: sandbox.homeRegion, ...sandbox.adminCredentials };
  const commands = await prepareCommands(configuration, admin, project);
  console.log(`A sandbox organization answers on ${sandbox.url}. Nothing here reaches AWS.`);

  const step = stepper(commands);
  await step("A first look, before anything of ours exists: from the management account, reading only.", commands.firstLook, 1);
  await step("What the organization has, written to a file that is committed.", commands.inventory, 0);
  await step("What follows from organization.yaml and that file. No credentials needed.", ["plan"], 0);
  await step("The roll-out: management, security, then a stack for each member account.", commands.deploy, 0);
  await step("The proof, through our read-only audit role.", commands.audit, 0);

  title(`An administrator deletes the analyzer of ${tampered.name} in ${tampered.region}.`);
  await deleteAnalyzer(admin);
  await step("The nightly audit sees it.", commands.audit, 1);
  await step("The next roll-out puts it back.", commands.deploy, 0);

  title(`Another team's stack in ${newcomer.name}: a bucket, and nothing that watches it. The policy pack judges its preview.`);
  const stack = await bucketStack(engine, newcomer.account, admin, project);
  await judge(stack, false);
  await judge(stack, true);

  const audit = await auditOrganization({ configuration, credentials: { profile: "security" } });
  const { covered, unreadable } = audit.totals;

  title(
    `Second act: who is told of findings, and that the scanner is on in ${scanned.name}, is written into organization.yaml and rolled out. Whoever runs the stack management has got one more policy.`,
  );
  addNotifications(project.config);
  const telling = parseConfiguration(readFileSync(project.config, "utf8"), project.config);
  await createSocQueue(telling, admin);
  await allowWatch(telling, admin);
  await step(
    "Roles first, then the road from every Region to the mailbox, then the rules that bring calls to the scanner. Of the members that one alone: the others hear of new roles with the next whole roll-out.",
    [...commands.deploy, "--stacks", `management,security,member-${scanned.account}`],
    0,
  );
  const act = await SecondAct.begin(telling, sandbox, admin);
  const sooner = await tellFindings(act);
  const later = await tellLater(act, sandbox.world.clock, sooner);
  title("From the change of a key's policy to the mail about it, side by side.");
  console.log(
    `with the scanner     ${duration(sooner)} at most, as they passed; a scan takes ${duration(scan)} here, and AWS does not say what it takes`,
  );
  console.log(
    `without the scanner  ${duration(later)} on the sandbox's clock; Access Analyzer looks after ${duration(ownLook)} here, and AWS says within half an hour`,
  );

  const earned = audit.verdict.exitCode === 0 && covered > 0 && unreadable === 0;
  return { earned, sentence: `Verdict: ${earned ? "earned" : "NOT earned"}. ${audit.verdict.sentence}` };
}

/** Each step tells what it is for and what is typed, and must end with the exit code that belongs to it. */
function stepper(commands: DemoCommands): (purpose: string, args: string[], expected: number) => Promise<void> {
  return async (purpose, args, expected) => {
    title(purpose);
    console.log(paint(styleOf(process.stdout), "bold", `$ npx ${commands.typed(args)}`));
    const code = await commands.run(args);
    if (code !== expected) throw new Error(`"${commands.typed(args)}" ended with exit code ${code}; ${expected} was due.`);
  };
}

/** A key is opened to everybody, another one to a foreign account, and the first is closed again: the mailbox is told of each, in seconds. */
async function tellFindings(act: SecondAct): Promise<number> {
  const [open, shared] = [await act.createKey(scanned.account), await act.createKey(scanned.account)];
  let longest = 0;
  for (const [what, key, principal, expected] of [
    [`The policy of a key in ${scanned.name} lets everybody in.`, open, "*", /public/i],
    ["Another key is shared with an account outside the organization.", shared, "arn:aws:iam::123456789012:root", /123456789012/],
    ["The first key is closed again.", open, undefined, /resolved|ended/i],
  ] as const) {
    title(what);
    // More than one mail a second to a mailbox waits for a digest.
    await sleep(1_500);
    await key.share(principal);
    longest = Math.max(longest, show(await key.told(), expected));
  }
  return longest;
}

/** The same without the scanner: nobody is told until Access Analyzer looks by itself. */
async function tellLater(act: SecondAct, clock: Clock, scannersTime: number): Promise<number> {
  title(`The policy of a key in ${newcomer.name} lets everybody in. The scanner is off there.`);
  const key = await act.createKey(newcomer.account);
  await key.share("*");
  await sleep(scannersTime);
  if (key.message() !== undefined) throw new Error("Somebody was told before Access Analyzer has looked.");
  console.log(`${duration(scannersTime)} later nobody was told. The sandbox's clock is moved on by half an hour.`);
  clock.advance(ownLook);
  return show(await key.told(), /public/i);
}

/** @returns after how many milliseconds it was told. */
function show({ after, message }: Told, expected: RegExp): number {
  console.log(paint(styleOf(process.stdout), "bold", `${duration(after)} later, to ${message.to}: ${message.subject}`));
  console.log(message.body.trimEnd());
  if (!expected.test(`${message.subject} ${message.body}`)) throw new Error(`The message does not say ${String(expected)}.`);
  return after;
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** Without an analyzer the stack must be blocked, with one it must pass. */
async function judge(stack: BucketStack, hasAnalyzer: boolean): Promise<void> {
  const style = styleOf(process.stdout);
  console.log(paint(style, "bold", `$ pulumi preview --policy-pack policypack --config analyzer=${hasAnalyzer}`));
  const { passes, said } = await stack.preview(hasAnalyzer);
  for (const line of said.flatMap((message) => wrap(message, style.columns))) console.log(line);
  console.log(paint(style, passes ? "green" : "red", passes ? "passes" : "blocked: nothing is created"));
  if (passes !== hasAnalyzer) throw new Error(`The policy pack ${passes ? "let the stack pass" : "blocked the stack"}, which it must not.`);
}

function title(text: string): void {
  console.log(`\n${paint(styleOf(process.stdout), "cyan", `── ${text}`)}`);
}

async function deleteAnalyzer(admin: Administrator): Promise<void> {
  const credentials = await administratorOf(tampered.account, admin, admin);
  const client = new AccessAnalyzerClient({ endpoint: admin.url, region: tampered.region, credentials });
  await client.send(new DeleteAnalyzerCommand({ analyzerName: analyzerNames.ACCOUNT }));
}

function failed(error: unknown): Verdict {
  return { earned: false, sentence: `Verdict: NOT earned. ${error instanceof Error ? error.message : String(error)}` };
}
