import type { WatchSettings } from "../../domain/tampering/ours";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateTopicCommand, SNSClient, SubscribeCommand, ConfirmSubscriptionCommand } from "@aws-sdk/client-sns";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { CreateKeyCommand, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import type { SQSEvent } from "aws-lambda";
import { FindingReader } from "../../aws/findings/findingReader";
import { functionClient } from "../../aws/findings/functionClients";
import { Publisher } from "../../aws/findings/publisher";
import { readSubject, readSources } from "../../aws/findings/facts/factItems";
import { sendMessages } from "../../aws/findings/queues";
import { findAnalyzers } from "../../dev/sandbox/services/accessanalyzer";
import type { HeldClock } from "../../dev/sandbox/world/clock";
import { inboxOf } from "../../dev/sandbox/world/inbox";
import type { Fact } from "../../domain/findings/fact";
import type { RoadMetric } from "../../domain/findings/metrics";
import { findingsRoad, type RoadQueue } from "../../domain/findings/road";
import type { Destination, RoadAnalyzer, RoadSettings, ScannerSettings } from "../../domain/findings/settings";
import { accountId, region } from "../../domain/identifiers";
import { handleMessages } from "../../lambdas/messageBatch";
import { notifier, type NotifierParts } from "../../lambdas/notifier/notifier";
import { sweepAnalyzer } from "../../lambdas/sweep-worker/sweepAnalyzer";
import { parseSweepMessage, type SweepMessage } from "../../lambdas/sweepMessage";
import type { Telemetry } from "../../lambdas/telemetry";
import { administrator, home, keysIn, member, sandboxWithAnalyzer } from "./findingActions";

export const soc: Destination = { sqs: `arn:aws:sqs:${home}:${administrator}:soc` };
export const us: Destination = { email: "security@example.com" };

export interface RoadOptions {
  destinations?: RoadSettings["notifications"]["destinations"];
  notifications?: Partial<RoadSettings["notifications"]>;
  fetcher?: typeof fetch;
  /** Where the scanner is on; it scans by the organization's analyzer. */
  scanner?: Omit<ScannerSettings, "analyzers">;
}

/**
 * The findings road on a sandbox with a held clock: queues, table and topics by plain calls, and the functions' work in this process. Queue `soc` and
 * a confirmed mailbox are subscribed.
 */
export async function roadInSandbox(clock: HeldClock, { destinations = { soc, us }, notifications, fetcher, scanner }: RoadOptions = {}) {
  const world = await sandboxWithAnalyzer(clock);
  const { sandbox, arn } = world;
  const environment = process.env["AWS_ENDPOINT_URL"];
  process.env["AWS_ENDPOINT_URL"] = sandbox.url;
  const keys = keysIn(sandbox, administrator);
  const options = functionClient(home, () => Promise.resolve(keys));
  const clients = {
    sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(options),
    ssm: new SSMClient(options),
    dynamo: new DynamoDBClient(options),
  };
  const planned: RoadAnalyzer = { arn, account: accountId(administrator), region: region(home), type: "ORGANIZATION" };
  const settings: WatchSettings = {
    keys: { findings: `arn:aws:kms:${home}:${administrator}:key/findings`, alarms: `arn:aws:kms:${home}:${administrator}:key/alarms` },
    partition: "aws",
    organization: sandbox.world.organization.id,
    management: accountId(sandbox.world.organization.managementAccount),
    delegatedAdministrator: accountId(administrator),
    homeRegion: region(home),
    rolePath: "/",
    managers: [],
    accounts: Object.fromEntries([...sandbox.world.accounts.values()].map(({ id, name }) => [id, { name, ou: "", tags: {} }])),
    analyzers: [planned],
    ruleRegions: [region(home)],
    notifications: { destinations, default: Object.keys(destinations), routes: [], start: "at-once", ...notifications },
    withinOrganization: "ignore",
    ...(scanner && { scanner: { ...scanner, analyzers: [planned] } }),
  };
  const road = findingsRoad(settings);
  await createRoad(clients, settings, () => inboxOf(sandbox.world).at(-1)?.token);

  const measured = new Map<RoadMetric, number>();
  const logged: { level: string; text: string; about: unknown }[] = [];
  const write = (level: string) => (text: string, about?: object) => void logged.push({ level, text, about });
  const told: Pick<Telemetry, "log" | "measure"> = {
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    measure: (metric, value) => void measured.set(metric, (measured.get(metric) ?? 0) + value),
  };
  const now = () => clock.now();
  const table = { dynamo: clients.dynamo, name: road.table.name };
  const memberKeys = keysIn(sandbox, member);
  const reader = new FindingReader((account) => () => Promise.resolve(account === member ? memberKeys : keys));
  const parts: NotifierParts = {
    ...{ settings, table, sqs: clients.sqs, reader, now, ...told },
    publisher: new Publisher(clients, road, now, fetcher),
  };

  /** One invocation with what the queue has. @returns how many messages it had, and how many were given back. */
  async function invoke(queue: RoadQueue, handle: (body: string) => Promise<void>): Promise<{ got: number; back: number }> {
    const received = await receiveFrom(queue, 10);
    const event = { Records: received.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body })) } as SQSEvent; // all that is used
    const { batchItemFailures } = await handleMessages(event, { getRemainingTimeInMillis: () => 60_000 }, told, handle);
    const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId = "", ReceiptHandle } of received) {
      const message = { QueueUrl: queue.url, ReceiptHandle };
      if (back.has(MessageId)) await clients.sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 }));
      else await clients.sqs.send(new DeleteMessageCommand(message));
    }
    return { got: received.length, back: back.size };
  }
  const receiveFrom = async ({ url }: Pick<RoadQueue, "url">, MaxNumberOfMessages = 10): Promise<Message[]> =>
    (await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages }))).Messages ?? [];

  const receive = notifier(parts);
  const own = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: "kms:*", Resource: "*" };
  const policyOf = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: [own, ...statements] });
  const notify = () => invoke(road.intake, (body) => receive(body, () => true));
  return {
    ...world,
    ...{
      clients,
      settings,
      road,
      table,
      parts,
      measured,
      logged,
      reader,
      invoke,
      notify,
      planned,
      credentials: () => Promise.resolve(keys),
    },
    /** A key of a member, which nobody else may use. */
    async createKey(): Promise<{ id: string; arn: string }> {
      const { KeyMetadata } = await world.inMember.kms.send(new CreateKeyCommand({ Policy: policyOf() }));
      return { id: KeyMetadata?.KeyId ?? "", arn: KeyMetadata?.Arn ?? "" };
    },
    /** Lets these use the key, and nobody else any more; the analyzer sees it. Two seconds pass. */
    async share({ id }: { id: string }, principal?: unknown, actions: string[] = ["kms:Decrypt"]): Promise<void> {
      const more = principal === undefined ? [] : [{ Effect: "Allow", Principal: principal, Action: actions, Resource: "*" }];
      await world.inMember.kms.send(new PutKeyPolicyCommand({ KeyId: id, Policy: policyOf(...more) }));
      world.analyze();
      clock.advance(2000);
    },
    /** Until the intake queue is empty, or messages only come back. */
    async notifyAll() {
      for (let round = 0; round < 1000; round++) {
        const { got, back } = await notify();
        if (got === back) return;
      }
      throw new Error("The intake queue never became empty");
    },
    toIntake: (...messages: object[]) => sendMessages(clients.sqs, road.intake, messages),
    /** A text as it stands. */
    toIntakeText: (MessageBody: string) => clients.sqs.send(new SendMessageCommand({ QueueUrl: road.intake.url, MessageBody })),
    /** What the analyzers told since it was last asked, as the rules would bring it. */
    events: world.told,
    analyzer: () => findAnalyzers(sandbox.world, { name: "organization" })[0],
    async waiting({ url }: RoadQueue): Promise<number> {
      const asked = { QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages" as const] };
      const { Attributes } = await clients.sqs.send(new GetQueueAttributesCommand(asked));
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
    /** Messages of queue `soc`, as JSON. */
    async soc(): Promise<Record<string, unknown>[]> {
      const all: Record<string, unknown>[] = [];
      for (;;) {
        const messages = await receiveFrom({ url: queueUrl("soc") });
        if (messages.length === 0) return all;
        for (const { Body = "", ReceiptHandle } of messages) {
          all.push(JSON.parse(Body) as Record<string, unknown>);
          await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl("soc"), ReceiptHandle }));
        }
      }
    },
    /** What people got by mail, without what SNS itself asks them. */
    mails: () => inboxOf(sandbox.world).filter(({ kind, token }) => kind === "email" && token === undefined),
    async facts(): Promise<Fact[]> {
      const sources = await readSources(table, arn);
      return (await Promise.all([...new Set(sources.map(({ subject }) => subject))].map((subject) => readSubject(table, subject)))).flat();
    },
    /** What the planner would ask for, done to its end. @returns how many messages were given back */
    async sweep(more: { hasTime?: () => boolean; message?: Partial<SweepMessage> } = {}): Promise<number> {
      const message = { analyzer: arn, sweep: { id: String(++sweeps), startedAt: now().toISOString() }, ...more.message };
      await sendMessages(clients.sqs, road.sweep, [message]);
      for (;;) {
        const { got, back } = await invoke(road.sweep, (body) =>
          sweepAnalyzer(parseSweepMessage(body), {
            ...{ settings, reader, table, now, ...told, hasTime: more.hasTime ?? (() => true) },
            toIntake: (messages) => sendMessages(clients.sqs, road.intake, messages),
            toSweep: (message) => sendMessages(clients.sqs, road.sweep, [message]),
          }),
        );
        if (got === back) return back;
      }
    },
    async close() {
      if (environment === undefined) delete process.env["AWS_ENDPOINT_URL"];
      else process.env["AWS_ENDPOINT_URL"] = environment;
      await sandbox.close();
    },
  };
}

