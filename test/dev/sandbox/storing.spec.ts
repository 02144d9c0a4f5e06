import assert from "node:assert/strict";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListTagsCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateRoleCommand, CreateUserCommand, CreateAccessKeyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { exec } from "node:child_process";
import { promisify } from "node:util";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { requireProgram } from "../../support/deployedSandbox";
import { clients, sessionIn, type Keys } from "../../support/sandboxClients";
import { emptyZip } from "../../support/zip";

const member = "444444444444";
const other = "555555555555";
const named = (name: string) => ({ name });
const open = (resource: string, principal: unknown = "*") =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: principal, Action: "*", Resource: resource }] });

describe("services that only store", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let keys: Keys;
  let otherKeys: Keys;
  before(async () => {
    sandbox = await startSandbox();
    keys = await sessionIn(sandbox, member);
    otherKeys = await sessionIn(sandbox, other);
  });
  after(() => sandbox?.close());

  const options = (credentials = keys, region = "eu-central-1") => ({ endpoint: sandbox.url, region, credentials, maxAttempts: 1 });

  describe("S3", () => {
    const s3 = (credentials = keys, region = "eu-central-1") => new S3Client(options(credentials, region));
    const Bucket = "payments-reports";
    const create = (client: S3Client, more: object = {}) =>
      client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-central-1" }, ...more }));

    it("makes a bucket in its Region, whose name nobody else can take", async () => {
      await assert.rejects(
        create(s3(), { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
        named("IllegalLocationConstraintException"),
      );
      await assert.rejects(create(s3(), { Bucket: "No" }), named("InvalidBucketName"));
      await create(s3(), { CreateBucketConfiguration: { LocationConstraint: "eu-central-1", Tags: [{ Key: "team", Value: "payments" }] } });
      await assert.rejects(create(s3()), named("BucketAlreadyOwnedByYou"));
      await assert.rejects(create(s3(otherKeys)), named("BucketAlreadyExists"));
      assert.equal((await s3().send(new HeadBucketCommand({ Bucket }))).BucketRegion, "eu-central-1");
      assert.deepEqual(
        (await s3().send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
        [Bucket],
      );
      assert.deepEqual((await s3(otherKeys).send(new ListBucketsCommand({}))).Buckets ?? [], []);
    });

    it("keeps it from other accounts and Regions", async () => {
      await assert.rejects(s3(otherKeys).send(new GetBucketPolicyCommand({ Bucket })), {
        name: "AccessDenied",
        message: /s3:GetBucketPolicy on resource: arn:aws:s3:::payments-reports because no resource-based policy allows/,
      });
      await assert.rejects(s3(keys, "eu-west-1").send(new GetBucketPolicyCommand({ Bucket })), named("PermanentRedirect"));
      await assert.rejects(s3().send(new GetBucketPolicyCommand({ Bucket: "none-such" })), named("NoSuchBucket"));
    });

    it("keeps its policy, and blocks a public one until that is allowed", async () => {
      await assert.rejects(s3().send(new GetBucketPolicyCommand({ Bucket })), named("NoSuchBucketPolicy"));
      await assert.rejects(s3().send(new PutBucketPolicyCommand({ Bucket, Policy: "{}" })), named("MalformedPolicy"));
      const mine = open(`arn:aws:s3:::${Bucket}/*`, { AWS: `arn:aws:iam::${other}:root` });
      await s3().send(new PutBucketPolicyCommand({ Bucket, Policy: mine }));
      assert.equal((await s3().send(new GetBucketPolicyCommand({ Bucket }))).Policy, mine);

      const everybody = new PutBucketPolicyCommand({ Bucket, Policy: open(`arn:aws:s3:::${Bucket}/*`) });
      await assert.rejects(s3().send(everybody), named("AccessDenied"));
      assert.deepEqual((await s3().send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration, {
        ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      });
      await s3().send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }));
      await s3().send(everybody);
      await s3().send(new DeletePublicAccessBlockCommand({ Bucket }));
      await assert.rejects(s3().send(new GetPublicAccessBlockCommand({ Bucket })), named("NoSuchPublicAccessBlockConfiguration"));
      await s3().send(new DeleteBucketPolicyCommand({ Bucket }));
      await assert.rejects(s3().send(new GetBucketPolicyCommand({ Bucket })), named("NoSuchBucketPolicy"));
    });

    it("takes ACLs only where the bucket has them", async () => {
      const read = new PutBucketAclCommand({ Bucket, ACL: "public-read" });
      await assert.rejects(s3().send(read), named("AccessControlListNotSupported"));
      const OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" as const }] };
      await s3().send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
      await s3().send(read);
      const { Owner, Grants } = await s3().send(new GetBucketAclCommand({ Bucket }));
      assert.deepEqual(
        Grants?.map(({ Grantee, Permission }) => [Grantee?.Type, Grantee?.ID ?? Grantee?.URI, Permission]),
        [
          ["CanonicalUser", Owner?.ID, "FULL_CONTROL"],
          ["Group", "http://acs.amazonaws.com/groups/global/AllUsers", "READ"],
        ],
      );
    });

    it("has tags, and goes", async () => {
      const tags = async () => (await s3().send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
      assert.deepEqual(await tags(), [{ Key: "team", Value: "payments" }]);
      await s3().send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "owner", Value: "finance & co" }] } }));
      assert.deepEqual(await tags(), [{ Key: "owner", Value: "finance & co" }]);
      const ofAws = { TagSet: [{ Key: "aws:owner", Value: "x" }] };
      await assert.rejects(s3().send(new PutBucketTaggingCommand({ Bucket, Tagging: ofAws })), named("InvalidTag"));
      assert.deepEqual(await tags(), [{ Key: "owner", Value: "finance & co" }]);
      await s3().send(new DeleteBucketCommand({ Bucket }));
      await assert.rejects(s3().send(new HeadBucketCommand({ Bucket })), named("NotFound"));
      await create(s3(otherKeys));
    });
  });

  describe("SQS", () => {
    const sqs = (credentials = keys, region = "eu-central-1") => new SQSClient(options(credentials, region));
    const create = (attributes: Record<string, string> = {}) =>
      sqs().send(new CreateQueueCommand({ QueueName: "orders", Attributes: attributes, tags: { team: "shop" } }));
    let QueueUrl = "";

    it("makes a queue once, with a URL on loopback", async () => {
      QueueUrl = (await create({ VisibilityTimeout: "60" })).QueueUrl ?? "";
      assert.equal(QueueUrl, `${sandbox.url}/${member}/orders`);
      assert.equal((await create({ VisibilityTimeout: "60" })).QueueUrl, QueueUrl);
      await assert.rejects(create({ VisibilityTimeout: "61" }), named("QueueNameExists"));
      await assert.rejects(create({ Nonsense: "1" }), named("InvalidAttributeName"));
      assert.equal((await create({ VisibilityTimeout: "60", DelaySeconds: "0" })).QueueUrl, QueueUrl);
      assert.equal((await sqs().send(new GetQueueUrlCommand({ QueueName: "orders" }))).QueueUrl, QueueUrl);
      assert.deepEqual((await sqs().send(new ListQueuesCommand({}))).QueueUrls, [QueueUrl]);
      assert.equal((await sqs(keys, "eu-west-1").send(new ListQueuesCommand({}))).QueueUrls?.length ?? 0, 0);
    });

    it("keeps attributes and policy", async () => {
      const attributes = async () =>
        (await sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes ?? {};
      assert.equal((await attributes())["Policy"], undefined);
      const QueueArn = `arn:aws:sqs:eu-central-1:${member}:orders`;
      await sqs().send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: open(QueueArn), DelaySeconds: "5" } }));
      const { Policy, DelaySeconds, VisibilityTimeout, QueueArn: arn } = await attributes();
      assert.deepEqual([Policy, DelaySeconds, VisibilityTimeout, arn], [open(QueueArn), "5", "60", QueueArn]);
      await assert.rejects(
        sqs().send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: "no" } })),
        named("InvalidAttributeValue"),
      );
      await sqs().send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: "" } }));
      assert.equal((await attributes())["Policy"], undefined);
    });

    it("has tags, is another account's to nobody, and goes", async () => {
      await sqs().send(new TagQueueCommand({ QueueUrl, Tags: { owner: "anna" } }));
      await sqs().send(new UntagQueueCommand({ QueueUrl, TagKeys: ["team"] }));
      assert.deepEqual((await sqs().send(new ListQueueTagsCommand({ QueueUrl }))).Tags, { owner: "anna" });
      await assert.rejects(sqs(otherKeys).send(new DeleteQueueCommand({ QueueUrl })), named("AccessDeniedException"));
      await sqs().send(new DeleteQueueCommand({ QueueUrl }));
      await assert.rejects(sqs().send(new GetQueueUrlCommand({ QueueName: "orders" })), (error: Error) => {
        assert.equal(error.name, "QueueDoesNotExist");
        return true;
      });
    });
  });

  describe("SSM", () => {
    const ssm = () => new SSMClient(options());
    const put = (more: object = {}) => ssm().send(new PutParameterCommand({ Name: "/shop/url", Value: "https://shop", ...more }));

    it("keeps parameters by version", async () => {
      await assert.rejects(put(), named("ValidationException"));
      await assert.rejects(put({ Type: "Number" }), named("UnsupportedParameterType"));
      assert.deepEqual((await put({ Type: "String", Tags: [{ Key: "team", Value: "shop" }] })).Version, 1);
      await assert.rejects(put({ Type: "String" }), named("ParameterAlreadyExists"));
      assert.equal((await put({ Overwrite: true, Value: "https://shop.example", AllowedPattern: "https:.*" })).Version, 2);
      await assert.rejects(put({ Overwrite: true, Value: "http://shop" }), named("ParameterPatternMismatchException"));
      const { Parameter } = await ssm().send(new GetParameterCommand({ Name: "/shop/url" }));
      const { Value, Version, ARN, DataType } = Parameter ?? {};
      assert.deepEqual([Value, Version, DataType], ["https://shop.example", 2, "text"]);
      assert.equal(ARN, `arn:aws:ssm:eu-central-1:${member}:parameter/shop/url`);
    });

    it("shows a secure one only with decryption", async () => {
      await put({ Name: "secret", Type: "SecureString", Value: "hidden" });
      const value = async (WithDecryption: boolean) =>
        (await ssm().send(new GetParameterCommand({ Name: "secret", WithDecryption }))).Parameter?.Value;
      assert.deepEqual([await value(true), (await value(false))?.includes("hidden")], ["hidden", false]);
    });

    it("describes, tags and deletes them", async () => {
      const described = async (Values: string[]) =>
        (await ssm().send(new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values }] }))).Parameters;
      const [found] = (await described(["/shop/url"])) ?? [];
      assert.deepEqual([found?.Name, found?.Type, found?.Version], ["/shop/url", "String", 2]);
      const resource = { ResourceType: "Parameter" as const, ResourceId: "/shop/url" };
      await ssm().send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "owner", Value: "anna" }] }));
      assert.deepEqual((await ssm().send(new ListTagsForResourceCommand(resource))).TagList, [
        { Key: "team", Value: "shop" },
        { Key: "owner", Value: "anna" },
      ]);
      await ssm().send(new DeleteParameterCommand({ Name: "/shop/url" }));
      await assert.rejects(ssm().send(new GetParameterCommand({ Name: "/shop/url" })), named("ParameterNotFound"));
    });
  });

  describe("Lambda", () => {
    const lambda = () => new LambdaClient(options());
    const FunctionName = "resize";
    const arn = `arn:aws:lambda:eu-central-1:${member}:function:resize`;
    const trust = (Service: string) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] });
    const create = (role: string, ZipFile: Uint8Array = emptyZip) =>
      lambda().send(
        new CreateFunctionCommand({
          ...{ FunctionName, Runtime: "nodejs22.x", Handler: "index.handler", Tags: { team: "shop" } },
          ...{ Role: `arn:aws:iam::${member}:role/${role}`, Code: { ZipFile } },
        }),
      );

    it("makes a function whose role Lambda may assume", async () => {
      const { iam } = clients(sandbox, keys);
      for (const [RoleName, service] of [
        ["for-lambda", "lambda.amazonaws.com"],
        ["for-ec2", "ec2.amazonaws.com"],
      ] as const)
        await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }));
      await assert.rejects(create("for-ec2"), { name: "InvalidParameterValueException", message: /cannot be assumed by Lambda/ });
      await assert.rejects(create("for-lambda", Buffer.from("no zip")), { message: /Could not unzip/ });
      const made = await create("for-lambda");
      assert.deepEqual([made.FunctionArn, made.State, made.Timeout, made.CodeSize], [arn, "Active", 3, emptyZip.length]);
      await assert.rejects(create("for-lambda"), named("ResourceConflictException"));
      const passed = sandbox.calls.flatMap(({ authorizations }) => authorizations).filter(({ action }) => action === "iam:PassRole");
      assert.equal(passed.at(-1)?.resource, `arn:aws:iam::${member}:role/for-lambda`);
    });

    it("is found in its own Region only", async () => {
      const elsewhere = new LambdaClient(options(keys, "eu-west-1"));
      for (const name of [FunctionName, arn])
        await assert.rejects(elsewhere.send(new GetFunctionCommand({ FunctionName: name })), named("ResourceNotFoundException"));
    });

    it("changes settings and code", async () => {
      await lambda().send(new UpdateFunctionConfigurationCommand({ FunctionName: arn, MemorySize: 512 }));
      const { Configuration, Tags } = await lambda().send(new GetFunctionCommand({ FunctionName }));
      assert.deepEqual([Configuration?.MemorySize, Configuration?.Handler, Tags], [512, "index.handler", { team: "shop" }]);
      const code = await lambda().send(
        new UpdateFunctionCodeCommand({ FunctionName, ZipFile: Buffer.concat([emptyZip, Buffer.from("x")]) }),
      );
      assert.notEqual(code.CodeSha256, Configuration?.CodeSha256);
    });

    it("grows its policy by permissions", async () => {
      await assert.rejects(lambda().send(new GetPolicyCommand({ FunctionName })), named("ResourceNotFoundException"));
      const add = (more: object) =>
        lambda().send(
          new AddPermissionCommand({
            FunctionName,
            StatementId: "s3",
            Action: "lambda:InvokeFunction",
            Principal: "s3.amazonaws.com",
            ...more,
          }),
        );
      await add({ SourceAccount: member, SourceArn: "arn:aws:s3:::photos" });
      await assert.rejects(add({}), named("ResourceConflictException"));
      await assert.rejects(add({ StatementId: "x", Principal: "nobody" }), named("InvalidParameterValueException"));
      await add({ StatementId: "other", Principal: other });
      const policy: unknown = JSON.parse((await lambda().send(new GetPolicyCommand({ FunctionName }))).Policy ?? "");
      const statement = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: arn };
      assert.deepEqual(policy, {
        Version: "2012-10-17",
        Id: "default",
        Statement: [
          {
            ...{ Sid: "s3", ...statement, Principal: { Service: "s3.amazonaws.com" } },
            Condition: { StringEquals: { "AWS:SourceAccount": member }, ArnLike: { "AWS:SourceArn": "arn:aws:s3:::photos" } },
          },
          { Sid: "other", ...statement, Principal: { AWS: `arn:aws:iam::${other}:root` } },
        ],
      });
      for (const StatementId of ["s3", "other"]) await lambda().send(new RemovePermissionCommand({ FunctionName, StatementId }));
      await assert.rejects(lambda().send(new GetPolicyCommand({ FunctionName })), named("ResourceNotFoundException"));
    });

    it("has a URL, tags, and goes", async () => {
      const { FunctionUrl } = await lambda().send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE" }));
      assert.match(FunctionUrl ?? "", /^https:\/\/\w{32}\.lambda-url\.eu-central-1\.on\.aws\/$/);
      await lambda().send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: "AWS_IAM" }));
      const url = new GetFunctionUrlConfigCommand({ FunctionName });
      assert.equal((await lambda().send(url)).AuthType, "AWS_IAM");
      await lambda().send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
      await assert.rejects(lambda().send(url), named("ResourceNotFoundException"));

      await lambda().send(new TagResourceCommand({ Resource: arn, Tags: { owner: "anna" } }));
      assert.deepEqual((await lambda().send(new ListTagsCommand({ Resource: arn }))).Tags, { team: "shop", owner: "anna" });
      await lambda().send(new DeleteFunctionCommand({ FunctionName }));
      await assert.rejects(lambda().send(new GetFunctionCommand({ FunctionName })), named("ResourceNotFoundException"));
    });
  });

  describe("as other clients see them", () => {
    let env: NodeJS.ProcessEnv;
    before(() => {
      env = {
        ...{ PATH: process.env["PATH"], HOME: process.env["HOME"], AWS_ENDPOINT_URL: sandbox.url, AWS_DEFAULT_REGION: "eu-west-1" },
        ...{ AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey, AWS_SESSION_TOKEN: keys.sessionToken },
        ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true" },
      };
    });
    const run = async (command: string) => (await promisify(exec)(command, { env })).stdout.trim();

    it("the AWS CLI", async function () {
      await requireProgram(this, "aws --version", "the AWS CLI");
      await run("aws s3api create-bucket --bucket of-the-cli --create-bucket-configuration LocationConstraint=eu-west-1");
      assert.equal(await run("aws s3api list-buckets --query 'Buckets[].Name' --output text"), "of-the-cli");
      await assert.rejects(run("aws s3api get-bucket-policy --bucket of-the-cli"), /\(NoSuchBucketPolicy\)/);
      await assert.rejects(
        run("aws sqs get-queue-url --endpoint-url $AWS_ENDPOINT_URL --queue-name none"),
        /\(AWS\.SimpleQueueService\.NonExistentQueue\)/,
      );
      await run("aws ssm put-parameter --name cli --type String --value 1");
      assert.equal(await run("aws ssm get-parameter --name cli --query Parameter.Value --output text"), "1");
      await assert.rejects(run("aws lambda get-function --function-name none"), /\(ResourceNotFoundException\)/);
    }).timeout(60_000);

    it("boto3", async function () {
      await requireProgram(this, "python3 -c 'import boto3'", "boto3");
      assert.deepEqual(JSON.parse(await run(`python3 -c '${botoScript}'`)), {
        location: "eu-west-1",
        block: true,
        policy: ["Version", "Statement"],
        grants: ["FULL_CONTROL"],
        missing: ["404", "NoSuchBucket", "AWS.SimpleQueueService.NonExistentQueue", "ParameterNotFound", "ResourceNotFoundException"],
        queue: { QueueArn: `arn:aws:sqs:eu-west-1:${member}:boto` },
      });
    }).timeout(60_000);
  });

  it("refuses by name what it would forget", async () => {
    const refused = (member: string) => ({ name: "NotImplemented", message: new RegExp(`does not implement ${member} of this operation`) });
    const put = new PutParameterCommand({ Name: "a", Value: "b", Type: "String", Policies: "[]" });
    await assert.rejects(new SSMClient(options()).send(put), refused("Policies"));
    const create = new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true });
    await assert.rejects(new S3Client(options()).send(create), refused("ObjectLockEnabledForBucket"));
    const layered = new CreateFunctionCommand({
      ...{ FunctionName: "layered", Role: `arn:aws:iam::${member}:role/for-lambda`, Runtime: "nodejs22.x", Handler: "index.handler" },
      ...{ Code: { ZipFile: emptyZip }, Layers: ["arn"] },
    });
    await assert.rejects(new LambdaClient(options()).send(layered), refused("Layers"));
  });

  it("asks IAM for each resource by its ARN", async () => {
    const { iam } = clients(sandbox, keys);
    await iam.send(new CreateUserCommand({ UserName: "nobody" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "nobody" }));
    const powerless = options({ accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" });
    const denied = (message: RegExp) => ({ name: /^AccessDenied(Exception)?$/, message });
    await assert.rejects(new S3Client(powerless).send(new ListBucketsCommand({})), denied(/s3:ListAllMyBuckets on resource: \*/));
    await assert.rejects(
      new SQSClient(powerless).send(new CreateQueueCommand({ QueueName: "q" })),
      denied(/sqs:CreateQueue on resource: arn:aws:sqs:eu-central-1:444444444444:q /),
    );
    await assert.rejects(
      new SSMClient(powerless).send(new GetParameterCommand({ Name: "/a" })),
      denied(/ssm:GetParameter on resource: arn:aws:ssm:eu-central-1:444444444444:parameter\/a /),
    );
    await assert.rejects(
      new LambdaClient(powerless).send(new GetFunctionCommand({ FunctionName: "f" })),
      denied(/lambda:GetFunction on resource: arn:aws:lambda:eu-central-1:444444444444:function:f /),
    );
  });
});

