import { AccessAnalyzerClient, DeleteAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { readFileSync } from "node:fs";
import { auditOrganization } from "../../aws/auditOrganization";
import { analyzerNames } from "../../domain/analyzer";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { ensureEngine, EngineUnavailable } from "../engine";
import { startSandbox, type Sandbox } from "../sandbox/server/server";
import { parentProcesses, watchParents } from "../sandbox/cli/parentProcesses";
import { endProcess } from "../../scripts/terminal/endProcess";
import { paint, styleOf } from "../../scripts/terminal/style";
import { administratorOf, type Administrator } from "./callers";
import { createProject, type DemoProject } from "./project";
import { prepareCommands, type DemoCommands } from "./rollOut";

// The main job from start to finish on a sandbox organization: `npm run demo`. Ends with 0 only if every step ended as it must.
void main();

async function main(): Promise<void> {
  const begun = Date.now();
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  // npm and its shell do not pass on that they were killed; what the demo has started ends with it.
  if (process.env["npm_lifecycle_event"] !== undefined) watchParents(parentProcesses(), () => process.exit(1));
  try {
    await ensureEngine({ log: (line) => console.log(line) });
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    console.error(error.message);
    return endProcess(3);
  }
  const project = await createProject();
  const sandbox = await startSandbox();
  const verdict = await show(sandbox, project).catch((error: unknown) => failed(error));
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

const tampered = { account: "444444444444", name: "payments-prod", region: "eu-west-1" };

async function show(sandbox: Sandbox, project: DemoProject): Promise<Verdict> {
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

  const audit = await auditOrganization({ configuration, credentials: { profile: "security" } });
  const { covered, unreadable } = audit.totals;
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
