import { ActivateOrganizationsAccessCommand, CreateStackInstancesCommand, CreateStackSetCommand } from "@aws-sdk/client-cloudformation";
import { clients } from "../../../support/sandboxClients";
import { only, stackSet } from "../../../support/stackSetActions";
import { CreateTableCommand, DynamoDBClient, PutResourcePolicyCommand as PutTablePolicyCommand } from "@aws-sdk/client-dynamodb";
import {
  AddPermissionCommand as AddTopicPermission,
  CreateTopicCommand,
  RemovePermissionCommand as RemoveTopicPermission,
  SetTopicAttributesCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import assert from "node:assert/strict";
import { CreateSnapshotCommand, EC2Client, ModifySnapshotAttributeCommand } from "@aws-sdk/client-ec2";
import { CreateRepositoryCommand, DeleteRepositoryPolicyCommand, ECRClient, SetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import { CreateFileSystemCommand, DeleteFileSystemCommand, EFSClient, PutFileSystemPolicyCommand } from "@aws-sdk/client-efs";
import { CreateRoleCommand, DeleteRoleCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateGrantCommand, CreateKeyCommand, ListGrantsCommand, RevokeGrantCommand } from "@aws-sdk/client-kms";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  RemoveLayerVersionPermissionCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateSecretCommand, DeleteSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  AddPermissionCommand as AddQueuePermission,
  CreateQueueCommand,
  DeleteQueueCommand,
  RemovePermissionCommand as RemoveQueuePermission,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { seedAnalyzer } from "../../../../dev/sandbox/services/accessanalyzer";
import { blockPublicAccess } from "../../../../dev/sandbox/services/storing/s3control/accountBlock";
import { HeldClock } from "../../../../dev/sandbox/world/clock";
import {
  administrator,
  allowing,
  home,
  keysIn,
  member,
  sandboxWithAnalyzer,
  stranger,
  type SandboxWithAnalyzer,
} from "../../../support/findingActions";
import { s3Control } from "../../../support/s3Control";
import { emptyZip } from "../../../support/zip";

describe("sandbox: whom the policies of each service let in", () => {
  let on: SandboxWithAnalyzer;
  const clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
  before(async () => {
    on = await sandboxWithAnalyzer(clock);
  });
  after(() => on.sandbox.close());

  const options = () => ({ endpoint: on.sandbox.url, region: home, credentials: keysIn(on.sandbox, member), maxAttempts: 1 });
  const root = `arn:aws:iam::${stranger}:root`;

  /** What is found of a resource: `public` or the principal, with the actions. */
  async function found(resource: string | undefined): Promise<string[]> {
    on.analyze();
    const findings = await on.list({ filter: { resource: { eq: [resource] }, status: { eq: ["ACTIVE"] } } });
    return findings
      .map(({ isPublic, principal = {}, action = [], condition = {} }) =>
        [
          isPublic ? "public" : Object.values(principal).join(),
          action.join(),
          ...Object.entries(condition).map((each) => each.join("=")),
        ].join(" "),
      )
      .sort();
  }

  describe("S3", () => {
    const Bucket = "reports";
    const arn = `arn:aws:s3:::${Bucket}`;
    const sources = async () =>
      (await on.list({ filter: { resource: { eq: [arn] }, status: { eq: ["ACTIVE"] } } })).map(({ sources: each }) => each);

    it("by the bucket's policy, as far as it is not blocked", async () => {
      const s3 = new S3Client(options());
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: home } }));
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: allowing({ AWS: root }, "s3:GetObject", `${arn}/*`) }));
      assert.deepEqual(await found(arn), [`${stranger} s3:GetObject`]);
      assert.deepEqual(await sources(), [[{ type: "POLICY" }]]);
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: ["*", { AWS: root }].map((Principal) => ({ Effect: "Allow", Principal, Action: "s3:GetObject", Resource: `${arn}/*` })),
      });
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      assert.deepEqual(await found(arn), [`${stranger} s3:GetObject`, "public s3:GetObject"]);
      // A restricted bucket with a public policy lets nobody of another account in.
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } }));
      assert.deepEqual(await found(arn), []);
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: allowing({ AWS: root }, "s3:GetObject", `${arn}/*`) }));
      assert.deepEqual(await found(arn), [`${stranger} s3:GetObject`]);
    });

    it("by an access point's policy, as far as neither that nor the account blocks it", async () => {
      const s3 = new S3Client(options());
      const Name = "with-access-point";
      await s3.send(new CreateBucketCommand({ Bucket: Name, CreateBucketConfiguration: { LocationConstraint: home } }));
      const control = s3Control(options(), member);
      const point = `arn:aws:s3:${home}:${member}:accesspoint/partners`;
      await control.call("PUT", "/accesspoint/partners", `<CreateAccessPointRequest><Bucket>${Name}</Bucket></CreateAccessPointRequest>`);
      const put = (policy: string) => {
        const body = `<PutAccessPointPolicyRequest><Policy>${policy.replaceAll('"', "&quot;")}</Policy></PutAccessPointPolicyRequest>`;
        return control.call("PUT", "/accesspoint/partners/policy", body);
      };
      const ofBucket = `arn:aws:s3:::${Name}`;
      await put(allowing({ AWS: root }, "s3:GetObject", `${point}/object/*`));
      assert.deepEqual(await found(ofBucket), [`${stranger} s3:GetObject`]);
      const [finding] = await on.list({ filter: { resource: { eq: [ofBucket] } } });
      assert.deepEqual(finding?.sources, [{ type: "S3_ACCESS_POINT", detail: { accessPointArn: point } }]);
      await put(allowing("*", "s3:GetObject", `${point}/object/*`));
      assert.deepEqual(await found(ofBucket), []);
    });

    it("by its ACL, unless it has none or public ones are ignored", async () => {
      const s3 = new S3Client(options());
      const BlockPublicAcls = false;
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls } }));
      const own = (ObjectOwnership: "ObjectWriter" | "BucketOwnerEnforced") =>
        s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }));
      await own("ObjectWriter");
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
      const read = "public s3:ListBucket,s3:ListBucketMultipartUploads,s3:ListBucketVersions";
      assert.deepEqual(await found(arn), [`${stranger} s3:GetObject`, read]);
      assert.deepEqual(
        (await sources())
          .flat()
          .map((each) => each?.type)
          .sort(),
        ["BUCKET_ACL", "POLICY"],
      );
      blockPublicAccess(on.sandbox.world, member, { IgnorePublicAcls: true });
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: allowing({ AWS: root }, "s3:PutObject", `${arn}/*`) }));
      assert.deepEqual(await found(arn), [`${stranger} s3:PutObject`]);
      blockPublicAccess(on.sandbox.world, member, {});
      await own("BucketOwnerEnforced");
      assert.deepEqual(await found(arn), [`${stranger} s3:PutObject`]);
    });
  });

  it("SQS: until the queue is gone", async () => {
    const sqs = new SQSClient(options());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "orders" }));
    const arn = `arn:aws:sqs:${home}:${member}:orders`;
    assert.deepEqual(await found(arn), []);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: allowing("*", "sqs:*", arn) } }));
    assert.deepEqual(await found(arn), ["public sqs:*"]);
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    assert.deepEqual(await found(arn), []);
  });

  it("SQS and SNS: accounts that AddPermission lets in, until RemovePermission", async () => {
    const [sqs, sns] = [new SQSClient(options()), new SNSClient(options())];
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "shared" }));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "shared" }));
    const label = { QueueUrl, Label: "partner" };
    const queue = `arn:aws:sqs:${home}:${member}:shared`;
    const add = () => sqs.send(new AddQueuePermission({ ...label, AWSAccountIds: [stranger], Actions: ["ReceiveMessage"] }));
    await add();
    await sns.send(new AddTopicPermission({ TopicArn, Label: "partner", AWSAccountId: [stranger], ActionName: ["Publish"] }));
    assert.deepEqual(await found(queue), [`${stranger} SQS:ReceiveMessage`]);
    assert.deepEqual(await found(TopicArn), [`${stranger} SNS:Publish`]);
    await assert.rejects(add(), { name: "InvalidParameterValue" });
    const remove = () => sqs.send(new RemoveQueuePermission(label));
    await remove();
    await sns.send(new RemoveTopicPermission({ TopicArn, Label: "partner" }));
    assert.deepEqual([await found(queue), await found(TopicArn)], [[], []]);
    await assert.rejects(remove(), { name: "InvalidParameterValue" });
  });

  it("SNS, whose own policy lets in the account only, and DynamoDB", async () => {
    const sns = new SNSClient(options());
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "news" }));
    assert.deepEqual(await found(TopicArn), []);
    const AttributeValue = allowing("*", ["sns:Publish", "sns:Subscribe"], TopicArn);
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
    assert.deepEqual(await found(TopicArn), ["public sns:Publish,sns:Subscribe"]);

    const dynamodb = new DynamoDBClient(options());
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({
        ...{ TableName: "orders", BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] },
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      }),
    );
    const ResourceArn = TableDescription?.TableArn;
    const Policy = allowing({ AWS: root }, "dynamodb:GetItem", ResourceArn);
    await dynamodb.send(new PutTablePolicyCommand({ ResourceArn, Policy }));
    assert.deepEqual(await found(ResourceArn), [`${stranger} dynamodb:GetItem`]);
  });

  it("KMS: by grants", async () => {
    const { KeyMetadata } = await on.inMember.kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn;
    const grant = (GranteePrincipal: string, Name?: string) =>
      on.inMember.kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ["Encrypt", "Decrypt"], Name }));
    await grant(`arn:aws:iam::${administrator}:role/inside`);
    const { GrantId } = await grant(`arn:aws:iam::${stranger}:role/outside`, "once");
    assert.equal((await grant(`arn:aws:iam::${stranger}:role/outside`, "once")).GrantId, GrantId);
    assert.equal((await on.inMember.kms.send(new ListGrantsCommand({ KeyId }))).Grants?.length, 2);
    assert.deepEqual(await found(KeyId), [`arn:aws:iam::${stranger}:role/outside kms:Decrypt,kms:Encrypt`]);
    await on.inMember.kms.send(new RevokeGrantCommand({ KeyId, GrantId }));
    assert.deepEqual(await found(KeyId), []);
    await assert.rejects(on.inMember.kms.send(new RevokeGrantCommand({ KeyId, GrantId })), { name: "NotFoundException" });
    await assert.rejects(grant("nobody"), { name: "InvalidArnException" });
  });

  it("Lambda: by permissions, which open a URL only where there is one, and by those of layers", async () => {
    const lambda = new LambdaClient(options());
    const trust = allowing({ Service: "lambda.amazonaws.com" }, "sts:AssumeRole");
    const { Role } = await on.inMember.iam.send(new CreateRoleCommand({ RoleName: "for-lambda", AssumeRolePolicyDocument: trust }));
    const FunctionName = "resize";
    const function_ = {
      FunctionName,
      Role: Role?.Arn,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: emptyZip },
    } as const;
    const { FunctionArn } = await lambda.send(new CreateFunctionCommand(function_));
    const permit = (StatementId: string, more: object) =>
      lambda.send(new AddPermissionCommand({ FunctionName, StatementId, Action: "lambda:InvokeFunction", Principal: "*", ...more }));
    await permit("a-service", { Principal: "s3.amazonaws.com" });
    await permit("a-stranger", { Principal: stranger });
    await permit("by-url", { Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" });
    assert.deepEqual(await found(FunctionArn), [`${stranger} lambda:InvokeFunction`]);
    await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE" }));
    assert.deepEqual(await found(FunctionArn), [`${stranger} lambda:InvokeFunction`, "public lambda:InvokeFunctionUrl"]);
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "a-stranger" }));
    assert.deepEqual(await found(FunctionArn), ["public lambda:InvokeFunctionUrl"]);

    const layer = { LayerName: "tools", Content: { ZipFile: emptyZip } };
    await lambda.send(new PublishLayerVersionCommand(layer));
    const { LayerVersionArn, Version } = await lambda.send(new PublishLayerVersionCommand(layer));
    assert.deepEqual([LayerVersionArn, Version], [`arn:aws:lambda:${home}:${member}:layer:tools:2`, 2]);
    const version = { LayerName: "tools", VersionNumber: 2, StatementId: "all" };
    await lambda.send(new AddLayerVersionPermissionCommand({ ...version, Action: "lambda:GetLayerVersion", Principal: "*" }));
    assert.deepEqual(await found(LayerVersionArn), ["public lambda:GetLayerVersion"]);
    await lambda.send(new RemoveLayerVersionPermissionCommand(version));
    const organization = { OrganizationId: "o-other12345", Principal: "*" };
    await lambda.send(new AddLayerVersionPermissionCommand({ ...version, Action: "lambda:GetLayerVersion", ...organization }));
    assert.deepEqual(await found(LayerVersionArn), ["* lambda:GetLayerVersion aws:PrincipalOrgID=o-other12345"]);
  });

  it("Secrets Manager", async () => {
    const secrets = new SecretsManagerClient(options());
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: "shop/database", SecretString: "hidden" }));
    const ResourcePolicy = allowing("*", "secretsmanager:GetSecretValue", "*");
    await assert.rejects(secrets.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy, BlockPublicPolicy: true })), {
      name: "PublicPolicyException",
    });
    await secrets.send(new PutResourcePolicyCommand({ SecretId: "shop/database", ResourcePolicy }));
    assert.deepEqual(await found(ARN), ["public secretsmanager:GetSecretValue"]);
    await secrets.send(new DeleteSecretCommand({ SecretId: ARN, ForceDeleteWithoutRecovery: true }));
    assert.deepEqual(await found(ARN), []);
  });

  it("ECR, whose policies name no resource", async () => {
    const ecr = new ECRClient(options());
    const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName: "shop/web" }));
    const policyText = allowing({ AWS: root }, ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]);
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: "shop/web", policyText }));
    assert.deepEqual(await found(repository?.repositoryArn), [`${stranger} ecr:BatchGetImage,ecr:GetDownloadUrlForLayer`]);
    await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName: "shop/web" }));
    assert.deepEqual(await found(repository?.repositoryArn), []);
  });

  it("EFS, but not who comes through a mount target", async () => {
    const efs = new EFSClient(options());
    const { FileSystemId, FileSystemArn } = await efs.send(new CreateFileSystemCommand({ CreationToken: "shared" }));
    const mount = "elasticfilesystem:ClientMount";
    await efs.send(new PutFileSystemPolicyCommand({ FileSystemId, Policy: allowing({ AWS: "*" }, mount) }));
    assert.deepEqual(await found(FileSystemArn), [`public ${mount}`]);
    const Condition = { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } };
    await efs.send(new PutFileSystemPolicyCommand({ FileSystemId, Policy: allowing({ AWS: "*" }, mount, undefined, Condition) }));
    assert.deepEqual(await found(FileSystemArn), []);
    await efs.send(new DeleteFileSystemCommand({ FileSystemId }));
  });

  it("snapshots of volumes and databases, by whom they are shared with", async () => {
    const ec2 = new EC2Client(options());
    const { SnapshotId } = await ec2.send(new CreateSnapshotCommand({ VolumeId: "vol-0123456789abcdef0" }));
    const share = (CreateVolumePermission: object) =>
      ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, Attribute: "createVolumePermission", CreateVolumePermission }));
    const ofVolume = `arn:aws:ec2:${home}::snapshot/${SnapshotId}`;
    await share({ Add: [{ UserId: administrator }, { UserId: stranger }] });
    assert.deepEqual(await found(ofVolume), [`${stranger} ec2:CreateVolume`]);
    await share({ Add: [{ Group: "all" }], Remove: [{ UserId: stranger }] });
    assert.deepEqual(await found(ofVolume), ["public ec2:CreateVolume"]);

    const rds = new RDSClient(options());
    await rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: "nightly", DBInstanceIdentifier: "shop" }));
    const restore = { AttributeName: "restore", ValuesToAdd: ["all"] };
    await rds.send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier: "nightly", ...restore }));
    assert.deepEqual(await found(`arn:aws:rds:${home}:${member}:snapshot:nightly`), ["public rds:RestoreDBInstanceFromDBSnapshot"]);
    await rds.send(new CreateDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: "nightly", DBClusterIdentifier: "shop" }));
    await rds.send(
      new ModifyDBClusterSnapshotAttributeCommand({ DBClusterSnapshotIdentifier: "nightly", ...restore, ValuesToAdd: [stranger] }),
    );
    assert.deepEqual(await found(`arn:aws:rds:${home}:${member}:cluster-snapshot:nightly`), [
      `${stranger} rds:RestoreDBClusterFromSnapshot`,
    ]);
    await assert.rejects(rds.send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier: "none", ...restore })), {
      name: "DBSnapshotNotFoundFault",
    });
  });

  it("roles, in every Region that has an analyzer", async () => {
    const analyzer = { account: administrator, region: "eu-west-1", name: "elsewhere", type: "ORGANIZATION" } as const;
    const { findings } = seedAnalyzer(on.sandbox.world, analyzer);
    const AssumeRolePolicyDocument = allowing({ AWS: root }, "sts:AssumeRole", undefined, { StringEquals: { "sts:ExternalId": "42" } });
    const { Role } = await on.inMember.iam.send(new CreateRoleCommand({ RoleName: "audit", AssumeRolePolicyDocument }));
    assert.deepEqual(await found(Role?.Arn), [`${stranger} sts:AssumeRole sts:ExternalId=42`]);
    assert.deepEqual(
      [...findings.all.values()].map(({ resource }) => resource),
      [Role?.Arn],
    );
    const PolicyDocument = allowing({ AWS: `arn:aws:iam::${administrator}:root` }, "sts:AssumeRole");
    await on.inMember.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "audit", PolicyDocument }));
    assert.deepEqual(await found(Role?.Arn), []);
    await on.inMember.iam.send(new DeleteRoleCommand({ RoleName: "audit" }));
  });

  it("roles that a stack set makes", async () => {
    const { cloudFormation } = clients(on.sandbox);
    await cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
    const Parameters = [{ ParameterKey: "Administrator", ParameterValue: stranger }];
    await cloudFormation.send(new CreateStackSetCommand({ ...stackSet, Parameters }));
    await cloudFormation.send(new CreateStackInstancesCommand(only(member)));
    clock.advance(5000);
    assert.deepEqual(await found(`arn:aws:iam::${member}:role/org/audit`), [`${stranger} sts:AssumeRole`]);
  });
});
