import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { CreateEventBusCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import pLimit from "p-limit";
import { analyzerNames } from "../../domain/analyzer";
import { findingsRoad, roadNames, type Road } from "../../domain/findings/road";
import { accountId } from "../../domain/identifiers";
import { scannerPattern } from "../../domain/policyChanges/pattern";
import { policyRows } from "../../domain/policyChanges/rows";
import { delayAfter } from "../../domain/scanner/delays";
import type { OrganizationDescription } from "../sandbox/seed/organizationFile";
import { printLines, seconds, type Line } from "./measurements";
import { delegatedAdministrator, generatedOrganization, homeRegion, keys, memberAccounts } from "./organization";
import { startSandboxProcess, type SandboxProcess } from "./sandboxProcess";
import { scanEverything } from "./scanEverything";
import { scannerOnce } from "./scannerOnce";
import { roadSettings } from "./roadSettings";
import { inScratch } from "./scratch";

const counts = [10, 100, 1000];
const latency = 50;
/** Milliseconds that Access Analyzer takes for a scan; its own look comes long after. */
const scanMilliseconds = 3000;
/** Seconds that the function which scans everything sleeps: as long as the scanner waits before it looks. */
const secondsToSleep = delayAfter(0) ?? 0;
const goals = { calls: 100, time: 10 };

/** The member whose key is changed. */
const [member = ""] = memberAccounts(1);
const memberKeys = { accessKeyId: "AKIABENCHBENCHMEMBER", secretAccessKey: "bench-secret-access-key-of-the-member-ab" };
const settings = roadSettings(member);
const forwarder = {
  name: roadNames.scanForwarderRole,
  arn: `arn:aws:iam::${member}:role/${roadNames.scanForwarderRole}`,
  trust: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sts:AssumeRole" }],
  },
};

/**
 * From the change of one key's policy to its finding: the scanner's own code, from the event that CloudTrail records to the report on the bus,
 * beside a function that scans every key of the Region. A missed goal makes the bench fail.
 */
export async function scanner(): Promise<void> {
  const all: { count: number; one: Measured; everything: Measured }[] = [];
  for (const count of counts) {
    const [one, everything] = await inScratch((folder) => inOrganization(count, folder, sideBySide));
    all.push({ count, one, everything });
    printLines(`scanner: one policy change among ${count} keys, ${latency} ms a call`, [
      line("the scanner", one),
      line("a function that scans everything", everything),
      { what: "its calls and its sleep alone", runs: [(everything.calls.length * latency) / 1000 + secondsToSleep], how: "computed" },
    ]);
  }
  const missed: string[] = [];
  const judge = (isMet: boolean, sentence: string) => {
    console.log(sentence);
    if (!isMet) missed.push(sentence);
  };
  const last = all.at(-1);
  if (!last) return;
  const { count, one, everything } = last;
  const fewer = everything.calls.length / one.calls.length;
  const faster = everything.seconds / one.seconds;
  console.log(`\nThe scanner's calls: ${one.calls.join(", ")}.`);
  const numbers = all.map(({ one: { calls } }) => calls.length);
  judge(new Set(numbers).size === 1, `Its number of calls with ${counts.join(", ")} keys (goal: the same): ${numbers.join(", ")}.`);
  judge(fewer >= goals.calls, `Fewer calls with ${count} keys (goal: at least ${goals.calls} times): ${fewer.toFixed(0)} times.`);
  judge(faster >= goals.time, `Faster with ${count} keys (goal: at least ${goals.time} times): ${faster.toFixed(1)} times.`);
  if (missed.length === 0) return;
  console.error(`Missed:\n${missed.join("\n")}`);
  process.exitCode = 1;
}

interface Measured {
  seconds: number;
  calls: string[];
}

function line(what: string, { seconds: taken, calls }: Measured): Line {
  return { what, runs: [taken], also: { calls: String(calls.length) } };
}

type Clients = ReturnType<typeof clientsOf>;

