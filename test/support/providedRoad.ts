import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateServiceLinkedRoleCommand } from "@aws-sdk/client-iam";
import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readLiveOrganization } from "../../aws/liveOrganization";
import { deleteRole } from "../../dev/sandbox/iam/roles";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { inboxOf } from "../../dev/sandbox/world/inbox";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { metricDimensions, type RoadMetric } from "../../domain/findings/metrics";
import { findingsRoad, roadNames, roadPlace } from "../../domain/findings/road";
import { queueStatement } from "../../domain/findings/subscriptions";
import { rollOut } from "../../stacks";
import { managementWatch } from "../../stacks/managementWatch";
import type { Project } from "../../stacks/project";
import { accountProvider } from "../../stacks/provider";
import { keysIn } from "./findingActions";
import { provideStack } from "./providedStack";
import { providerClient } from "./providerClient";
import { homeRegion, rolledOutRoles, within } from "./rolledOutRoles";
import { clients, type Keys } from "./sandboxClients";
import { management, member, memberWithConsole, security } from "./stacksOrganization";

const exempt = [management, member, memberWithConsole].map(
  (account) => `  - { where: { account: "${account}" }, exempt: { reason: not in this test, owner: tests } }`,
);

/** What is in organization.yaml beside the organization and coverage. */
export const roadYaml = `notifications:
  destinations:
    soc: { sqs: "arn:aws:sqs:${homeRegion}:${security}:soc" }
    abroad: { sqs: "arn:aws:sqs:${homeRegion}:${member}:soc" }
    us: { email: security@example.com }
    room: { chat: true }
  default: [soc, us]
overrides:
${exempt.join("\n")}
`;

/**
 * An organization in the sandbox with our roles and the stack `security`, the findings road with it, as its own program makes it, without an engine:
 * the provider makes each resource by the administrator of the account. Mailboxes are confirmed and a sweep was told; a queue of another account is
 * not subscribed. The audit goes by our own role.
 */
export async function providedRoad(more = roadYaml) {
  const world = await rolledOutRoles(more);
  try {
    return { ...world, ...(await provideRoad(world)) };
  } catch (error) {
    await world.close();
    throw error;
  }
}

export type ProvidedRoad = Awaited<ReturnType<typeof providedRoad>>;

/** With the role that the stack makes itself. */
async function provideManagementWatch(sandbox: Sandbox, project: Project) {
  deleteRole(sandbox.world, management, roadNames.watchForwarderRole);
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = sandbox.adminCredentials;
  const provider = await providerClient(sandbox, { accessKey, secretKey });
  const { config } = project;
  const program = () => {
    managementWatch(
      project,
      accountProvider({ config, account: config.organization.management, region: config.organization.homeRegion }, {}),
    );
  };
  await provideStack(program, "management", provider).finally(() => provider.close());
}

async function provideRoad({ sandbox, configuration }: Awaited<ReturnType<typeof rolledOutRoles>>) {
  // Nothing of the road is at work meanwhile: no event comes, and no alarm.
  const never = { eventDeliveryMilliseconds: 86_400_000, alarmEvaluationMilliseconds: 86_400_000 };
  Object.assign(sandbox.world.settings, { serviceLinkedRoleSettleMilliseconds: 0, creatingMilliseconds: 0, ...never });
  await clients(sandbox).iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "access-analyzer.amazonaws.com" }));
  const keys = keysIn(sandbox, security);
  const clientsBy =
    (credentials: Keys) =>
    <Client>(Class: new (options: object) => Client, region: string = homeRegion): Client =>
      new Class({ endpoint: sandbox.url, region, credentials, maxAttempts: 1, useQueueUrlAsEndpoint: false });
  const clientOf = clientsBy(keys);
  const inMember = clientsBy(keysIn(sandbox, member));
  const road = findingsRoad(roadPlace(configuration));
  for (const [each, account] of [
    [clientOf, security],
    [inMember, member],
  ] as const) {
    const statement = queueStatement(road.notifications.arn, `arn:aws:sqs:${homeRegion}:${account}:soc`);
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await each(SQSClient).send(new CreateQueueCommand({ QueueName: "soc", Attributes: { Policy } }));
  }
  const inventory = await within(sandbox, keys, () => readLiveOrganization({ configuration }));
  const plan = coveragePlan(configuration, inventory, new Date().toISOString().slice(0, 10));
  const provider = await providerClient(sandbox, { accessKey: keys.accessKeyId, secretKey: keys.secretAccessKey });
  const program = () => rollOut({ kind: "security" }, { config: configuration, inventory, plan }, { env: {} });
  await provideStack(program, "security", provider).finally(() => provider.close());
  await provideManagementWatch(sandbox, { config: configuration, inventory, plan });

  const sns = clientOf(SNSClient);
  /** With the token of each mail that asks for it. */
  const confirmMailboxes = async (AuthenticateOnUnsubscribe = "true") => {
    for (const { from, token } of inboxOf(sandbox.world))
      if (token !== undefined) await sns.send(new ConfirmSubscriptionCommand({ TopicArn: from, Token: token, AuthenticateOnUnsubscribe }));
  };
  const beat = async (Timestamp = new Date()) => {
    const Dimensions = Object.entries(metricDimensions).map(([Name, Value]) => ({ Name, Value }));
    const MetricData = [{ MetricName: "SweepCompleted" satisfies RoadMetric, Dimensions, Value: 1, Timestamp }];
    await clientOf(CloudWatchClient).send(new PutMetricDataCommand({ Namespace: roadNames.metrics, MetricData }));
  };
  await confirmMailboxes();
  await beat();
  return { keys, clientOf, inMember, inventory, plan, road, confirmMailboxes, beat };
}
