import assert from "node:assert/strict";
import { ActivateOrganizationsAccessCommand, CreateStackSetCommand, DeleteStackSetCommand } from "@aws-sdk/client-cloudformation";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, DeleteRolePolicyCommand, PutRolePolicyCommand, UntagRoleCommand } from "@aws-sdk/client-iam";
import {
  DeregisterDelegatedAdministratorCommand,
  DisableAWSServiceAccessCommand,
  RegisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createAccessKey } from "../../../dev/sandbox/iam/accessKeys";
import { administratorAccess } from "../../../dev/sandbox/iam/managedPolicies";
import { putUser } from "../../../dev/sandbox/iam/users";
import { emitEvent } from "../../../dev/sandbox/services/events/emit";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { roadNames } from "../../../domain/findings/road";
import { region } from "../../../domain/identifiers";
import { auditRoleName, rolesStackSetName } from "../../../domain/names";
import { bootstrapTemplate } from "../../../domain/policies/bootstrapTemplate";
import { ruleDeadLettersPolicy, watchBusPolicy, watchPolicy } from "../../../domain/policies/findingsRoad/resourcePolicies";
import { policyDocument } from "../../../domain/policies/grant";
import { managementRole, managementWatchRole, type OurRole } from "../../../domain/policies/ourRoles";
import { managementWatchRules } from "../../../domain/tampering/managementWatch";
import type { TamperingMessage } from "../../../domain/tampering/message";
import { oursOf } from "../../../domain/tampering/ours";
import { tamperingPattern } from "../../../domain/tampering/pattern";
import { watch } from "../../../lambdas/watcher/watch";
import { administrator, home, member } from "../../support/findingActions";
import { roadInSandbox, type RoadInSandbox } from "../../support/findingsRoad";
import { notifying } from "../../support/notifying";
import { management } from "../../support/organization";
import { projectOf } from "../../support/project";
import { clients } from "../../support/sandboxClients";

const service = "access-analyzer.amazonaws.com";
const globalRegion = "us-east-1";
const pattern = JSON.stringify(tamperingPattern());

