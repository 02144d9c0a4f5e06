import type { PolicyChange } from "../../../domain/policyChanges/policyChange";

/** An event as EventBridge delivers it, and what it says. Without `says` it says `arn`. */
export interface Sample {
  eventSource: string;
  eventName: string;
  requestParameters?: object | null;
  responseElements?: object | null;
  resources?: object[];
  type: string;
  arn?: string;
  /** Where it is not the event's. */
  region?: string;
  says?: Partial<PolicyChange>;
}

export const account = "111122223333";
export const region = "eu-west-1";

const lambda = { eventSource: "lambda.amazonaws.com", type: "AWS::Lambda::Function" };
const layer = { eventSource: "lambda.amazonaws.com", type: "AWS::Lambda::LayerVersion" };
const s3 = { eventSource: "s3.amazonaws.com", type: "AWS::S3::Bucket" };
const kms = { eventSource: "kms.amazonaws.com", type: "AWS::KMS::Key" };
const sqs = { eventSource: "sqs.amazonaws.com", type: "AWS::SQS::Queue" };
const sns = { eventSource: "sns.amazonaws.com", type: "AWS::SNS::Topic" };
const iam = { eventSource: "iam.amazonaws.com", type: "AWS::IAM::Role" };
const ec2 = { eventSource: "ec2.amazonaws.com", type: "AWS::EC2::Snapshot" };
const dynamodb = { eventSource: "dynamodb.amazonaws.com" };
const secrets = { eventSource: "secretsmanager.amazonaws.com", type: "AWS::SecretsManager::Secret" };

