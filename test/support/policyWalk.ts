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
import { allowing, home, keysIn, member, stranger } from "./findingActions";
import type { RoadInSandbox } from "./findingsRoad";

/** What a person types, and what is told of it. */
export interface Step {
  resource: string;
  open: string[];
  /** How the mail's subject begins, who has access and what is to be done; absent where nobody is to be told. */
  told?: { subject: string; who: string; todo: RegExp };
  /** @param printed by `open` */
  close?: (printed: string) => string[];
  /** What CloudTrail calls these two. */
  calls?: [opens: string, closes: string];
}

const atOnce = pLimit(4);

/** Unmodified AWS CLI in the hands of somebody in the member. Each command costs a second of a processor. @returns what each prints. */
export function type({ sandbox }: Pick<RoadInSandbox, "sandbox">, commands: readonly string[][]): Promise<string[]> {
  const { PATH, HOME } = process.env;
  const { url, homeRegion } = sandbox;
  const bare = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_PAGER: "", AWS_MAX_ATTEMPTS: "1" };
  const env = { PATH, HOME, ...environmentOf({ url, homeRegion, adminCredentials: keysIn(sandbox, member) }), ...bare };
  const run = async (args: string[]) => {
    // S3 Control's clients put the account's id before the host's name.
    const proxy = args[0] === "s3control" ? { HTTP_PROXY: url } : {};
    return (await promisify(execFile)("aws", args, { env: { ...env, ...proxy } })).stdout;
  };
  return Promise.all(commands.map((args) => atOnce(() => run(args))));
}

const everybody = "everybody (*)";
const foreign = `account ${stranger}`;
const another = `arn:aws:iam::${stranger}:root`;

/** Of something in the member, at home. */
export const arn = (service: string, rest: string) => `arn:aws:${service}:${home}:${member}:${rest}`;

/** Everything is there already; who has access is what is typed. */
export async function stepsIn({ sandbox, createKey }: RoadInSandbox): Promise<Step[]> {
  const options = { endpoint: sandbox.url, region: home, credentials: keysIn(sandbox, member), forcePathStyle: true };
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
  const topicPolicy = (policy: string) => [
    ...["sns", "set-topic-attributes", "--topic-arn", arn("sns", "walk")],
    ...["--attribute-name", "Policy", "--attribute-value", policy],
  ];
  const snapshot = (operation: string) => [
    ...["ec2", "modify-snapshot-attribute", "--snapshot-id", SnapshotId, "--attribute", "createVolumePermission"],
    ...["--operation-type", operation, "--user-ids", stranger],
  ];
  const ofFunction = ["--function-name", "walk", "--statement-id", "open"];

  return [
    {
      resource: open.arn,
      open: keyPolicy(open, "*"),
      told: { subject: "[critical] Public access", who: everybody, todo: /key's policy, or revoke the grant/ },
      close: () => keyPolicy(open),
      calls: ["PutKeyPolicy", "PutKeyPolicy"],
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
      calls: ["CreateGrant", "RevokeGrant"],
    },
    { resource: inside.arn, open: keyPolicy(inside, { AWS: "arn:aws:iam::555555555555:root" }) },
    {
      resource: "arn:aws:s3:::walk",
      open: ["s3api", "put-bucket-policy", "--bucket", "walk", "--policy", allowing("*", "s3:GetObject", "arn:aws:s3:::walk/*")],
      told: { subject: "[high] Public access", who: everybody, todo: /bucket's policy/ },
      close: () => ["s3api", "delete-bucket-policy", "--bucket", "walk"],
      calls: ["PutBucketPolicy", "DeleteBucketPolicy"],
    },
    {
      resource: arn("sqs", "walk"),
      open: queuePolicy(allowing("*", "sqs:SendMessage", "*")),
      told: { subject: "[critical] Public access", who: everybody, todo: /resource's policy/ },
      close: () => queuePolicy(""),
      calls: ["SetQueueAttributes", "SetQueueAttributes"],
    },
    {
      resource: arn("lambda", "function:walk"),
      open: ["lambda", "add-permission", ...ofFunction, "--action", "lambda:InvokeFunction", "--principal", "*"],
      told: { subject: "[critical] Public access", who: everybody, todo: /remove the permission/ },
      close: () => ["lambda", "remove-permission", ...ofFunction],
      calls: ["AddPermission", "RemovePermission"],
    },
    {
      resource: secret,
      open: [
        ...["secretsmanager", "put-resource-policy", "--secret-id", "walk"],
        ...["--resource-policy", allowing({ AWS: stranger }, "secretsmanager:GetSecretValue", "*")],
      ],
      told: { subject: "[medium] Access from outside", who: foreign, todo: /resource's policy/ },
      close: () => ["secretsmanager", "delete-resource-policy", "--secret-id", "walk"],
      calls: ["PutResourcePolicy", "DeleteResourcePolicy"],
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
      calls: ["CreateRole", "UpdateAssumeRolePolicy"],
    },
    {
      resource: arn("sns", "walk"),
      open: topicPolicy(allowing("*", "sns:Publish", "*")),
      told: { subject: "[critical] Public access", who: everybody, todo: /resource's policy/ },
      close: () => topicPolicy(allowing({ AWS: member }, "sns:Publish", "*")),
      calls: ["SetTopicAttributes", "SetTopicAttributes"],
    },
    {
      resource: arn("ecr", "repository/walk"),
      open: [
        ...["ecr", "set-repository-policy", "--repository-name", "walk"],
        ...["--policy-text", allowing({ AWS: stranger }, "ecr:BatchGetImage")],
      ],
      told: { subject: "[medium] Access from outside", who: foreign, todo: /resource's policy/ },
      close: () => ["ecr", "delete-repository-policy", "--repository-name", "walk"],
      calls: ["SetRepositoryPolicy", "DeleteRepositoryPolicy"],
    },
    {
      resource: files.FileSystemArn ?? "",
      open: [
        ...["efs", "put-file-system-policy", "--file-system-id", files.FileSystemId ?? ""],
        ...["--policy", allowing({ AWS: "*" }, "elasticfilesystem:ClientMount", "*")],
      ],
      told: { subject: "[critical] Public access", who: everybody, todo: /resource's policy/ },
      close: () => ["efs", "delete-file-system-policy", "--file-system-id", files.FileSystemId ?? ""],
      calls: ["PutFileSystemPolicy", "DeleteFileSystemPolicy"],
    },
    {
      resource: `arn:aws:ec2:${home}::snapshot/${SnapshotId}`,
      open: snapshot("add"),
      told: { subject: "[high] Access from outside", who: foreign, todo: /sharing the snapshot/ },
      close: () => snapshot("remove"),
      calls: ["ModifySnapshotAttribute", "ModifySnapshotAttribute"],
    },
    {
      resource: arn("dynamodb", "table/walk"),
      open: [
        ...["dynamodb", "put-resource-policy", "--resource-arn", arn("dynamodb", "table/walk")],
        ...["--policy", allowing({ AWS: stranger }, "dynamodb:GetItem", "*")],
      ],
      told: { subject: "[medium] Access from outside", who: foreign, todo: /resource's policy/ },
      close: () => ["dynamodb", "delete-resource-policy", "--resource-arn", arn("dynamodb", "table/walk")],
      calls: ["PutResourcePolicy", "DeleteResourcePolicy"],
    },
  ];
}