export type RoadInSandbox = Awaited<ReturnType<typeof roadInSandbox>>;

let sweeps = 0;

function queueUrl(name: string): string {
  return `https://sqs.${home}.amazonaws.com/${administrator}/${name}`;
}

interface Clients {
  sqs: SQSClient;
  sns: SNSClient;
  dynamo: DynamoDBClient;
}

async function createRoad({ sqs, sns, dynamo }: Clients, settings: RoadSettings, token: () => string | undefined): Promise<void> {
  const road = findingsRoad(settings);
  await dynamo.send(
    new CreateTableCommand({
      TableName: road.table.name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "untold", "untoldSince"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "untold",
          KeySchema: [
            { AttributeName: "untold", KeyType: "HASH" },
            { AttributeName: "untoldSince", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
  for (const { name } of [road.intakeDeadLetters, road.sweepDeadLetters, road.watchDeadLetters, road.deadLetters(settings.homeRegion)])
    await sqs.send(new CreateQueueCommand({ QueueName: name }));
  for (const [queue, dead] of [
    [road.intake, road.intakeDeadLetters],
    [road.sweep, road.sweepDeadLetters],
    [road.watch, road.watchDeadLetters],
  ] as const) {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 });
    await sqs.send(new CreateQueueCommand({ QueueName: queue.name, Attributes: { VisibilityTimeout: "360", RedrivePolicy } }));
  }
  await sns.send(new CreateTopicCommand({ Name: road.notifications.name }));
  await sns.send(new CreateTopicCommand({ Name: road.alarms.name }));
  await sns.send(new SubscribeCommand({ TopicArn: road.alarms.arn, Protocol: "email", Endpoint: "alarms@example.com" }));
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn: road.alarms.arn, Token: token(), AuthenticateOnUnsubscribe: "true" }));
  for (const [name, destination] of Object.entries(settings.notifications.destinations)) {
    if ("chat" in destination) await sns.send(new CreateTopicCommand({ Name: road.chat(name).name }));
    if ("sqs" in destination) await subscribeQueue(sqs, sns, road.notifications.arn, name, destination.sqs);
    if ("email" in destination) {
      const Attributes = { FilterPolicy: JSON.stringify({ destination: [name] }) };
      const TopicArn = road.notifications.arn;
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: destination.email, Attributes }));
      await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: token(), AuthenticateOnUnsubscribe: "true" }));
    }
  }
}

async function subscribeQueue(sqs: SQSClient, sns: SNSClient, TopicArn: string, name: string, arn: string): Promise<void> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: arn,
    Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await sqs.send(new CreateQueueCommand({ QueueName: arn.split(":").at(-1), Attributes: { Policy } }));
  const Attributes = { FilterPolicy: JSON.stringify({ destination: [name] }), RawMessageDelivery: "true" };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: arn, Attributes }));
}