/** What is watched is made by plain calls, as the stacks say it; then people call, and what comes to the watch's queue is told. */
describe("The watch over the management account", function () {
  this.timeout(60_000);
  const { config, inventory, plan } = projectOf(`${notifying}\naccess: { rolePath: / }`);
  const clock = new HeldClock(new Date());
  let on: RoadInSandbox;
  let somebody: ReturnType<typeof clients>;
  let manager: ReturnType<typeof clients>;
  const told: TamperingMessage[] = [];

  before(async () => {
    on = await roadInSandbox(clock);
    const { world } = on.sandbox;
    const organization = world.organization.id;
    const keys = (account: string, name: string) => {
      putUser(world, account, { name, attachedPolicies: [administratorAccess(world.partition)] });
      return createAccessKey(world, account, name);
    };
    const eventsIn = (account: string, at: string) =>
      new EventBridgeClient({ endpoint: on.sandbox.url, region: at, credentials: keys(account, "rules") });
    [somebody, manager] = [clients(on.sandbox, keys(management, "somebody")), clients(on.sandbox, keys(management, "platform"))];
    await createStackSet(organization);

    const { watchBus, watchIntakeRule, watch: queue, deadLetters } = on.road;
    const atHome = eventsIn(administrator, home);
    await atHome.send(new CreateEventBusCommand({ Name: watchBus.name }));
    const Policy = JSON.stringify(watchBusPolicy(config, organization));
    await atHome.send(new PutPermissionCommand({ EventBusName: watchBus.name, Policy }));
    await putRule(atHome, watchIntakeRule.name, { Id: "queue", Arn: queue.arn }, watchBus.name);
    const attributes = { Policy: JSON.stringify(watchPolicy(config)) };
    await on.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: attributes }));

    for (const role of [managementRole(config, organization), managementWatchRole(config)]) if (role) await createRole(manager, role);
    for (const { region: at, rule, bus, roleArn, deadLetters: letters } of managementWatchRules(config, inventory, plan)) {
      const sqs = new SQSClient({
        endpoint: on.sandbox.url,
        region: at,
        credentials: keys(administrator, "queues"),
        useQueueUrlAsEndpoint: false,
      });
      const Attributes = { Policy: JSON.stringify(ruleDeadLettersPolicy(config, at, "o-exampleorgid", [])) };
      if (at === home) await sqs.send(new SetQueueAttributesCommand({ QueueUrl: deadLetters(at).url, Attributes }));
      else await sqs.send(new CreateQueueCommand({ QueueName: letters.name, Attributes }));
      const target = { Id: "bus", Arn: bus.arn, RoleArn: roleArn, DeadLetterConfig: { Arn: letters.arn } };
      await putRule(eventsIn(management, at), rule.name, target);
    }
    // A member with a role of that name.
    await somebodyIn(member, keys(member, "forger"));
    await whatIsTold();
  });
  after(() => on.close());

  async function createStackSet(organization: string): Promise<void> {
    await manager.cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
    await manager.cloudFormation.send(
      new CreateStackSetCommand({
        StackSetName: rolesStackSetName,
        TemplateBody: bootstrapTemplate(config, organization),
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        PermissionModel: "SERVICE_MANAGED",
        AutoDeployment: { Enabled: false },
      }),
    );
  }
  async function createRole({ iam }: ReturnType<typeof clients>, { name: RoleName, path: Path, trust, policies }: OurRole): Promise<void> {
    const Tags = [{ Key: "managed-by", Value: "access-analyzer-org" }];
    await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: JSON.stringify(trust), Tags }));
    for (const { name, grants } of policies)
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: name, PolicyDocument: JSON.stringify(policyDocument(grants)) }));
  }
  async function putRule(events: EventBridgeClient, Name: string, target: Target, EventBusName?: string): Promise<void> {
    await events.send(new PutRuleCommand({ Name, EventBusName, EventPattern: pattern }));
    await events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [target] }));
  }
  async function somebodyIn(account: string, credentials: ReturnType<typeof createAccessKey>): Promise<void> {
    const role = managementWatchRole(config);
    assert.ok(role);
    const trust = JSON.parse(JSON.stringify(role.trust).replaceAll(management, account)) as OurRole["trust"];
    await createRole(clients(on.sandbox, credentials), { ...role, trust });
    const events = new EventBridgeClient({ endpoint: on.sandbox.url, region: globalRegion, credentials });
    const RoleArn = on.road.watchForwarderRoleArn().replace(administrator, account);
    await putRule(events, "forged", { Id: "bus", Arn: on.road.watchBus.arn, RoleArn });
  }

  /** Since it was asked last. */
  async function whatIsTold(managers: string[] = []): Promise<string[]> {
    clock.advance(60_000);
    told.length = 0;
    const ours = oursOf({ ...on.settings, management, managers });
    const ignore = () => undefined;
    for (;;) {
      const { got } = await on.invoke(on.road.watch, (body) =>
        watch(body, {
          ...{ ours, nameOf: () => "management", measure: ignore, log: { info: ignore, warn: ignore, error: ignore } },
          publish: async (message) => void told.push(message),
        }),
      );
      if (got === 0) return told.map(({ subject }) => subject);
    }
  }

  const AccountId = administrator;
  const more = {
    PolicyName: "more",
    PolicyDocument: JSON.stringify(policyDocument([{ sid: "All", why: "", actions: ["iam:*"], resources: ["*"] }])),
  };
  const stopped = (by: string) => ({
    ...{ account: management, region: home, source: "aws.cloudtrail", detailType: "AWS API Call via CloudTrail" },
    detail: {
      ...{ eventID: `stopped-${by}`, eventTime: "2026-11-20T06:30:36Z", eventSource: "cloudtrail.amazonaws.com", eventName: "StopLogging" },
      userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${management}:user/${by}` },
      requestParameters: { name: "organization" },
    },
  });
  /** The same, by whoever it is. */
  async function doAll(by: ReturnType<typeof clients>, name: string): Promise<void> {
    await by.organizations.send(new DeregisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal: service }));
    await by.organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal: service }));
    await by.organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: "config.amazonaws.com" }));
    await by.iam.send(new PutRolePolicyCommand({ RoleName: auditRoleName, ...more }));
    await by.iam.send(new UntagRoleCommand({ RoleName: roadNames.watchForwarderRole, TagKeys: ["managed-by"] }));
    emitEvent(on.sandbox.world, stopped(name));
  }

  it("is in every Region of the delegated administrator's watch, the one that sees IAM among them", () => {
    const regions = managementWatchRules(config, inventory, plan).map(({ region: at }) => at);
    assert.ok(regions.includes(config.organization.homeRegion) && regions.some((at) => at === globalRegion), regions.join());
  });

  it("tells what somebody does there, the watch's own role included", async () => {
    await doAll(somebody, "somebody");
    assert.deepEqual((await whatIsTold()).sort(), [
      `Tampering: cloudtrail:StopLogging in ${management} ${home}`,
      `Tampering: iam:PutRolePolicy in ${management} ${globalRegion}`,
      `Tampering: iam:UntagRole in ${management} ${globalRegion}`,
      `Tampering: organizations:DeregisterDelegatedAdministrator in ${management} ${globalRegion}`,
      `Tampering: organizations:DisableAWSServiceAccess in ${management} ${globalRegion}`,
      `Tampering: organizations:RegisterDelegatedAdministrator in ${management} ${globalRegion}`,
    ]);
    assert.match(told.map(({ body }) => body).join("\n"), /By: {7}arn:aws:iam::111111111111:user\/somebody/);
  });

  it("does not tell what whoever runs the stack management does, where the configuration names them; otherwise it does", async () => {
    const managers = [`arn:aws:iam::${management}:user/plat*`];
    await doAll(manager, "platform");
    assert.deepEqual(await whatIsTold(managers), []);
    await doAll(somebody, "somebody");
    assert.equal((await whatIsTold(managers)).length, 6);
    await doAll(manager, "platform");
    assert.equal((await whatIsTold()).length, 6);
  });

  it("tells that the StackSet of our roles is deleted", async () => {
    await somebody.cloudFormation.send(new DeleteStackSetCommand({ StackSetName: rolesStackSetName }));
    assert.deepEqual(await whatIsTold(), [`Tampering: cloudformation:DeleteStackSet in ${management} ${home}`]);
  });

  it("takes nothing from a member, whatever its role is called", async () => {
    const { iam } = clients(on.sandbox, createAccessKey(on.sandbox.world, member, "forger"));
    await iam.send(new PutRolePolicyCommand({ RoleName: roadNames.watchForwarderRole, ...more }));
    assert.deepEqual(await whatIsTold(), []);
  });

  it("leaves a dead letter where its own role lost the permission to forward", async () => {
    const asked = new SQSClient({
      endpoint: on.sandbox.url,
      region: globalRegion,
      credentials: createAccessKey(on.sandbox.world, administrator, "queues"),
      useQueueUrlAsEndpoint: false,
    });
    await somebody.iam.send(new DeleteRolePolicyCommand({ RoleName: roadNames.watchForwarderRole, PolicyName: "findings-road" }));
    assert.deepEqual(await whatIsTold(), []);
    const { Attributes } = await asked.send(
      new GetQueueAttributesCommand({
        QueueUrl: on.road.deadLetters(region(globalRegion)).url,
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    );
    assert.equal(Attributes?.ApproximateNumberOfMessages, "1");
  });
});