async function sideBySide(sandbox: SandboxProcess, { kms, accessAnalyzer }: Clients, ids: string[]): Promise<[Measured, Measured]> {
  const [first = "", last = ""] = [ids[0], ids.at(-1)];
  const measure = async (id: string, find: () => Promise<string[]>): Promise<Measured> => {
    await kms.send(new PutKeyPolicyCommand({ KeyId: id, Policy: policyOf("*") }));
    await sandbox.takeCalls();
    let found: string[] = [];
    const taken = await seconds(async () => (found = await find()));
    const calls = await sandbox.takeCalls();
    if (!found.some((arn) => arn.endsWith(id))) throw new Error(`the public key ${id} was not found`);
    return { seconds: taken, calls };
  };
  const one = await measure(first, async () => {
    const { outcome, reason, findings } = await scannerOnce(settings);
    if (outcome !== "scanned") throw new Error(`the scanner reports ${outcome}: ${reason}`);
    return findings.filter(({ status }) => status === "ACTIVE").map(({ resource }) => resource);
  });
  const all = await measure(last, () => scanEverything({ kms, accessAnalyzer }, secondsToSleep));
  return [one, all];
}

/** A member with so many keys, all of which Access Analyzer knows as private; changes of their policies come to the scanner's queue. */
async function inOrganization<T>(
  count: number,
  folder: string,
  action: (sandbox: SandboxProcess, clients: Clients, ids: string[]) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandboxProcess(organization(), folder);
  const before = process.env["AWS_ENDPOINT_URL"];
  process.env["AWS_ENDPOINT_URL"] = sandbox.env["AWS_ENDPOINT_URL"];
  try {
    const clients = clientsOf();
    const limit = pLimit(8);
    const made = await Promise.all(
      Array.from({ length: count }, () => limit(() => clients.kms.send(new CreateKeyCommand({ Policy: policyOf() })))),
    );
    await createWay(clients, findingsRoad(settings));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await sandbox.set({ analysisMilliseconds: 1_800_000, scanMilliseconds });
    await sandbox.slowDown(latency);
    return await action(
      sandbox,
      clients,
      made.map(({ KeyMetadata }) => KeyMetadata?.KeyId ?? ""),
    );
  } finally {
    if (before === undefined) delete process.env["AWS_ENDPOINT_URL"];
    else process.env["AWS_ENDPOINT_URL"] = before;
    await sandbox.close();
  }
}

/** From the member's calls to the scanner's queue, and a bus for its reports: the least that the stacks would create. */
async function createWay({ sqs, events, memberEvents }: Clients, { scan, scanRule, bus }: Road): Promise<void> {
  const statement = { Effect: "Allow", Principal: { AWS: member }, Action: "sqs:SendMessage", Resource: scan.arn };
  const Attributes = { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) };
  await sqs.send(new CreateQueueCommand({ QueueName: scan.name, Attributes }));
  await events.send(new CreateEventBusCommand({ Name: bus.name }));
  const { name } = scanRule(settings.homeRegion, accountId(member));
  await memberEvents.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(scannerPattern(policyRows, { hasIam: false })) }));
  await memberEvents.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: "queue", Arn: scan.arn, RoleArn: forwarder.arn }] }));
}

function clientsOf() {
  const home = { region: homeRegion, credentials: { ...keys } };
  const inMember = { region: homeRegion, credentials: { ...memberKeys } };
  return {
    sqs: new SQSClient({ ...home, useQueueUrlAsEndpoint: false }),
    events: new EventBridgeClient(home),
    memberEvents: new EventBridgeClient(inMember),
    kms: new KMSClient(inMember),
    accessAnalyzer: new AccessAnalyzerClient(inMember),
  };
}

/** Analyzers are there: the organization's, by which the scanner scans, and the member's own. */
function organization(): OrganizationDescription {
  const { accounts, ...rest } = generatedOrganization(3, { isRolledOut: true });
  const everything = ["arn:aws:iam::aws:policy/AdministratorAccess"];
  return {
    ...rest,
    accounts: accounts.map((account) => {
      if (account.id === member) {
        const users = [{ name: "bench", attachedPolicies: everything, accessKey: memberKeys }];
        return { ...account, users, roles: [{ name: forwarder.name, trustPolicy: forwarder.trust, attachedPolicies: everything }] };
      }
      if (account.id !== delegatedAdministrator) return account;
      const organizations = { name: analyzerNames.ORGANIZATION, region: homeRegion, type: "ORGANIZATION" as const };
      return { ...account, analyzers: [...(account.analyzers ?? []), organizations] };
    }),
  };
}

function policyOf(...principals: string[]): string {
  const own = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: "kms:*", Resource: "*" };
  const more = principals.map((Principal) => ({ Effect: "Allow", Principal, Action: "kms:Decrypt", Resource: "*" }));
  return JSON.stringify({ Version: "2012-10-17", Statement: [own, ...more] });
}
