import type { AnalyzerType } from "../analyzer";

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_InternalAccessAnalysisRuleCriteria.html */
export const internalAccessResourceTypes = [
  "AWS::S3::Bucket",
  "AWS::S3Express::DirectoryBucket",
  "AWS::RDS::DBSnapshot",
  "AWS::RDS::DBClusterSnapshot",
  "AWS::DynamoDB::Table",
  "AWS::DynamoDB::Stream",
] as const;

const externalAccessResourceTypes: readonly string[] = [
  ...internalAccessResourceTypes,
  "AWS::IAM::Role",
  "AWS::KMS::Key",
  "AWS::Lambda::Function",
  "AWS::Lambda::LayerVersion",
  "AWS::SQS::Queue",
  "AWS::SecretsManager::Secret",
  "AWS::EFS::FileSystem",
  "AWS::EC2::Snapshot",
  "AWS::ECR::Repository",
  "AWS::SNS::Topic",
];

/**
 * What the findings of each type of analyzer are about.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
 */
export const resourceTypes: Readonly<Record<AnalyzerType, readonly string[]>> = {
  ACCOUNT: externalAccessResourceTypes,
  ORGANIZATION: externalAccessResourceTypes,
  ORGANIZATION_UNUSED_ACCESS: ["AWS::IAM::Role", "AWS::IAM::User"],
  ORGANIZATION_INTERNAL_ACCESS: internalAccessResourceTypes,
};

export interface ResourceArn {
  partition: string;
  /** Empty where the ARN has none, as a bucket's. */
  account: string;
  /** Undefined where this version does not know it. */
  type: string | undefined;
}

/** What an ARN says of its resource; undefined for what is no ARN. */
export function resourceArn(text: string): ResourceArn | undefined {
  const [arn, partition, service, , account, ...rest] = text.split(":");
  if (arn !== "arn" || !partition || !service || account === undefined || rest.length === 0) return undefined;
  const resource = rest.join(":");
  return { partition, account, type: typesByArn.find(([one, form]) => one === service && form.test(resource))?.[2] };
}

const typesByArn: readonly (readonly [service: string, resource: RegExp, type: string])[] = [
  ["s3", /^[^:/]+$/, "AWS::S3::Bucket"],
  ["s3express", /^bucket\//, "AWS::S3Express::DirectoryBucket"],
  ["rds", /^snapshot:/, "AWS::RDS::DBSnapshot"],
  ["rds", /^cluster-snapshot:/, "AWS::RDS::DBClusterSnapshot"],
  ["dynamodb", /^table\/[^/]+$/, "AWS::DynamoDB::Table"],
  ["dynamodb", /^table\/[^/]+\/stream\//, "AWS::DynamoDB::Stream"],
  ["iam", /^role\//, "AWS::IAM::Role"],
  ["iam", /^user\//, "AWS::IAM::User"],
  ["kms", /^key\//, "AWS::KMS::Key"],
  ["lambda", /^function:/, "AWS::Lambda::Function"],
  ["lambda", /^layer:/, "AWS::Lambda::LayerVersion"],
  ["sqs", /^[^:/]+$/, "AWS::SQS::Queue"],
  ["secretsmanager", /^secret:/, "AWS::SecretsManager::Secret"],
  ["elasticfilesystem", /^file-system\//, "AWS::EFS::FileSystem"],
  ["ec2", /^snapshot\//, "AWS::EC2::Snapshot"],
  ["ecr", /^repository\//, "AWS::ECR::Repository"],
  ["sns", /^[^:/]+$/, "AWS::SNS::Topic"],
];
