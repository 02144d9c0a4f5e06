/** How a type of package aws concerns external access analysis. */
export interface AnalyzableType {
  /** What Access Analyzer calls the resource, of which this type is the whole or the part that says who may use it. */
  resource: string;
  /** `account`: a finding of any Region will do, because the resource is in none. */
  scope: "region" | "account";
  /** The input that is the ARN of the resource that it is set on: AWS is called with it, in whatever account and Region it names. */
  arnInput?: string;
  /** Further Regions in which it makes the same resource. Values that are not known yet are given back as they are. */
  replicas?: (inputs: Record<string, unknown>) => unknown[];
}

const s3Bucket = inRegion("AWS::S3::Bucket");
const directoryBucket = inRegion("AWS::S3Express::DirectoryBucket");
const key = inRegion("AWS::KMS::Key");
const lambdaFunction = inRegion("AWS::Lambda::Function");
const layer = inRegion("AWS::Lambda::LayerVersion");
const queue = inRegion("AWS::SQS::Queue");
const topic = inRegion("AWS::SNS::Topic");
const secret = inRegion("AWS::SecretsManager::Secret");
const repository = inRegion("AWS::ECR::Repository");
const fileSystem = inRegion("AWS::EFS::FileSystem");
const snapshot = inRegion("AWS::EC2::Snapshot");
const databaseSnapshot = inRegion("AWS::RDS::DBSnapshot");
const clusterSnapshot = inRegion("AWS::RDS::DBClusterSnapshot");
const table = inRegion("AWS::DynamoDB::Table");

/**
 * The types of package aws that make what external access analyzers look at, or that say who may use it. Users of IAM are not among them:
 * only unused access concerns them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html
 */
export const analyzableTypes: ReadonlyMap<string, AnalyzableType> = new Map(
  Object.entries({
    "aws:s3/bucket:Bucket": s3Bucket,
    "aws:s3/bucketV2:BucketV2": s3Bucket,
    "aws:s3/bucketPolicy:BucketPolicy": s3Bucket,
    "aws:s3/bucketAcl:BucketAcl": s3Bucket,
    "aws:s3/bucketAclV2:BucketAclV2": s3Bucket,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": s3Bucket,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": s3Bucket,
    "aws:s3/accessPoint:AccessPoint": s3Bucket,
    "aws:s3control/accessPointPolicy:AccessPointPolicy": s3Bucket,
    "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint": s3Bucket,
    "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": s3Bucket,
    "aws:s3/directoryBucket:DirectoryBucket": directoryBucket,
    "aws:iam/role:Role": { resource: "AWS::IAM::Role", scope: "account" } as const,
    "aws:kms/key:Key": key,
    "aws:kms/externalKey:ExternalKey": key,
    "aws:kms/replicaKey:ReplicaKey": key,
    "aws:kms/replicaExternalKey:ReplicaExternalKey": key,
    "aws:kms/keyPolicy:KeyPolicy": key,
    "aws:kms/grant:Grant": key,
    "aws:lambda/function:Function": lambdaFunction,
    "aws:lambda/permission:Permission": lambdaFunction,
    "aws:lambda/functionUrl:FunctionUrl": lambdaFunction,
    "aws:lambda/resourcePolicy:ResourcePolicy": { ...lambdaFunction, arnInput: "resourceArn" },
    "aws:lambda/layerVersion:LayerVersion": layer,
    "aws:lambda/layerVersionPermission:LayerVersionPermission": layer,
    "aws:sqs/queue:Queue": queue,
    "aws:sqs/queuePolicy:QueuePolicy": queue,
    "aws:sns/topic:Topic": topic,
    "aws:sns/topicPolicy:TopicPolicy": { ...topic, arnInput: "arn" },
    "aws:secretsmanager/secret:Secret": { ...secret, replicas: regionsOf("replicas", "region") },
    "aws:secretsmanager/secretPolicy:SecretPolicy": { ...secret, arnInput: "secretArn" },
    "aws:ecr/repository:Repository": repository,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": repository,
    "aws:efs/fileSystem:FileSystem": fileSystem,
    "aws:efs/fileSystemPolicy:FileSystemPolicy": fileSystem,
    "aws:efs/replicationConfiguration:ReplicationConfiguration": {
      ...fileSystem,
      replicas: regionsOf("destination", "region", "availabilityZoneName"),
    },
    "aws:ebs/snapshot:Snapshot": snapshot,
    "aws:ebs/snapshotCopy:SnapshotCopy": snapshot,
    "aws:ebs/snapshotImport:SnapshotImport": snapshot,
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission": snapshot,
    "aws:rds/snapshot:Snapshot": databaseSnapshot,
    "aws:rds/snapshotCopy:SnapshotCopy": databaseSnapshot,
    "aws:rds/clusterSnapshot:ClusterSnapshot": clusterSnapshot,
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": clusterSnapshot,
    "aws:dynamodb/table:Table": { ...table, replicas: regionsOf("replicas", "regionName") },
    "aws:dynamodb/tableReplica:TableReplica": table,
    "aws:dynamodb/globalTable:GlobalTable": { ...table, replicas: regionsOf("replicas", "regionName") },
    "aws:dynamodb/resourcePolicy:ResourcePolicy": { ...table, arnInput: "resourceArn" },
  }),
);

function inRegion(resource: string): AnalyzableType {
  return { resource, scope: "region" };
}

/** The Region of each entry of the list, or of the one object, that the input is; of a zone where an entry names no Region. */
function regionsOf(input: string, region: string, zone?: string): (inputs: Record<string, unknown>) => unknown[] {
  return (inputs) => {
    const value = inputs[input];
    if (value === undefined || value === null) return [];
    const entries: unknown[] = Array.isArray(value) ? value : [value];
    return entries.map((entry) => (typeof entry === "object" && entry !== null ? regionOf(entry as Record<string, unknown>) : entry));
  };

  function regionOf(entry: Record<string, unknown>): unknown {
    const named = entry[region] ?? (zone === undefined ? undefined : entry[zone]);
    // `us-east-1a`, and `us-west-2-lax-1a` in a local zone
    return typeof named === "string" ? (/^[a-z]+(-[a-z]+)+-\d+/.exec(named)?.[0] ?? named) : named;
  }
}
