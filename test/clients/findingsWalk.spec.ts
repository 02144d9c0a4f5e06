import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateSnapshotCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRepositoryCommand, ECRClient } from "@aws-sdk/client-ecr";
import { CreateFileSystemCommand, EFSClient } from "@aws-sdk/client-efs";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, DeletePublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import pLimit from "p-limit";
import { zip } from "../../dev/aws-provider/zip";
import { environmentOf } from "../../dev/sandbox/cli/environmentFile";
import { putRole } from "../../dev/sandbox/iam/roles";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { requireProgram } from "../support/deployedSandbox";
import { allowing, home, keysIn, member, stranger } from "../support/findingActions";
import { roadInSandbox, type RoadInSandbox } from "../support/findingsRoad";

/** What a person types, and what is told of it. */
interface Step {
  resource: string;
  open: string[];
  /** How the mail's subject begins, who has access and what is to be done; absent where nobody is to be told. */
  told?: { subject: string; who: string; todo: RegExp };
  /** @param printed by `open` */
  close?: (printed: string) => string[];
}

/** The road as people see it: unmodified AWS CLI on one side, mails and a queue on the other. Each command costs a second of a processor. */
describe("The findings road, walked with the AWS CLI", function () {
  this.timeout(120_000);
  const clock = new HeldClock(new Date());
  let on: RoadInSandbox;
  let steps: Step[];
  let printed: string[];

  before(async function () {
    await requireProgram(this, "aws --version", "the AWS CLI");
    on = await roadInSandbox(clock);
    steps = await stepsIn(on);
  });
  after(() => on?.close());

  const atOnce = pLimit(4);
  const type = (commands: string[][]) =>
    Promise.all(
      commands.map((args) =>
        atOnce(async () => {
          const { PATH, HOME } = process.env;
          const { url, homeRegion } = on.sandbox;
          const env = { PATH, HOME, ...environmentOf({ url, homeRegion, adminCredentials: keysIn(on.sandbox, member) }) };
          const bare = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_PAGER: "", AWS_MAX_ATTEMPTS: "1" };
          return (await promisify(execFile)("aws", args, { env: { ...env, ...bare } })).stdout;
        }),
      ),
    );
  /** What became of the policies, one event after the other: a mailbox takes one mail a second. */
  const told = async () => {
    const before = on.mails().length;
    on.analyze();
    for (const event of await on.events()) {
      clock.advance(2000);
      await on.toIntake(event);
      await on.notifyAll();
    }
    const messages = new Map((await on.soc()).map((message) => [message["resource"], message]));
    const mails = on.mails().slice(before);
    assert.equal(mails.length, messages.size);
    return { messages, mails };
  };

  it("what everybody or a foreign account gets is told to the queue and by mail, what stays inside the organization is not", async () => {
    const began = clock.now().getTime();
    printed = await type(steps.map(({ open }) => open));
    const { messages, mails } = await told();
    const known = steps.filter((step) => step.told);
    assert.deepEqual([...messages.keys()].sort(), known.map(({ resource }) => resource).sort());
    for (const { resource, told } of known) {
      const { kind, severity, since, console } = messages.get(resource) ?? {};
      assert.deepEqual([kind, told?.subject.startsWith(`[${String(severity)}] `)], ["opened", true], resource);
      assert.ok(Date.parse(String(since)) >= began - 1000 && Date.parse(String(since)) <= clock.now().getTime(), String(since));
      const mail = mails.find(({ body }) => body.includes(resource)) ?? assert.fail(`no mail about ${resource}`);
      assert.ok(mail.subject.startsWith(`${told?.subject} in payments-prod: `), mail.subject);
      for (const part of [`Who:        ${told?.who}`, (console as { url: string }).url]) assert.ok(mail.body.includes(part), mail.body);
      assert.match(mail.body, told?.todo ?? assert.fail());
    }
  });

  it("what is taken back is told as resolved", async () => {
    const closed = steps.filter(({ close }) => close);
    await type(steps.flatMap(({ close }, index) => (close ? [close(printed[index] ?? "")] : [])));
    const { messages, mails } = await told();
    assert.deepEqual([...messages.keys()].sort(), closed.map(({ resource }) => resource).sort());
    for (const { kind } of messages.values()) assert.equal(kind, "resolved");
    for (const { subject } of mails) assert.match(subject, /^Resolved: .* in payments-prod: /);
  });
});

