import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ListFindingsCommand, ListFindingsV2Command, type FindingSummary, type FindingSummaryV2 } from "@aws-sdk/client-accessanalyzer";
import { createAccessKey } from "../../dev/sandbox/iam/accessKeys";
import { administratorAccess } from "../../dev/sandbox/iam/managedPolicies";
import { putUser } from "../../dev/sandbox/iam/users";
import type { HeldClock } from "../../dev/sandbox/world/clock";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { seedAnalyzer } from "../../dev/sandbox/services/accessanalyzer";
import { administrator, analyzerPrincipal } from "./analyzerActions";
import { clients, type Keys } from "./sandboxClients";

export const home = "eu-central-1";
export { administrator };
export const member = "444444444444";
export const stranger = "123456789012";

/** A policy of one statement. */
export function allowing(Principal: unknown, Action: unknown, Resource?: unknown, Condition?: object): string {
  const statement = {
    Effect: "Allow",
    Principal,
    Action,
    ...(Resource === undefined ? {} : { Resource }),
    ...(Condition ? { Condition } : {}),
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** A sandbox on a held clock, with an organization analyzer of the delegated administrator at home. */
export async function sandboxWithAnalyzer(clock: HeldClock) {
  const sandbox = await startSandbox({ clock, settings: { pageSize: 1000 } });
  const { organization } = sandbox.world;
  organization.trustedServices.set(analyzerPrincipal, { enabledAt: clock.now() });
  organization.delegatedAdministrators.set(analyzerPrincipal, new Map([[administrator, { registeredAt: clock.now() }]]));
  const { arn } = seedAnalyzer(sandbox.world, { account: administrator, region: home, name: "organization", type: "ORGANIZATION" });
  const admin = clients(sandbox, keysIn(sandbox, administrator));
  const inMember = clients(sandbox, keysIn(sandbox, member));
  const analyze = () => clock.advance(sandbox.world.settings.analysisMilliseconds);
  analyze();
  const told = await listener(sandbox, clock);
  const list = async (more: object = {}): Promise<FindingSummary[]> =>
    (await admin.accessAnalyzer.send(new ListFindingsCommand({ analyzerArn: arn, ...more }))).findings ?? [];
  const listV2 = async (analyzerArn = arn, more: object = {}): Promise<FindingSummaryV2[]> =>
    (await admin.accessAnalyzer.send(new ListFindingsV2Command({ analyzerArn, ...more }))).findings ?? [];
  return { sandbox, arn, admin, inMember, analyze, list, listV2, told };
}

/** An event of Access Analyzer as it comes to a target. */
export interface FindingEvent {
  account: string;
  region: string;
  source: string;
  "detail-type": string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** A rule for the delegated administrator's findings at home, with a queue; what is returned gives what came since it was asked last. */
async function listener(sandbox: Sandbox, clock: HeldClock): Promise<() => Promise<FindingEvent[]>> {
  const options = { endpoint: sandbox.url, region: home, credentials: keysIn(sandbox, administrator), maxAttempts: 1 };
  const sqs = new SQSClient(options);
  const events = new EventBridgeClient(options);
  const arn = `arn:aws:sqs:${home}:${administrator}:findings`;
  const Policy = allowing({ Service: "events.amazonaws.com" }, "sqs:SendMessage", arn);
  const pattern = {
    source: ["aws.access-analyzer"],
    "detail-type": ["Access Analyzer Finding", "Internal Access Finding", "Unused Access Finding for IAM entities"],
  };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "findings", Attributes: { Policy } }));
  await events.send(new PutRuleCommand({ Name: "findings", EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: "findings", Targets: [{ Id: "queue", Arn: arn }] }));
  return async () => {
    clock.advance(sandbox.world.settings.eventDeliveryMilliseconds);
    const came: FindingEvent[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return came;
      for (const { Body = "", ReceiptHandle } of Messages) {
        came.push(JSON.parse(Body) as FindingEvent); // what EventBridge sends
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
}

/** Keys that outlive every session. */
export function keysIn({ world }: Sandbox, account: string): Keys {
  putUser(world, account, { name: "tester", attachedPolicies: [administratorAccess(world.partition)] });
  return createAccessKey(world, account, "tester");
}

export type SandboxWithAnalyzer = Awaited<ReturnType<typeof sandboxWithAnalyzer>>;