const botoScript = `
import boto3, json
s3, sqs = boto3.client("s3"), boto3.client("sqs")
s3.create_bucket(Bucket="of-boto", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "s3:*", "Resource": "arn:aws:s3:::of-boto"}]}
s3.put_bucket_policy(Bucket="of-boto", Policy=json.dumps(policy))
url = sqs.create_queue(QueueName="boto")["QueueUrl"]
def code(call):
    try:
        call()
    except Exception as error:
        return error.response["Error"]["Code"]
print(json.dumps({
    "location": s3.head_bucket(Bucket="of-boto")["BucketRegion"],
    "block": s3.get_public_access_block(Bucket="of-boto")["PublicAccessBlockConfiguration"]["BlockPublicPolicy"],
    "policy": list(json.loads(s3.get_bucket_policy(Bucket="of-boto")["Policy"])),
    "grants": [grant["Permission"] for grant in s3.get_bucket_acl(Bucket="of-boto")["Grants"]],
    "queue": sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"],
    "missing": [
        code(lambda: s3.head_bucket(Bucket="none-such")),
        code(lambda: s3.get_bucket_policy(Bucket="none-such")),
        code(lambda: sqs.get_queue_url(QueueName="none")),
        code(lambda: boto3.client("ssm").get_parameter(Name="none")),
        code(lambda: boto3.client("lambda").get_function(FunctionName="none")),
    ],
}))
`;
