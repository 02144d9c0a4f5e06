import assert from "node:assert/strict";
import { CreateRoleCommand, DeleteRoleCommand, IAMClient, ListRolesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CloudTrailClient,
  CreateTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand, PutPublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { eventNameOf, isRecorded } from "../../../dev/sandbox/cloudtrail/eventNames";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { services } from "../../../dev/sandbox/services";
import { modelOf } from "../../../dev/sandbox/wire/schema";
import { eventWorld, home, member, security, type EventWorld } from "../../support/eventWorld";
import { sessionIn, type Keys } from "../../support/sandboxClients";

interface Detail {
  eventSource: string;
  eventName: string;
  awsRegion: string;
  recipientAccountId: string;
  userIdentity: Record<string, unknown>;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  resources?: { ARN: string; accountId: string }[];
  errorCode?: string;
}

const keyPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: "kms:*", Resource: "*" }],
});

describe("the sandbox's CloudTrail", () => {
  let world: EventWorld;
  let keys: Keys;
  const queues: string[] = [];
  beforeEach(async () => {
    world = await eventWorld();
    keys = await sessionIn(world.sandbox, member);
    queues.length = 0;
  });
  afterEach(() => world.close());

  const options = (credentials = keys, region = home) => ({ endpoint: world.sandbox.url, region, credentials, maxAttempts: 1 });
  const kms = (...given: Parameters<typeof options>) => new KMSClient(options(...given));
  const iam = (...given: Parameters<typeof options>) => new IAMClient(options(...given));
  const s3 = (...given: Parameters<typeof options>) => new S3Client({ ...options(...given), forcePathStyle: true });
  /** From here on every call is recorded. */
  const listen = async (region = home, account = member) => {
    const queue = await world.queue("trail", { account, region });
    await world.rule("trail", {
      account,
      region,
      pattern: { "detail-type": ["AWS API Call via CloudTrail"] },
      targets: [{ Id: "q", Arn: queue }],
    });
    world.clock.advance(10);
    await world.received(queue);
    return async () => {
      world.clock.advance(10);
      const all = await world.received(queue);
      return all.map(({ body }) => ({ source: body["source"], account: body["account"], detail: body["detail"] as Detail }));
    };
  };

  it("tells who called and what was asked, and of the answer what it is", async () => {
    const heard = await listen();
    const { KeyMetadata } = await kms().send(new CreateKeyCommand({ Description: "data" }));
    const [event, ...others] = await heard();
    assert.deepEqual(others, []);
    assert.deepEqual([event?.source, event?.account], ["aws.kms", member]);
    const { detail } = event ?? {};
    assert.deepEqual(
      [detail?.eventSource, detail?.eventName, detail?.awsRegion, detail?.recipientAccountId, detail?.errorCode],
      ["kms.amazonaws.com", "CreateKey", home, member, undefined],
    );
    assert.deepEqual(detail?.requestParameters, { description: "data" });
    const { keyMetadata } = detail?.responseElements as { keyMetadata: Record<string, unknown> };
    assert.deepEqual([keyMetadata["keyId"], keyMetadata["aWSAccountId"]], [KeyMetadata?.KeyId, member]);
    const role = "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole";
    const { accessKeyId, sessionContext, principalId, ...identity } = detail?.userIdentity ?? {};
    assert.equal(accessKeyId, keys.accessKeyId);
    assert.deepEqual(identity, {
      ...{ type: "AssumedRole", accountId: member },
      arn: "arn:aws:sts::444444444444:assumed-role/OrganizationAccountAccessRole/test",
    });
    assert.match(String(principalId), /^AROA\w+:test$/);
    const { sessionIssuer } = sessionContext as { sessionIssuer: Record<string, unknown> };
    assert.deepEqual(
      [sessionIssuer["type"], sessionIssuer["arn"], sessionIssuer["userName"], `${sessionIssuer["principalId"]}:test`],
      ["Role", role, "OrganizationAccountAccessRole", principalId],
    );
  });

  it("tells what a trail logs there, the end of the logging last; a member sees the organization's trail by its ARN", async () => {
    const heard = async () => (await hear()).map(({ detail }) => detail.eventName);
    const { organization } = world.sandbox.world;
    const inMember = new CloudTrailClient(options());
    const { trailList: [trail] = [] } = await inMember.send(new DescribeTrailsCommand({}));
    const { TrailARN: Name, HomeRegion } = trail ?? {};
    assert.equal(Name, `arn:aws:cloudtrail:${HomeRegion}:${organization.managementAccount}:trail/organization`);
    const trails = new CloudTrailClient(options(world.sandbox.adminCredentials, HomeRegion));
    const hear = await listen();
    const create = () => kms().send(new CreateKeyCommand({}));
    const select = (...ExcludeManagementEventSources: string[]) =>
      trails.send(
        new PutEventSelectorsCommand({
          TrailName: Name,
          EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources }],
        }),
      );
    await select("kms.amazonaws.com");
    await create();
    assert.deepEqual(await heard(), []);
    await select();
    await create();
    assert.deepEqual(await heard(), ["CreateKey"]);
    await trails.send(new StopLoggingCommand({ Name }));
    await create();
    assert.deepEqual(await heard(), []);
    assert.equal((await inMember.send(new GetTrailStatusCommand({ Name }))).IsLogging, false);
    await assert.rejects(inMember.send(new StartLoggingCommand({ Name })));
    await inMember.send(new CreateTrailCommand({ Name: "own", S3BucketName: "own" }));
    await inMember.send(new StartLoggingCommand({ Name: "own" }));
    await create();
    assert.deepEqual(await heard(), ["StartLogging", "CreateTrail", "StartLogging", "CreateKey"]);
    await inMember.send(new StopLoggingCommand({ Name: "own" }));
    assert.deepEqual(await heard(), ["StopLogging"]);
  });

  it("tells an IAM user by its name", async () => {
    const queue = await world.queue("trail", { account: security });
    const admin = world.events("111111111111");
    await admin.send(new PutRuleCommand({ Name: "trail", EventPattern: JSON.stringify({ source: ["aws.kms"] }) }));
    const onward = `arn:aws:sqs:${home}:${security}:trail`;
    assert.equal(queue, onward);
    const RoleArn = world.role("111111111111", "sender", { action: "sqs:SendMessage", resource: queue });
    await admin.send(new PutTargetsCommand({ Rule: "trail", Targets: [{ Id: "q", Arn: queue, RoleArn }] }));
    const letting = { Effect: "Allow", Principal: { AWS: RoleArn }, Action: "sqs:SendMessage", Resource: queue };
    await world.queue("trail", { policy: { Version: "2012-10-17", Statement: [letting] } });
    await kms(world.sandbox.adminCredentials).send(new CreateKeyCommand({}));
    world.clock.advance(10);
    const [event] = await world.received(queue);
    const { userIdentity } = event?.body["detail"] as Detail;
    assert.deepEqual([userIdentity["type"], userIdentity["userName"], userIdentity["accountId"]], ["IAMUser", "admin", "111111111111"]);
  });

  it("tells a denied call without its parameters, and another failure with them", async () => {
    const { KeyMetadata } = await kms().send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn ?? "";
    putRole(world.sandbox.world, member, {
      name: "weak",
      trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: member }, Action: "sts:AssumeRole" }] },
    });
    const weak = await sessionIn(world.sandbox, member, "weak", keys);
    const heard = await listen();
    await assert.rejects(kms(weak).send(new PutKeyPolicyCommand({ KeyId, Policy: "{}" })), { name: "AccessDeniedException" });
    await assert.rejects(kms().send(new PutKeyPolicyCommand({ KeyId, Policy: "{}" })), { name: "MalformedPolicyDocumentException" });
    const told = (await heard()).map(({ detail: { eventName, errorCode, requestParameters } }) => ({
      eventName,
      errorCode,
      requestParameters,
    }));
    assert.deepEqual(told, [
      { eventName: "PutKeyPolicy", errorCode: "AccessDenied", requestParameters: null },
      { eventName: "PutKeyPolicy", errorCode: "MalformedPolicyDocumentException", requestParameters: { keyId: KeyId, policy: "{}" } },
    ]);
  });

  it("tells of a grant that a service makes in its caller's name by whom it was made, and names the key", async () => {
    const { KeyMetadata } = await kms().send(new CreateKeyCommand({}));
    const heard = await listen();
    const table = {
      ...{ TableName: "orders", BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] },
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: KeyMetadata?.Arn },
    } satisfies CreateTableCommandInput;
    await new DynamoDBClient(options()).send(new CreateTableCommand(table));
    await kms().send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, Policy: keyPolicy }));
    const events = await heard();
    assert.deepEqual(
      events.map(({ source, account, detail: { eventName, userIdentity, resources } }) => [
        ...[source, account, eventName, userIdentity["invokedBy"]],
        ...(resources ?? []).map(({ ARN, accountId }) => [ARN, accountId]),
      ]),
      [
        ["aws.dynamodb", member, "CreateTable", undefined],
        ["aws.kms", member, "CreateGrant", "dynamodb.amazonaws.com", [KeyMetadata?.Arn, member]],
        ["aws.kms", member, "PutKeyPolicy", undefined, [KeyMetadata?.Arn, member]],
      ],
    );
  });

  it("says nothing of reads", async () => {
    const { KeyMetadata } = await kms().send(new CreateKeyCommand({}));
    const heard = await listen();
    await kms().send(new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId }));
    await sessionIn(world.sandbox, member);
    assert.deepEqual(await heard(), []);
  });

  it("tells calls of global services in the partition's one Region, wherever the client is", async () => {
    const atHome = await listen();
    const global = await listen("us-east-1");
    await atHome();
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: member }, Action: "sts:AssumeRole" }],
    });
    await iam().send(new CreateRoleCommand({ RoleName: "partner", Path: "/teams/", AssumeRolePolicyDocument: document }));
    await iam().send(new ListRolesCommand({}));
    await assert.rejects(iam().send(new PutRolePolicyCommand({ RoleName: "nobody", PolicyName: "p", PolicyDocument: document })));
    await iam().send(new DeleteRoleCommand({ RoleName: "partner" }));
    assert.deepEqual(await atHome(), []);
    const told = (await global()).filter(({ source }) => source === "aws.iam");
    assert.deepEqual(
      told.map(({ detail: { eventName, awsRegion, errorCode } }) => [eventName, awsRegion, errorCode]),
      [
        ["CreateRole", "us-east-1", undefined],
        ["PutRolePolicy", "us-east-1", "NoSuchEntityException"],
        ["DeleteRole", "us-east-1", undefined],
      ],
    );
    assert.deepEqual(told[0]?.detail.requestParameters, { roleName: "partner", path: "/teams/", assumeRolePolicyDocument: document });
  });

  it("calls S3's public access block as S3 does, and hides secrets", async () => {
    const heard = await listen();
    await s3().send(new CreateBucketCommand({ Bucket: "data", CreateBucketConfiguration: { LocationConstraint: home } }));
    await s3().send(new PutPublicAccessBlockCommand({ Bucket: "data", PublicAccessBlockConfiguration: { BlockPublicAcls: true } }));
    await new SSMClient(options()).send(new PutParameterCommand({ Name: "/pager", Type: "SecureString", Value: "s3cret" }));
    const told = await heard();
    assert.deepEqual(
      told.map(({ detail: { eventName, requestParameters } }) => [eventName, requestParameters?.["bucketName"]]),
      [
        ["CreateBucket", "data"],
        ["PutBucketPublicAccessBlock", "data"],
        ["PutParameter", undefined],
      ],
    );
    assert.equal(told[2]?.detail.requestParameters?.["value"], "HIDDEN_DUE_TO_SECURITY_REASONS");
  });

  it("tells the account whose resource another account has changed, and not what it was refused", async () => {
    await s3().send(new CreateBucketCommand({ Bucket: "shared", CreateBucketConfiguration: { LocationConstraint: home } }));
    const other = "555555555555";
    const letting = (AWS: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "s3:PutBucketPolicy", Resource: "arn:aws:s3:::shared" }],
      });
    const heard = await listen();
    const otherKeys = await sessionIn(world.sandbox, other);
    const put = () => s3(otherKeys).send(new PutBucketPolicyCommand({ Bucket: "shared", Policy: letting(other) }));
    await assert.rejects(put(), { name: "AccessDenied" });
    assert.deepEqual(await heard(), []);
    await s3().send(new PutBucketPolicyCommand({ Bucket: "shared", Policy: letting(other) }));
    await put();
    assert.deepEqual(
      (await heard()).map(({ account, detail: { eventName, userIdentity, recipientAccountId } }) => [
        account,
        eventName,
        userIdentity["accountId"],
        recipientAccountId,
      ]),
      [
        [member, "PutBucketPolicy", member, member],
        [member, "PutBucketPolicy", other, member],
      ],
    );
  });
});

describe("CloudTrail's names", () => {
  it("are dated for Lambda's permissions, and the operation's otherwise", () => {
    const nameOf = (signingName: string, operation: string) =>
      eventNameOf(services.find((each) => each.signingName === signingName) ?? {}, operation);
    assert.equal(nameOf("lambda", "AddPermission"), "AddPermission20150331v2");
    assert.equal(nameOf("sqs", "AddPermission"), "AddPermission");
    assert.equal(nameOf("kms", "PutKeyPolicy"), "PutKeyPolicy");
  });

  it("are of operations that the services have, and no read is recorded", () => {
    const operations = services.flatMap((service) =>
      [...modelOf(service).operations.keys()].map((name) => ({ service: service.signingName, name })),
    );
    const recorded = operations.filter(({ service, name }) => isRecorded(service, name)).map(({ name }) => name);
    assert.deepEqual([...new Set(recorded.filter((name) => /^(Get|List|Describe)/.test(name)))], []);
    for (const name of [
      "PutKeyPolicy",
      "UpdateAssumeRolePolicy",
      "SetQueueAttributes",
      "PutRule",
      "RemoveTargets",
      "DeleteArchiveRule",
      "PutBucketAcl",
    ])
      assert.ok(recorded.includes(name), name);
  });
});
