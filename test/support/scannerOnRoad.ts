import assert from "node:assert/strict";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { functionClient } from "../../aws/findings/functionClients";
import { putRole } from "../../dev/sandbox/iam/roles";
import type { HeldClock } from "../../dev/sandbox/world/clock";
import { intakePattern } from "../../domain/findings/eventPattern";
import type { RoadQueue } from "../../domain/findings/road";
import { accountId, region } from "../../domain/identifiers";
import { scannerPattern } from "../../domain/policyChanges/pattern";
import { policyRows } from "../../domain/policyChanges/rows";
import { handleBatch } from "../../lambdas/scanner/handleBatch";
import { scannerWork } from "../../lambdas/scanner/scannerWork";
import { administrator, allowing, home, keysIn, member } from "./findingActions";
import { roadInSandbox, type RoadOptions } from "./findingsRoad";

/** Sees the calls of IAM. */
const globalRegion = "us-east-1";

/** The findings road with the scanner on for one member at home: the bus with its rules for the intake and the scanner, and the function's work. */
export async function scannerOnRoad(clock: HeldClock, options: RoadOptions = {}) {
  const resourceTypes = policyRows.map(({ type }) => type);
  const on = await roadInSandbox(clock, { ...options, scanner: { places: { [accountId(member)]: [region(home)] }, resourceTypes } });
  const { road, settings, sandbox, clients } = on;
  const events = new EventBridgeClient(functionClient(home, on.credentials));
  for (const { name } of [road.scanDeadLetters, road.scan]) await clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
  await events.send(new CreateEventBusCommand({ Name: road.bus.name }));
  await toQueue(road.intakeRule.name, intakePattern(settings), road.intake);

  const { log, measure, now } = on.parts;
  const keys = new Map([administrator, member].map((account) => [account, keysIn(sandbox, account)]));
  const credentialsOf = (account: string) => () => Promise.resolve(keys.get(account) ?? assert.fail(account));
  const work = scannerWork({ settings, sqs: clients.sqs, events, credentialsOf, log, measure, now });

  return {
    ...on,
    /** The member's rules, with the role by which they forward, and the bus's rule: from here on calls start scans. */
    async follow(): Promise<void> {
      await toQueue(road.scanIntakeRule.name, scannerPattern(policyRows, { hasIam: true }), road.scan);
      const statement = { Effect: "Allow", Action: "events:PutEvents", Resource: road.bus.arn };
      const { arn: RoleArn } = putRole(sandbox.world, member, {
        name: "access-analyzer-org-scan-forwarder",
        trustPolicy: JSON.parse(allowing({ Service: "events.amazonaws.com" }, "sts:AssumeRole")) as object,
        inlinePolicies: { own: { Version: "2012-10-17", Statement: [statement] } },
      });
      const Policy = allowing({ AWS: RoleArn }, "events:PutEvents", road.bus.arn);
      await events.send(new PutPermissionCommand({ EventBusName: road.bus.name, Policy }));
      for (const at of [home, globalRegion]) {
        const rules = new EventBridgeClient({ endpoint: sandbox.url, region: at, credentials: keysIn(sandbox, member), maxAttempts: 1 });
        const { name: Name } = road.scanRule(region(at), accountId(member));
        const EventPattern = JSON.stringify(scannerPattern(policyRows, { hasIam: at === globalRegion }));
        await rules.send(new PutRuleCommand({ Name, EventPattern }));
        await rules.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "bus", Arn: road.bus.arn, RoleArn }] }));
      }
    },
    /** For so many seconds, an invocation of the scanner after each step; then the intake. */
    async pass(seconds: number, step = 1): Promise<void> {
      const { url: QueueUrl } = road.scan;
      for (let second = 0; second < seconds; second += step) {
        clock.advance(step * 1000);
        const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["SentTimestamp" as const] };
        const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand(asked));
        if (Messages.length === 0) continue;
        const records = Messages.map(({ MessageId, Body, Attributes }) => ({ messageId: MessageId, body: Body, attributes: Attributes }));
        const clocked = { getRemainingTimeInMillis: () => 60_000 };
        const { batchItemFailures } = await handleBatch(records as unknown as SQSRecord[], clocked, work); // all that is used
        assert.deepEqual(batchItemFailures, []);
        for (const { ReceiptHandle } of Messages) await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      await on.notifyAll();
    },
  };

  /** A rule of the bus. */
  async function toQueue(Name: string, pattern: object, queue: RoadQueue): Promise<void> {
    const Policy = allowing({ Service: "events.amazonaws.com" }, "sqs:SendMessage", queue.arn);
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { Policy } }));
    const EventBusName = road.bus.name;
    await events.send(new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [{ Id: "queue", Arn: queue.arn }] }));
  }
}

export type ScannerOnRoad = Awaited<ReturnType<typeof scannerOnRoad>>;