const policy = '{"Version":"2012-10-17","Statement":[]}';
const keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
const keyArn = `arn:aws:kms:${region}:${account}:key/${keyId}`;
const seenKey = [{ accountId: "AWS Internal", type: "AWS::KMS::Key", ARN: keyArn }];
const bucket = { bucketName: "orders", Host: "orders.s3.eu-west-1.amazonaws.com" };
const bucketArn = "arn:aws:s3:::orders";
const functionArn = `arn:aws:lambda:${region}:${account}:function:orders`;
const layerArn = `arn:aws:lambda:${region}:${account}:layer:tools:7`;
const queueUrl = `https://sqs.eu-west-1.amazonaws.com/${account}/orders`;
const queueArn = `arn:aws:sqs:${region}:${account}:orders`;
const topicArn = `arn:aws:sns:${region}:${account}:orders`;
const tableArn = `arn:aws:dynamodb:${region}:${account}:table/orders`;
const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:orders-AbCdEf`;
const fileSystemArn = `arn:aws:elasticfilesystem:${region}:${account}:file-system/fs-0123456789abcdef0`;
const snapshotArn = `arn:aws:ec2:${region}::snapshot/snap-0123456789abcdef0`;

/** At least one event for each name. */
export const samples: readonly Sample[] = [
  ...["PutBucketPolicy", "DeleteBucketPolicy", "PutBucketAcl", "PutBucketOwnershipControls", "DeleteBucketOwnershipControls"]
    .concat(["PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock"])
    .map((eventName) => ({ ...s3, eventName, requestParameters: bucket, arn: bucketArn })),
  {
    ...{ ...s3, eventName: "PutBucketPolicy", requestParameters: bucket, arn: bucketArn },
    resources: [{ accountId: account, type: "AWS::S3::Bucket", ARN: bucketArn }],
  },
  { ...s3, eventName: "CreateBucket", requestParameters: { ...bucket, "x-amz-acl": "public-read" }, arn: bucketArn },
  ...["PutAccessPointPolicy", "DeleteAccessPointPolicy"].map((eventName) => ({
    ...{ ...s3, eventName, requestParameters: { name: "partners" } },
    says: lookup("GetAccessPoint", { AccountId: account, Name: "partners" }),
  })),
  {
    ...{ ...s3, eventName: "PutAccessPointPolicy", requestParameters: null },
    resources: [{ accountId: account, type: "AWS::S3::AccessPoint", ARN: `arn:aws:s3:${region}:${account}:accesspoint/partners` }],
    says: lookup("GetAccessPoint", { AccountId: account, Name: "partners" }),
  },
  ...["PutAccountPublicAccessBlock", "DeleteAccountPublicAccessBlock", "PutMultiRegionAccessPointPolicy"].map((eventName) => ({
    ...{ ...s3, eventName, requestParameters: { PublicAccessBlockConfiguration: {} } },
    says: { kind: "account", account, type: "AWS::S3::Bucket" } as Partial<PolicyChange>,
  })),
  ...["PutBucketPolicy", "DeleteBucketPolicy"].map((eventName) => ({
    ...{ eventSource: "s3express.amazonaws.com", type: "AWS::S3Express::DirectoryBucket", eventName },
    ...{ requestParameters: { bucketName: "orders--euw1-az1--x-s3" } },
    arn: `arn:aws:s3express:${region}:${account}:bucket/orders--euw1-az1--x-s3`,
  })),
  {
    ...{ ...iam, eventName: "UpdateAssumeRolePolicy", requestParameters: { roleName: "partner", policyDocument: policy } },
    says: lookup("GetRole", { RoleName: "partner" }),
  },
  {
    ...{ ...iam, eventName: "CreateRole", requestParameters: { roleName: "partner", path: "/teams/", assumeRolePolicyDocument: policy } },
    responseElements: { role: { arn: `arn:aws:iam::${account}:role/teams/partner`, path: "/teams/", roleName: "partner" } },
    arn: `arn:aws:iam::${account}:role/teams/partner`,
  },
  { ...kms, eventName: "PutKeyPolicy", requestParameters: { keyId, policyName: "default", policy }, resources: seenKey, arn: keyArn },
  { ...kms, eventName: "PutKeyPolicy", requestParameters: { keyId, policyName: "default", policy }, arn: keyArn },
  {
    ...kms,
    eventName: "CreateGrant",
    requestParameters: { keyId: keyArn },
    responseElements: { grantId: "f020", keyId: keyArn },
    arn: keyArn,
  },
  { ...kms, eventName: "RetireGrant", requestParameters: null, responseElements: null, resources: seenKey, arn: keyArn },
  { ...kms, eventName: "RetireGrant", requestParameters: null, responseElements: { keyId: keyArn }, arn: keyArn },
  { ...kms, eventName: "RevokeGrant", requestParameters: { keyId, grantId: "f020" }, arn: keyArn },
  { ...kms, eventName: "CreateKey", requestParameters: { policy }, responseElements: { keyMetadata: { arn: keyArn, keyId } }, arn: keyArn },
  {
    ...{ ...kms, eventName: "ReplicateKey", requestParameters: { keyId, replicaRegion: "us-west-2" } },
    responseElements: { replicaKeyMetadata: { arn: keyArn.replace(region, "us-west-2"), keyId } },
    resources: seenKey,
    ...{ arn: keyArn.replace(region, "us-west-2"), region: "us-west-2" },
  },
  ...[
    "AddPermission20150331v2",
    "AddPermission20150331",
    "RemovePermission20150331v2",
    "CreateFunctionUrlConfig",
    "DeleteFunctionUrlConfig",
  ]
    .concat(["UpdateFunctionUrlConfig20211031"])
    .map((eventName) => ({ ...lambda, eventName, requestParameters: { functionName: "orders" }, arn: functionArn })),
  ...[
    "orders:live",
    "orders:$LATEST",
    `${account}:function:orders`,
    `${account}:function:orders:7`,
    functionArn,
    `${functionArn}:live`,
  ].map((functionName) => ({ ...lambda, eventName: "AddPermission20150331v2", requestParameters: { functionName }, arn: functionArn })),
  ...["PutResourcePolicy", "DeleteResourcePolicy"].map((eventName) => ({
    ...{ ...lambda, eventName, requestParameters: { resourceArn: functionArn }, arn: functionArn },
  })),
  ...["AddLayerVersionPermission20181031", "RemoveLayerVersionPermission20181031"].map((eventName) => ({
    ...{ ...layer, eventName, requestParameters: { layerName: "tools", versionNumber: 7, principal: "*" }, arn: layerArn },
  })),
  {
    ...{ ...layer, eventName: "AddLayerVersionPermission", arn: layerArn },
    requestParameters: { layerName: layerArn.slice(0, -2), versionNumber: "7" },
  },
  ...["AddPermission", "RemovePermission"].map((eventName) => ({
    ...sqs,
    eventName,
    requestParameters: { queueUrl, label: "x" },
    arn: queueArn,
  })),
  { ...sqs, eventName: "SetQueueAttributes", requestParameters: { queueUrl, attributes: { Policy: policy } }, arn: queueArn },
  { ...sqs, eventName: "SetQueueAttributes", requestParameters: { queueUrl, attributes: { Policy: "" } }, arn: queueArn },
  {
    ...{ ...sqs, eventName: "SetQueueAttributes", arn: `${queueArn}.fifo` },
    requestParameters: { queueUrl: `https://eu-west-1.queue.amazonaws.com/${account}/orders.fifo`, attributes: { Policy: policy } },
  },
  {
    ...{ ...sqs, eventName: "CreateQueue", requestParameters: { queueName: "orders", attribute: { Policy: policy } } },
    ...{ responseElements: { queueUrl }, arn: queueArn },
  },
  ...["AddPermission", "RemovePermission"].map((eventName) => ({
    ...sns,
    eventName,
    requestParameters: { topicArn, label: "x" },
    arn: topicArn,
  })),
  {
    ...{ ...sns, eventName: "SetTopicAttributes", arn: topicArn },
    requestParameters: { topicArn, attributeName: "Policy", attributeValue: policy },
  },
  {
    ...{ ...sns, eventName: "CreateTopic", requestParameters: { name: "orders", attributes: { Policy: policy } } },
    ...{ responseElements: { topicArn }, arn: topicArn },
  },
  ...["PutResourcePolicy", "DeleteResourcePolicy"].flatMap((eventName): Sample[] => [
    { ...secrets, eventName, requestParameters: { secretId: "orders" }, says: lookup("DescribeSecret", { SecretId: "orders" }) },
    {
      ...secrets,
      eventName,
      requestParameters: { secretId: "orders" },
      responseElements: { arn: secretArn, name: "orders" },
      arn: secretArn,
    },
  ]),
  ...["SetRepositoryPolicy", "DeleteRepositoryPolicy"].map((eventName) => ({
    ...{ eventSource: "ecr.amazonaws.com", type: "AWS::ECR::Repository", eventName, requestParameters: { repositoryName: "team/orders" } },
    resources: [{ accountId: account, ARN: `arn:aws:ecr:${region}:${account}:repository/team/orders` }],
    arn: `arn:aws:ecr:${region}:${account}:repository/team/orders`,
  })),
  ...["PutFileSystemPolicy", "DeleteFileSystemPolicy"].flatMap((eventName) =>
    ["fs-0123456789abcdef0", fileSystemArn].map((fileSystemId) => ({
      ...{ eventSource: "elasticfilesystem.amazonaws.com", type: "AWS::EFS::FileSystem", eventName },
      ...{ requestParameters: { fileSystemId }, arn: fileSystemArn },
    })),
  ),
  {
    ...{ eventSource: "rds.amazonaws.com", type: "AWS::RDS::DBSnapshot", eventName: "ModifyDBSnapshotAttribute" },
    requestParameters: { dBSnapshotIdentifier: "orders", attributeName: "restore", valuesToAdd: ["all"] },
    arn: `arn:aws:rds:${region}:${account}:snapshot:orders`,
  },
  {
    ...{ eventSource: "rds.amazonaws.com", type: "AWS::RDS::DBClusterSnapshot", eventName: "ModifyDBClusterSnapshotAttribute" },
    requestParameters: { dBClusterSnapshotIdentifier: "orders", attributeName: "restore", valuesToAdd: ["444455556666"] },
    arn: `arn:aws:rds:${region}:${account}:cluster-snapshot:orders`,
  },
  ...["ModifySnapshotAttribute", "ResetSnapshotAttribute"].map((eventName) => ({
    ...{ ...ec2, eventName, requestParameters: { snapshotId: "snap-0123456789abcdef0" }, arn: snapshotArn },
  })),
  ...["EnableSnapshotBlockPublicAccess", "DisableSnapshotBlockPublicAccess"].map((eventName) => ({
    ...{ ...ec2, eventName, requestParameters: null },
    says: { kind: "account", account, region, type: "AWS::EC2::Snapshot" } as Partial<PolicyChange>,
  })),
  ...["PutResourcePolicy", "DeleteResourcePolicy"].flatMap((eventName) => [
    { ...dynamodb, type: "AWS::DynamoDB::Table", eventName, requestParameters: { resourceArn: tableArn }, arn: tableArn },
    {
      ...{ ...dynamodb, type: "AWS::DynamoDB::Stream", eventName, arn: `${tableArn}/stream/2026-11-20T06:30:36.000` },
      requestParameters: { resourceArn: `${tableArn}/stream/2026-11-20T06:30:36.000` },
    },
  ]),
  {
    ...{ ...dynamodb, type: "AWS::DynamoDB::Table", eventName: "CreateTable", arn: tableArn },
    ...{ requestParameters: { tableName: "orders", resourcePolicy: policy }, responseElements: { tableDescription: { tableArn } } },
  },
];

