import { EventBridgeClient, PutRuleCommand, PutTargetsCommand, type Target } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { putRole } from "../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { sessionIn, type Keys } from "./sandboxClients";

export const home = "eu-central-1";
export const security = "222222222222";
export const member = "444444444444";

/** A sandbox whose clock stands, with what tests of EventBridge need around a rule. */
export interface EventWorld {
  sandbox: Sandbox;
  clock: HeldClock;
  events(account?: string, region?: string): EventBridgeClient;
  sqs(account?: string, region?: string): SQSClient;
  /** Makes a queue that lets EventBridge in. @returns its ARN */
  queue(name: string, options?: { account?: string; region?: string; policy?: object | "none" }): Promise<string>;
  /** Everything in it, taken out: the bodies as JSON, and the attributes as text. */
  received(queueArn: string): Promise<{ body: Record<string, unknown>; attributes: Record<string, string | undefined> }[]>;
  /** A rule that sends what fits to these targets. */
  rule(name: string, given: RuleGiven): Promise<void>;
  /** A role that EventBridge may take on. @returns its ARN */
  role(account: string, name: string, allowed: { action: string; resource: string } | undefined): string;
  close(): Promise<void>;
}

interface RuleGiven {
  pattern: object;
  targets: Target[];
  account?: string;
  region?: string;
  bus?: string;
}

export async function eventWorld(): Promise<EventWorld> {
  const sandbox = await startSandbox();
  const clock = new HeldClock(new Date());
  sandbox.world.clock = clock;
  const keys = new Map<string, Keys>([["111111111111", sandbox.adminCredentials]]);
  for (const account of [security, member, "555555555555"]) keys.set(account, await sessionIn(sandbox, account));
  const options = (account: string, region: string) => {
    const credentials = keys.get(account);
    if (!credentials) throw new Error(`No keys for ${account}`);
    return { endpoint: sandbox.url, region, credentials, maxAttempts: 1 };
  };
  const events = (account = security, region = home) => new EventBridgeClient(options(account, region));
  const sqs = (account = security, region = home) => new SQSClient(options(account, region));
  const placed = (arn: string) => {
    const [, , , region = "", account = "", name = ""] = arn.split(":");
    return { client: sqs(account, region), QueueUrl: `${sandbox.url}/${account}/${name}` };
  };

  return {
    ...{ sandbox, clock, events, sqs },
    async queue(name, { account = security, region = home, policy } = {}) {
      const arn = `arn:aws:sqs:${region}:${account}:${name}`;
      await sqs(account, region).send(new CreateQueueCommand({ QueueName: name }));
      const letting = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: arn };
      const Policy = JSON.stringify(policy ?? { Version: "2012-10-17", Statement: [letting] });
      const { client, QueueUrl } = placed(arn);
      if (policy !== "none") await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
      return arn;
    },
    async received(queueArn) {
      const { client, QueueUrl } = placed(queueArn);
      const all = [];
      for (;;) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 43_200, MessageAttributeNames: ["All"] }),
        );
        if (Messages.length === 0) return all;
        for (const { Body = "", MessageAttributes = {} } of Messages)
          all.push({
            body: JSON.parse(Body) as Record<string, unknown>,
            attributes: Object.fromEntries(Object.entries(MessageAttributes).map(([key, value]) => [key, value.StringValue])),
          });
      }
    },
    async rule(name, { pattern, targets, account = security, region = home, bus }) {
      const client = events(account, region);
      await client.send(new PutRuleCommand({ Name: name, EventBusName: bus, EventPattern: JSON.stringify(pattern) }));
      await client.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: targets }));
    },
    role(account, name, allowed) {
      const statement = allowed && { Effect: "Allow", Action: allowed.action, Resource: allowed.resource };
      return putRole(sandbox.world, account, {
        name,
        trustPolicy: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sts:AssumeRole" }],
        },
        inlinePolicies: statement && { own: { Version: "2012-10-17", Statement: [statement] } },
      }).arn;
    },
    close: () => sandbox.close(),
  };
}