const everybody = "everybody (*)";
const foreign = `account ${stranger}`;
const another = `arn:aws:iam::${stranger}:root`;

/** Everything is there already; who has access is what is typed. */
async function stepsIn({ sandbox, createKey }: RoadInSandbox): Promise<Step[]> {
  const options = { endpoint: sandbox.url, region: home, credentials: keysIn(sandbox, member), forcePathStyle: true };
  const arn = (service: string, rest: string) => `arn:aws:${service}:${home}:${member}:${rest}`;
  const s3 = new S3Client(options);
  await s3.send(new CreateBucketCommand({ Bucket: "walk", CreateBucketConfiguration: { LocationConstraint: home } }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: "walk" }));
  await new SQSClient(options).send(new CreateQueueCommand({ QueueName: "walk" }));
  await new SNSClient(options).send(new CreateTopicCommand({ Name: "walk" }));
  await new ECRClient(options).send(new CreateRepositoryCommand({ repositoryName: "walk" }));
  const { ARN: secret = "" } = await new SecretsManagerClient(options).send(new CreateSecretCommand({ Name: "walk", SecretString: "x" }));
  const files = await new EFSClient(options).send(new CreateFileSystemCommand({}));
  const { SnapshotId = "" } = await new EC2Client(options).send(new CreateSnapshotCommand({ VolumeId: "vol-0123456789abcdef0" }));
  const id = { AttributeName: "id" };
  await new DynamoDBClient(options).send(
    new CreateTableCommand({
      ...{ TableName: "walk", BillingMode: "PAY_PER_REQUEST" },
      ...{ AttributeDefinitions: [{ ...id, AttributeType: "S" }], KeySchema: [{ ...id, KeyType: "HASH" }] },
    }),
  );
  const { arn: Role } = putRole(sandbox.world, member, {
    name: "walk-function",
    trustPolicy: allowing({ Service: "lambda.amazonaws.com" }, "sts:AssumeRole"),
  });
  const Code = { ZipFile: zip([["index.mjs", Buffer.from("export const handler = () => {};")]]) };
  const made = { FunctionName: "walk", Runtime: "nodejs24.x", Handler: "index.handler" } as const;
  await new LambdaClient(options).send(new CreateFunctionCommand({ ...made, Role, Code }));
  const [open, granted, inside] = [await createKey(), await createKey(), await createKey()];

  const owner = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: "kms:*", Resource: "*" };
  const keyPolicy = (key: { id: string }, ...principals: unknown[]) => {
    const more = principals.map((Principal) => ({ ...owner, Principal, Action: "kms:Decrypt" }));
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [owner, ...more] });
    return ["kms", "put-key-policy", "--key-id", key.id, "--policy-name", "default", "--policy", policy];
  };
  // Version 1 of the AWS CLI has an endpoint of its own for SQS.
  const queueUrl = `${sandbox.url}/${member}/walk`;
  const queuePolicy = (Policy: string) => [
    ...["sqs", "set-queue-attributes", "--endpoint-url", sandbox.url, "--queue-url", queueUrl],
    ...["--attributes", JSON.stringify({ Policy })],
  ];
  const ofFunction = ["--function-name", "walk", "--statement-id", "open"];

  return [
    {
      resource: open.arn,
      open: keyPolicy(open, "*"),
      told: { subject: "[critical] Public access", who: everybody, todo: /key's policy, or revoke the grant/ },
      close: () => keyPolicy(open),
    },
    {
      resource: granted.arn,
      open: [
        "kms",
        "create-grant",
        "--key-id",
        granted.id,
        "--grantee-principal",
        another,
        "--operations",
        "Decrypt",
        "--query",
        "GrantId",
      ],
      told: { subject: "[high] Access from outside", who: foreign, todo: /revoke the grant/ },
      close: (printed) => ["kms", "revoke-grant", "--key-id", granted.id, "--grant-id", JSON.parse(printed) as string],
    },
    { resource: inside.arn, open: keyPolicy(inside, { AWS: "arn:aws:iam::555555555555:root" }) },
    {
      resource: "arn:aws:s3:::walk",
      open: ["s3api", "put-bucket-policy", "--bucket", "walk", "--policy", allowing("*", "s3:GetObject", "arn:aws:s3:::walk/*")],
      told: { subject: "[high] Public access", who: everybody, todo: /bucket's policy/ },
      close: () => ["s3api", "delete-bucket-policy", "--bucket", "walk"],
    },
    {
      resource: arn("sqs", "walk"),
      open: queuePolicy(allowing("*", "sqs:SendMessage", "*")),
      told: { subject: "[critical] Public access", who: everybody, todo: /resource's policy/ },
      close: () => queuePolicy(""),
    },
    {
      resource: arn("lambda", "function:walk"),
      open: ["lambda", "add-permission", ...ofFunction, "--action", "lambda:InvokeFunction", "--principal", "*"],
      told: { subject: "[critical] Public access", who: everybody, todo: /remove the permission/ },
      close: () => ["lambda", "remove-permission", ...ofFunction],
    },
    {
      resource: secret,
      open: [
        ...["secretsmanager", "put-resource-policy", "--secret-id", "walk"],
        ...["--resource-policy", allowing({ AWS: stranger }, "secretsmanager:GetSecretValue", "*")],
      ],
      told: { subject: "[medium] Access from outside", who: foreign, todo: /resource's policy/ },
      close: () => ["secretsmanager", "delete-resource-policy", "--secret-id", "walk"],
    },
    {
      resource: `arn:aws:iam::${member}:role/walk`,
      open: [
        ...["iam", "create-role", "--role-name", "walk"],
        ...["--assume-role-policy-document", allowing({ AWS: another }, "sts:AssumeRole")],
      ],
      told: { subject: "[high] Access from outside", who: foreign, todo: /role's trust policy/ },
      close: () => [
        ...["iam", "update-assume-role-policy", "--role-name", "walk"],
        ...["--policy-document", allowing({ AWS: member }, "sts:AssumeRole")],
      ],
    },
    {
      resource: arn("sns", "walk"),
      open: [
        ...["sns", "set-topic-attributes", "--topic-arn", arn("sns", "walk")],
        ...["--attribute-name", "Policy", "--attribute-value", allowing("*", "sns:Publish", "*")],
      ],
      told: { subject: "[critical] Public access", who: everybody, todo: /resource's policy/ },
    },
    {
      resource: arn("ecr", "repository/walk"),
      open: [
        ...["ecr", "set-repository-policy", "--repository-name", "walk"],
        ...["--policy-text", allowing({ AWS: stranger }, "ecr:BatchGetImage")],
      ],
      told: { subject: "[medium] Access from outside", who: foreign, todo: /resource's policy/ },
    },
    {
      resource: files.FileSystemArn ?? "",
      open: [
        ...["efs", "put-file-system-policy", "--file-system-id", files.FileSystemId ?? ""],
        ...["--policy", allowing({ AWS: "*" }, "elasticfilesystem:ClientMount", "*")],
      ],
      told: { subject: "[critical] Public access", who: everybody, todo: /resource's policy/ },
    },
    {
      resource: `arn:aws:ec2:${home}::snapshot/${SnapshotId}`,
      open: [
        ...["ec2", "modify-snapshot-attribute", "--snapshot-id", SnapshotId, "--attribute", "createVolumePermission"],
        ...["--operation-type", "add", "--user-ids", stranger],
      ],
      told: { subject: "[high] Access from outside", who: foreign, todo: /sharing the snapshot/ },
    },
    {
      resource: arn("dynamodb", "table/walk"),
      open: [
        ...["dynamodb", "put-resource-policy", "--resource-arn", arn("dynamodb", "table/walk")],
        ...["--policy", allowing({ AWS: stranger }, "dynamodb:GetItem", "*")],
      ],
      told: { subject: "[medium] Access from outside", who: foreign, todo: /resource's policy/ },
    },
  ];
}