function lookup(call: string, parameters: object): Partial<PolicyChange> {
  // The types of calls and their parameters are the product's; a sample only says what comes out.
  return { kind: "lookup", lookup: { call, parameters }, owner: account, partition: "aws" } as unknown as Partial<PolicyChange>;
}

/** The event of a sample, with whatever else it has. */
export function eventOf({ eventSource, eventName, requestParameters, responseElements, resources }: Partial<Sample>, detail: object = {}) {
  return {
    ...{ version: "0", id: "cb30b724-3271-704f-0396-93afd29a2830", "detail-type": "AWS API Call via CloudTrail" },
    ...{ source: sourceOf(eventSource ?? ""), account, region: sourceOf(eventSource ?? "") === "aws.iam" ? "us-east-1" : region },
    ...{ time: "2026-11-20T06:31:02Z", resources: [] },
    detail: {
      ...{ eventVersion: "1.11", eventTime: "2026-11-20T06:30:36Z", eventSource, eventName },
      ...{ awsRegion: region, recipientAccountId: account, readOnly: false, eventType: "AwsApiCall", managementEvent: true },
      userIdentity: { type: "AssumedRole", arn: `arn:aws:sts::${account}:assumed-role/dev/anna`, accountId: account },
      ...{ requestParameters: requestParameters ?? null, responseElements: responseElements ?? null },
      ...(resources === undefined ? {} : { resources }),
      ...detail,
    } as Record<string, unknown>,
  };
}

function sourceOf(eventSource: string): string {
  return `aws.${eventSource.split(".")[0] ?? ""}`;
}
