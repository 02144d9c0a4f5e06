import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient, type Subscription } from "@aws-sdk/client-sns";
import { partKey, type FoundPart, type FoundRoad, type FoundSubscription, type PartName } from "../../domain/audit/road/found";
import { plannedRoad } from "../../domain/audit/road/planned";
import type { Configuration } from "../../domain/configuration/configuration";
import { metricDimensions, type RoadMetric } from "../../domain/findings/metrics";
import { roadNames } from "../../domain/findings/road";
import type { AccountId, Region } from "../../domain/identifiers";
import type { Inventory, Readable } from "../../domain/inventory/inventory";
import type { CoveragePlan } from "../../domain/plan/types";
import { describeError, InterruptedError, readable } from "../callErrors";
import type { Calls } from "../calls";
import { readPages } from "../paging";
import type { Session } from "../sessions";
import { settings, type Inside } from "./inside";
import { json, readers, topicArn } from "./readParts";

/**
 * The findings road as it is, in every Region of the plan. What cannot be read says why; one Region's trouble is no other's.
 *
 * @param sessions in the delegated administrator and the management account, or why there is none.
 */
export async function readFindingsRoad(
  config: Configuration,
  plan: CoveragePlan,
  inventory: Inventory,
  sessions: ReadonlyMap<AccountId, Readable<Session>>,
  calls: Calls,
  now = new Date(),
): Promise<FoundRoad> {
  const { parts, topics } = plannedRoad(config, plan, inventory);
  const { delegatedAdministrator, homeRegion: region } = config.organization;
  const insideOf = (account: AccountId): Readable<Inside> => {
    const session = sessions.get(account) ?? { unreadable: `account ${account} was not entered` };
    return "unreadable" in session ? session : { read: { session: session.read, calls } };
  };
  const inside = insideOf(delegatedAdministrator);
  const [foundParts, subscriptions, counted] = await Promise.all([
    Promise.all(
      parts.map(
        async (part) => [partKey(part), await readPart(part, part.account === undefined ? inside : insideOf(part.account))] as const,
      ),
    ),
    Promise.all(
      topics.map(
        async ({ name }) =>
          [name, await readInside("ListSubscriptionsByTopic", inside, (there) => readSubscriptions(name, region, there))] as const,
      ),
    ),
    readInside("GetMetricData", inside, (there) => readCounted(region, now, there)),
  ]);
  return { parts: new Map(foundParts), subscriptions: new Map(subscriptions), counted, readAt: now };
}

async function readPart(part: PartName, inside: Readable<Inside>): Promise<FoundPart> {
  if ("unreadable" in inside) return inside;
  try {
    return { read: await readers[part.kind](part, inside.read) };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    if (isNotThere(error)) return { read: undefined };
    return isDeniedByOrganization(error)
      ? { denied: describeError(error) }
      : { unreadable: `${part.kind} ${part.name}: ${describeError(error)}` };
  }
}

/** Each service has its own word for it; one that a role may not see is no such thing. */
function isNotThere(error: unknown): boolean {
  const names = [
    "ResourceNotFoundException",
    "NotFoundException",
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
    "TableNotFoundException",
  ];
  return error instanceof Error && names.includes(error.name);
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function isDeniedByOrganization(error: unknown): boolean {
  return error instanceof Error && /with an explicit deny in a (service|resource) control policy/i.test(error.message);
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
async function readSubscriptions(topic: string, region: Region, inside: Inside): Promise<FoundSubscription[]> {
  const { session, calls } = inside;
  const client = new SNSClient(settings(region, session, calls));
  const listed = await readPages(
    (NextToken) =>
      calls.run((options) =>
        client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(session, region, topic), NextToken }), options),
      ),
    (page) => page.Subscriptions,
    (page) => page.NextToken,
  );
  const there = listed.filter(({ SubscriptionArn }) => SubscriptionArn !== "Deleted");
  return Promise.all(there.map((subscription) => readSubscription(subscription, client, inside)));
}

/** One that nobody has confirmed has a word for its ARN. */
async function readSubscription(
  { SubscriptionArn: arn, Protocol, Endpoint }: Subscription,
  client: SNSClient,
  inside: Inside,
): Promise<FoundSubscription> {
  const said = { protocol: Protocol ?? "", endpoint: Endpoint ?? "" };
  if (!arn?.startsWith("arn:")) return said;
  const found = await readInside("GetSubscriptionAttributes", { read: inside }, ({ calls }) =>
    calls.run((options) => client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }), options)),
  );
  if ("unreadable" in found) return { ...said, arn, unreadable: found.unreadable };
  const { Attributes = {} } = found.read;
  const { ConfirmationWasAuthenticated, FilterPolicy, FilterPolicyScope } = Attributes;
  const filter = FilterPolicyScope === "MessageBody" ? { body: json(FilterPolicy) } : json(FilterPolicy);
  return { ...said, arn, isAuthenticated: ConfirmationWasAuthenticated === "true", ...(filter === undefined ? {} : { filter }) };
}

const hours = 3;

async function readCounted(region: Region, now: Date, { session, calls }: Inside): Promise<Partial<Record<RoadMetric, number>>> {
  const client = new CloudWatchClient(settings(region, session, calls));
  const Dimensions = Object.entries(metricDimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: roadNames.metrics, MetricName: "SweepCompleted" satisfies RoadMetric, Dimensions };
  const { MetricDataResults = [] } = await calls.run((options) =>
    client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now.getTime() - hours * 3_600_000),
        EndTime: now,
        MetricDataQueries: [{ Id: "completed", MetricStat: { Metric, Period: 3600, Stat: "Sum" } }],
      }),
      options,
    ),
  );
  const values = MetricDataResults.flatMap(({ Values }) => Values ?? []);
  return { SweepCompleted: values.reduce((sum, value) => sum + value, 0) };
}

/** What an account that was entered answers. */
async function readInside<T>(operation: string, inside: Readable<Inside>, reading: (inside: Inside) => Promise<T>): Promise<Readable<T>> {
  return "unreadable" in inside ? inside : readable(operation, () => reading(inside.read));
}
