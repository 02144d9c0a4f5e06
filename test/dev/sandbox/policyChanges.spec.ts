import assert from "node:assert/strict";
import {
  ActivateOrganizationsAccessCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  UpdateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteResourcePolicyCommand,
  DynamoDBClient,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateSnapshotCommand,
  DisableSnapshotBlockPublicAccessCommand,
  EC2Client,
  EnableSnapshotBlockPublicAccessCommand,
  ModifySnapshotAttributeCommand,
  ResetSnapshotAttributeCommand,
} from "@aws-sdk/client-ec2";
import { CreateRepositoryCommand, DeleteRepositoryPolicyCommand, ECRClient, SetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import { CreateFileSystemCommand, DeleteFileSystemPolicyCommand, EFSClient, PutFileSystemPolicyCommand } from "@aws-sdk/client-efs";
import { CreateRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateGrantCommand,
  CreateKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from "@aws-sdk/client-kms";
import * as lambdaSdk from "@aws-sdk/client-lambda";
import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import * as s3Sdk from "@aws-sdk/client-s3";
import * as secretsSdk from "@aws-sdk/client-secrets-manager";
import * as snsSdk from "@aws-sdk/client-sns";
import * as sqsSdk from "@aws-sdk/client-sqs";
import { ensureExecutionRole } from "../../../dev/sandbox/services/cloudformation/stack/executionRole";
import { policyRows } from "../../../domain/policyChanges/rows";
import { allowing, stranger } from "../../support/findingActions";
import { elsewhere, home, member, policyCalls, type PolicyCalls } from "../../support/policyCalls";
import { s3Control } from "../../support/s3Control";
import { clients } from "../../support/sandboxClients";
import { only, stackSet } from "../../support/stackSetActions";
import { emptyZip } from "../../support/zip";

describe("the sandbox's events of calls that change a policy", () => {
  let on: PolicyCalls;
  before(async () => {
    on = await policyCalls();
  });
  after(() => on.world.close());

  const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
  const own = (action: string) => allowing(root(member), action, "*");
  const open = (action: string) => allowing({ AWS: "*" }, action, "*");

  it("of KMS keys, and of grants on them", async () => {
    const kms = new KMSClient(on.options());
    const { KeyMetadata } = await on.step("CreateKey", () => kms.send(new CreateKeyCommand({ Policy: own("kms:*"), MultiRegion: true })));
    const KeyId = KeyMetadata?.KeyId;
    await on.step("PutKeyPolicy", () => kms.send(new PutKeyPolicyCommand({ KeyId, Policy: open("kms:*") })));
    await on.step("PutKeyPolicy", () => kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.Arn, Policy: own("kms:*") })));
    const grant = new CreateGrantCommand({ KeyId, GranteePrincipal: root(stranger).AWS, Operations: ["Decrypt"] });
    const first = await on.step("CreateGrant", () => kms.send(grant));
    const second = await on.step("CreateGrant", () => kms.send(grant));
    const third = await on.step("CreateGrant", () => kms.send(grant));
    await on.step("RevokeGrant", () => kms.send(new RevokeGrantCommand({ KeyId, GrantId: first.GrantId })));
    await on.step("RetireGrant", () => kms.send(new RetireGrantCommand({ GrantToken: second.GrantToken })));
    await on.step("RetireGrant", () => kms.send(new RetireGrantCommand({ KeyId: KeyMetadata?.Arn, GrantId: third.GrantId })));
    await on.step("ReplicateKey", () => kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: elsewhere, Policy: open("kms:*") })));
    const there = new KMSClient(on.options(elsewhere));
    await on.step("PutKeyPolicy", () => there.send(new PutKeyPolicyCommand({ KeyId, Policy: own("kms:*") })), { region: elsewhere });
  });

  it("of roles: in the one Region of IAM, whose path the event does not tell", async () => {
    const iam = new IAMClient(on.options());
    const RoleName = "partner";
    const trust = (account: string) => allowing(root(account), "sts:AssumeRole");
    const there = { region: "us-east-1" };
    const creation = new CreateRoleCommand({ RoleName, Path: "/teams/", AssumeRolePolicyDocument: trust(member) });
    await on.step("CreateRole", () => iam.send(creation), there);
    const update = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust(stranger) });
    await on.step("UpdateAssumeRolePolicy", () => iam.send(update), there);
  });

  it("of roles that CloudFormation makes and changes in the name of its own", async () => {
    ensureExecutionRole(on.world.sandbox.world, member);
    const { cloudFormation } = clients(on.world.sandbox);
    const ParameterKey = "Administrator";
    const carriedOut = async (call: Promise<unknown>) => {
      await call;
      on.world.clock.advance(5000);
    };
    await cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
    await cloudFormation.send(new CreateStackSetCommand({ ...stackSet, Parameters: [{ ParameterKey, ParameterValue: member }] }));
    const there = { region: "us-east-1" };
    await on.step("CreateRole", () => carriedOut(cloudFormation.send(new CreateStackInstancesCommand(only(member)))), there);
    const change = new UpdateStackSetCommand({ ...stackSet, Parameters: [{ ParameterKey, ParameterValue: stranger }] });
    await on.step("UpdateAssumeRolePolicy", () => carriedOut(cloudFormation.send(change)), there);
  });

  it("of buckets", async () => {
    const s3 = new s3Sdk.S3Client({ ...on.options(), forcePathStyle: true });
    const Bucket = "data";
    const CreateBucketConfiguration = { LocationConstraint: home } as const;
    const plain = await on.ignored(() => s3.send(new s3Sdk.CreateBucketCommand({ Bucket: "plain", CreateBucketConfiguration })));
    assert.deepEqual(plain, ["ignored: CreateBucket: the call sets no policy"]);
    const made = { Bucket, ACL: "private", ObjectOwnership: "ObjectWriter", CreateBucketConfiguration } as const;
    await on.step("CreateBucket", () => s3.send(new s3Sdk.CreateBucketCommand(made)));
    await on.step("DeleteBucketPublicAccessBlock", () => s3.send(new s3Sdk.DeletePublicAccessBlockCommand({ Bucket })));
    const Policy = allowing({ AWS: "*" }, "s3:GetObject", `arn:aws:s3:::${Bucket}/*`);
    await on.step("PutBucketPolicy", () => s3.send(new s3Sdk.PutBucketPolicyCommand({ Bucket, Policy })));
    await on.step("DeleteBucketPolicy", () => s3.send(new s3Sdk.DeleteBucketPolicyCommand({ Bucket })));
    await on.step("PutBucketAcl", () => s3.send(new s3Sdk.PutBucketAclCommand({ Bucket, ACL: "public-read" })));
    const owned = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] };
    const owning = new s3Sdk.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: owned });
    await on.step("PutBucketOwnershipControls", () => s3.send(owning));
    await on.step("DeleteBucketOwnershipControls", () => s3.send(new s3Sdk.DeleteBucketOwnershipControlsCommand({ Bucket })));
    const block = { IgnorePublicAcls: true };
    const blocking = new s3Sdk.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block });
    await on.step("PutBucketPublicAccessBlock", () => s3.send(blocking));
  });

  it("of access points, whose bucket is looked up, and of what a whole account blocks", async () => {
    const s3 = new s3Sdk.S3Client({ ...on.options(), forcePathStyle: true });
    const control = s3Control(on.options(), member);
    const Bucket = "shared";
    await s3.send(new s3Sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: home } }));
    await s3.send(new s3Sdk.DeletePublicAccessBlockCommand({ Bucket }));
    const point = "/accesspoint/partners";
    await control.call("PUT", point, `<CreateAccessPointRequest><Bucket>${Bucket}</Bucket></CreateAccessPointRequest>`);
    const policy = allowing(root(stranger), "s3:GetObject", `arn:aws:s3:${home}:${member}:accesspoint/partners/object/*`);
    const put = `<PutAccessPointPolicyRequest><Policy>${policy.replaceAll('"', "&quot;")}</Policy></PutAccessPointPolicyRequest>`;
    await on.step("PutAccessPointPolicy", () => control.call("PUT", `${point}/policy`, put));
    await on.step("DeleteAccessPointPolicy", () => control.call("DELETE", `${point}/policy`));
    const block = "<PublicAccessBlockConfiguration><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";
    const account = "/configuration/publicAccessBlock";
    await on.step("PutAccountPublicAccessBlock", () => control.call("PUT", account, block));
    await on.step("DeleteAccountPublicAccessBlock", () => control.call("DELETE", account));
  });

  it("of directory buckets", async () => {
    const s3 = new s3Sdk.S3Client({ ...on.options(), disableS3ExpressSessionAuth: true });
    const Bucket = "fast--euc1-az1--x-s3";
    const inZone = {
      Location: { Type: "AvailabilityZone", Name: "euc1-az1" },
      Bucket: { Type: "Directory", DataRedundancy: "SingleAvailabilityZone" },
    } as const;
    await s3.send(new s3Sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration: inZone }));
    const Policy = allowing(root(stranger), "s3express:CreateSession", `arn:aws:s3express:${home}:${member}:bucket/${Bucket}`);
    await on.step("PutBucketPolicy", () => s3.send(new s3Sdk.PutBucketPolicyCommand({ Bucket, Policy })));
    await on.step("DeleteBucketPolicy", () => s3.send(new s3Sdk.DeleteBucketPolicyCommand({ Bucket })));
  });

  it("of functions: permissions, URLs and whole policies, however the function is named", async () => {
    const lambda = new lambdaSdk.LambdaClient(on.options());
    const Role = on.world.role(member, "runner", undefined);
    const iam = new IAMClient(on.options());
    const trust = allowing({ Service: "lambda.amazonaws.com" }, "sts:AssumeRole");
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "runner", PolicyDocument: trust }));
    const made = { FunctionName: "orders", Role, Runtime: "nodejs22.x", Handler: "index.handler", Code: { ZipFile: emptyZip } } as const;
    const { FunctionArn } = await lambda.send(new lambdaSdk.CreateFunctionCommand(made));
    for (const FunctionName of ["orders", `${member}:function:orders`, FunctionArn ?? ""]) {
      const StatementId = "partner";
      const permission = { FunctionName, StatementId, Action: "lambda:InvokeFunction", Principal: stranger };
      await on.step("AddPermission", () => lambda.send(new lambdaSdk.AddPermissionCommand(permission)));
      await on.step("RemovePermission", () => lambda.send(new lambdaSdk.RemovePermissionCommand({ FunctionName, StatementId })));
    }
    const FunctionName = "orders";
    const url = (AuthType: "NONE" | "AWS_IAM") => ({ FunctionName, AuthType });
    await on.step("CreateFunctionUrlConfig", () => lambda.send(new lambdaSdk.CreateFunctionUrlConfigCommand(url("AWS_IAM"))));
    await on.step("UpdateFunctionUrlConfig", () => lambda.send(new lambdaSdk.UpdateFunctionUrlConfigCommand(url("NONE"))));
    await on.step("DeleteFunctionUrlConfig", () => lambda.send(new lambdaSdk.DeleteFunctionUrlConfigCommand({ FunctionName })));
    const whole = { ResourceArn: FunctionArn, Policy: allowing(root(stranger), "lambda:InvokeFunction", FunctionArn) };
    await on.step("PutResourcePolicy", () => lambda.send(new lambdaSdk.PutResourcePolicyCommand(whole)));
    await on.step("DeleteResourcePolicy", () => lambda.send(new lambdaSdk.DeleteResourcePolicyCommand({ ResourceArn: FunctionArn })));
  });

  it("of layer versions", async () => {
    const lambda = new lambdaSdk.LambdaClient(on.options());
    const { LayerArn } = await lambda.send(
      new lambdaSdk.PublishLayerVersionCommand({ LayerName: "tools", Content: { ZipFile: emptyZip } }),
    );
    for (const LayerName of ["tools", LayerArn]) {
      const version = { LayerName, VersionNumber: 1, StatementId: "partner" };
      const permission = { ...version, Action: "lambda:GetLayerVersion", Principal: stranger };
      await on.step("AddLayerVersionPermission", () => lambda.send(new lambdaSdk.AddLayerVersionPermissionCommand(permission)));
      await on.step("RemoveLayerVersionPermission", () => lambda.send(new lambdaSdk.RemoveLayerVersionPermissionCommand(version)));
    }
  });

  it("of queues, as far as they set a policy", async () => {
    const sqs = new sqsSdk.SQSClient(on.options());
    const QueueName = "orders";
    const Policy = allowing(root(stranger), "sqs:SendMessage", `arn:aws:sqs:${home}:${member}:${QueueName}`);
    const { QueueUrl } = await on.step("CreateQueue", () => sqs.send(new sqsSdk.CreateQueueCommand({ QueueName, Attributes: { Policy } })));
    await on.step("SetQueueAttributes", () => sqs.send(new sqsSdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: "" } })));
    const permission = { QueueUrl, Label: "partner", AWSAccountIds: [stranger], Actions: ["SendMessage"] };
    await on.step("AddPermission", () => sqs.send(new sqsSdk.AddPermissionCommand(permission)));
    await on.step("RemovePermission", () => sqs.send(new sqsSdk.RemovePermissionCommand({ QueueUrl, Label: "partner" })));
    const others = await on.ignored(async () => {
      await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName: "plain" }));
      await sqs.send(new sqsSdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "1" } }));
    });
    assert.deepEqual(
      others,
      ["CreateQueue", "SetQueueAttributes"].map((name) => `ignored: ${name}: the call sets no policy`),
    );
  });

  it("of topics, as far as they set a policy", async () => {
    const sns = new snsSdk.SNSClient(on.options());
    const policy = (who: string) => allowing(root(who), "sns:Publish", `arn:aws:sns:${home}:${member}:orders`);
    const creation = new snsSdk.CreateTopicCommand({ Name: "orders", Attributes: { Policy: policy(stranger) } });
    const { TopicArn } = await on.step("CreateTopic", () => sns.send(creation));
    const change = { TopicArn, AttributeName: "Policy", AttributeValue: policy(member) };
    await on.step("SetTopicAttributes", () => sns.send(new snsSdk.SetTopicAttributesCommand(change)));
    const permission = { TopicArn, Label: "partner", AWSAccountId: [stranger], ActionName: ["Publish"] };
    await on.step("AddPermission", () => sns.send(new snsSdk.AddPermissionCommand(permission)));
    await on.step("RemovePermission", () => sns.send(new snsSdk.RemovePermissionCommand({ TopicArn, Label: "partner" })));
    const others = await on.ignored(async () => {
      await sns.send(new snsSdk.CreateTopicCommand({ Name: "plain" }));
      await sns.send(new snsSdk.SetTopicAttributesCommand({ TopicArn, AttributeName: "DisplayName", AttributeValue: "Orders" }));
    });
    assert.deepEqual(
      others,
      ["CreateTopic", "SetTopicAttributes"].map((name) => `ignored: ${name}: the call sets no policy`),
    );
  });

  it("of secrets, by their names too", async () => {
    const secrets = new secretsSdk.SecretsManagerClient(on.options());
    const { ARN } = await secrets.send(new secretsSdk.CreateSecretCommand({ Name: "orders", SecretString: "x" }));
    const ResourcePolicy = allowing(root(stranger), "secretsmanager:GetSecretValue", "*");
    for (const SecretId of ["orders", ARN]) {
      await on.step("PutResourcePolicy", () => secrets.send(new secretsSdk.PutResourcePolicyCommand({ SecretId, ResourcePolicy })));
      await on.step("DeleteResourcePolicy", () => secrets.send(new secretsSdk.DeleteResourcePolicyCommand({ SecretId })));
    }
  });

  it("of repositories", async () => {
    const ecr = new ECRClient(on.options());
    const repositoryName = "teams/orders";
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    const policyText = allowing(root(stranger), "ecr:BatchGetImage");
    await on.step("SetRepositoryPolicy", () => ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText })));
    await on.step("DeleteRepositoryPolicy", () => ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName, registryId: member })));
  });

  it("of file systems", async () => {
    const efs = new EFSClient(on.options());
    const { FileSystemId, FileSystemArn } = await efs.send(new CreateFileSystemCommand({ CreationToken: "orders" }));
    const Policy = allowing(root(stranger), "elasticfilesystem:ClientMount", "*");
    await on.step("PutFileSystemPolicy", () => efs.send(new PutFileSystemPolicyCommand({ FileSystemId, Policy })));
    await on.step("DeleteFileSystemPolicy", () => efs.send(new DeleteFileSystemPolicyCommand({ FileSystemId: FileSystemArn })));
  });

  it("of snapshots of databases", async () => {
    const rds = new RDSClient(on.options());
    const of = { DBSnapshotIdentifier: "orders" };
    await rds.send(new CreateDBSnapshotCommand({ ...of, DBInstanceIdentifier: "db" }));
    const share = { AttributeName: "restore", ValuesToAdd: ["all"] };
    await on.step("ModifyDBSnapshotAttribute", () => rds.send(new ModifyDBSnapshotAttributeCommand({ ...of, ...share })));
    const ofCluster = { DBClusterSnapshotIdentifier: "orders" };
    await rds.send(new CreateDBClusterSnapshotCommand({ ...ofCluster, DBClusterIdentifier: "db" }));
    const sharing = new ModifyDBClusterSnapshotAttributeCommand({ ...ofCluster, ...share });
    await on.step("ModifyDBClusterSnapshotAttribute", () => rds.send(sharing));
  });

  it("of snapshots of volumes, and of what a Region blocks", async () => {
    const ec2 = new EC2Client(on.options());
    const made = () => ec2.send(new CreateSnapshotCommand({ VolumeId: "vol-0123456789abcdef0" }));
    const [{ SnapshotId }, other] = [await made(), await made()];
    const Attribute = "createVolumePermission" as const;
    const everybody = (id = SnapshotId) =>
      new ModifySnapshotAttributeCommand({ SnapshotId: id, Attribute, OperationType: "add", GroupNames: ["all"] });
    await on.step("ModifySnapshotAttribute", () => ec2.send(everybody()));
    await on.step("ResetSnapshotAttribute", () => ec2.send(new ResetSnapshotAttributeCommand({ SnapshotId, Attribute })));
    await ec2.send(everybody());
    await ec2.send(everybody(other.SnapshotId));
    const blocking = new EnableSnapshotBlockPublicAccessCommand({ State: "block-all-sharing" });
    await on.step("EnableSnapshotBlockPublicAccess", () => ec2.send(blocking));
    await assert.rejects(ec2.send(everybody()), { name: "OperationNotPermitted" });
    await on.step("DisableSnapshotBlockPublicAccess", () => ec2.send(new DisableSnapshotBlockPublicAccessCommand({})));
  });

  it("of tables and their streams, which share the call", async () => {
    const dynamodb = new DynamoDBClient(on.options());
    const table = {
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      ...{ KeySchema: [{ AttributeName: "id", KeyType: "HASH" }], BillingMode: "PAY_PER_REQUEST" },
    } satisfies Partial<CreateTableCommandInput>;
    const arn = `arn:aws:dynamodb:${home}:${member}:table/orders`;
    const policy = (ResourceArn: string | undefined) => ({ ResourceArn, Policy: allowing(root(stranger), "dynamodb:*", ResourceArn) });
    const ResourcePolicy = policy(arn).Policy;
    await on.step("CreateTable", () => dynamodb.send(new CreateTableCommand({ ...table, TableName: "orders", ResourcePolicy })));
    await on.step("DeleteResourcePolicy", () => dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn: arn })));
    await on.step("PutResourcePolicy", () => dynamodb.send(new PutResourcePolicyCommand(policy(arn))));
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } as const;
    const { TableDescription } = await dynamodb.send(new CreateTableCommand({ ...table, TableName: "watched", StreamSpecification }));
    const ResourceArn = TableDescription?.LatestStreamArn;
    assert.match(String(ResourceArn), /^arn:aws:dynamodb:[^:]+:\d+:table\/watched\/stream\/20/);
    await on.step("PutResourcePolicy", () => dynamodb.send(new PutResourcePolicyCommand(policy(ResourceArn))));
    await on.step("DeleteResourcePolicy", () => dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn })));
  });

  it("are there for every call of the table that the sandbox has", () => {
    const named = policyRows.flatMap(({ type, changes }) =>
      changes.flatMap(({ names }) => Object.keys(names).map((name) => `${type} ${name}`)),
    );
    assert.deepEqual(
      named.filter((each) => !on.made.has(each)),
      ["AWS::S3::Bucket PutMultiRegionAccessPointPolicy"],
    );
  });
});
