import { unknownValue } from "../unknownValue";
import { accessControlList } from "./accessControlLists";
import { documentSharing, eventPermission, lambdaPermission, layerVersionPermission, sharedWith } from "./grants";
import { found, objectOf, type AccessInputs } from "./inputs";
import { outsideAccess, type PolicyKind } from "./outsideAccess";
import { blockOfAccessPoint, openSetting, publicAccessBlock, publicByPurpose } from "./settings";

/**
 * By type token of @pulumi/aws, what gives access to a resource. Policies of identities, of what leaves a VPC (endpoint policies), of
 * IoT's things and of languages other than IAM's are none.
 */
export const accessTable: ReadonlyMap<string, AccessInputs> = new Map([
  ...policies("policy", [
    "aws:acmpca/policy:Policy",
    "aws:apigateway/restApi:RestApi",
    "aws:apigateway/restApiPolicy:RestApiPolicy",
    "aws:apigateway/domainName:DomainName",
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "aws:codebuild/resourcePolicy:ResourcePolicy",
    "aws:dsql/clusterPolicy:ClusterPolicy",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    "aws:ecr/registryPolicy:RegistryPolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:ecrpublic/repositoryPolicy:RepositoryPolicy",
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:glacier/vaultLock:VaultLock",
    "aws:glue/resourcePolicy:ResourcePolicy",
    "aws:kinesis/resourcePolicy:ResourcePolicy",
    "aws:lambda/resourcePolicy:ResourcePolicy",
    "aws:mediastore/containerPolicy:ContainerPolicy",
    "aws:msk/clusterPolicy:ClusterPolicy",
    "aws:networkfirewall/resourcePolicy:ResourcePolicy",
    "aws:oam/sinkPolicy:SinkPolicy",
    "aws:opensearchingest/resourcePolicy:ResourcePolicy",
    "aws:pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy",
    "aws:redshift/resourcePolicy:ResourcePolicy",
    "aws:redshiftserverless/resourcePolicy:ResourcePolicy",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy",
    "aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy",
    "aws:s3control/bucketPolicy:BucketPolicy",
    "aws:schemas/registryPolicy:RegistryPolicy",
    "aws:secretsmanager/secret:Secret",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:ses/identityPolicy:IdentityPolicy",
    "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy",
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:vpclattice/resourcePolicy:ResourcePolicy",
  ]),
  ...policies("policyDocument", [
    "aws:amp/resourcePolicy:ResourcePolicy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:codeartifact/domainPermissions:DomainPermissions",
    "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy",
    "aws:xray/resourcePolicy:ResourcePolicy",
  ]),
  ...policies("resourcePolicy", [
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy",
    "aws:s3tables/tablePolicy:TablePolicy",
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy",
  ]),
  ...policies("accessPolicy", [
    "aws:cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy",
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy",
    "aws:glacier/vault:Vault",
  ]),
  ...policies("accessPolicies", ["aws:elasticsearch/domainPolicy:DomainPolicy", "aws:opensearch/domainPolicy:DomainPolicy"]),
  ...policies("content", ["aws:organizations/resourcePolicy:ResourcePolicy"]),
  ...policies("repositoryPolicy", ["aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"]),
  ...policies(
    "policy",
    ["aws:s3control/accessPointPolicy:AccessPointPolicy", "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy"],
    "accessPoint",
  ),
  ...policies("assumeRolePolicy", ["aws:iam/role:Role"], "trust"),
  ...policies(
    "policy",
    [
      "aws:kms/externalKey:ExternalKey",
      "aws:kms/key:Key",
      "aws:kms/keyPolicy:KeyPolicy",
      "aws:kms/replicaExternalKey:ReplicaExternalKey",
      "aws:kms/replicaKey:ReplicaKey",
    ],
    "key",
  ),

  [
    "aws:s3/accessPoint:AccessPoint",
    both(fromNetwork(policyIn("policy", "accessPoint"), "vpcConfiguration"), blockIn("publicAccessBlockConfiguration")),
  ],
  ["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", publicAccessBlock],
  ["aws:s3/bucket:Bucket", both(policyIn("policy"), accessControlList("acl", "grants"))],
  ["aws:s3/bucketV2:BucketV2", both(policyIn("policy"), accessControlList("acl", "grants"))],
  ["aws:s3/bucketAcl:BucketAcl", accessControlList("acl", "accessControlPolicy")],
  ["aws:s3/bucketAclV2:BucketAclV2", accessControlList("acl", "accessControlPolicy")],
  ["aws:s3/bucketObject:BucketObject", accessControlList("acl")],
  ["aws:s3/bucketObjectv2:BucketObjectv2", accessControlList("acl")],
  ["aws:s3/objectCopy:ObjectCopy", accessControlList("acl", "grants")],
  ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", publicAccessBlock],
  ["aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint", within("details", blockIn("publicAccessBlock"))],
  ["aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy", within("details", policyIn("policy", "accessPoint"))],

  // A service of VPC Lattice answers in the VPCs of its network only.
  ["aws:vpclattice/authPolicy:AuthPolicy", fromNetwork(policyIn("policy"))],

  ["aws:lambda/permission:Permission", lambdaPermission],
  ["aws:lambda/layerVersionPermission:LayerVersionPermission", layerVersionPermission],
  [
    "aws:lambda/functionUrl:FunctionUrl",
    openSetting("authorizationType", "NONE", "answers everybody without authentication", "Set authorizationType to AWS_IAM"),
  ],
  ["aws:cloudwatch/eventPermission:EventPermission", eventPermission],
  ["aws:kms/grant:Grant", sharedWith("operations of the key", "Name a role in granteePrincipal", "granteePrincipal")],
  [
    "aws:signer/signingProfilePermission:SigningProfilePermission",
    sharedWith("the signing profile", "Name an account in principal", "principal"),
  ],
  [
    "aws:redshift/endpointAuthorization:EndpointAuthorization",
    sharedWith("endpoints of the cluster", "Name an account in account", "account"),
  ],
  ["aws:ram/principalAssociation:PrincipalAssociation", sharedWith("what is shared", "Name an account in principal", "principal")],
  ["aws:ssm/document:Document", documentSharing],
  [
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    sharedWith("ec2:CreateVolume", "Name an account in accountId", "accountId"),
  ],
  [
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    sharedWith("ec2:RunInstances", "Name accounts in accountId", "accountId", "group", "organizationArn", "organizationalUnitArn"),
  ],
  ...["snapshot:Snapshot", "clusterSnapshot:ClusterSnapshot", "snapshotCopy:SnapshotCopy", "clusterSnapshotCopy:ClusterSnapshotCopy"].map(
    (name) => [`aws:rds/${name}`, sharedWith("a restore of the snapshot", "Name accounts in sharedAccounts", "sharedAccounts")] as const,
  ),
  ["aws:opensearch/domain:Domain", fromNetwork(policyIn("accessPolicies"), "vpcOptions")],
  ["aws:elasticsearch/domain:Domain", fromNetwork(policyIn("accessPolicies"), "vpcOptions")],
  ["aws:ecrpublic/repository:Repository", publicByPurpose("lets everybody pull: its registry is public", "Use aws.ecr.Repository")],
  [
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
    openSetting("state", "unblocked", "lets images be shared with everybody", "Set state to block-new-sharing"),
  ],
  [
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
    openSetting("state", "unblocked", "lets snapshots be shared with everybody", "Set state to block-all-sharing"),
  ],
]);

function policies(input: string, types: readonly string[], kind: PolicyKind = "resource"): [string, AccessInputs][] {
  const access = policyIn(input, kind);
  return types.map((type) => [type, access]);
}

function policyIn(input: string, kind: PolicyKind = "resource"): AccessInputs {
  return {
    inputs: [input],
    access: ({ [input]: document }, trusted) => (isNone(document) ? [] : outsideAccess(document, kind, trusted).map(found)),
  };
}

/** `{}` is how a policy is taken away from a secret. */
function isNone(document: unknown): boolean {
  return document === undefined || document === null || (typeof document === "string" && /^\s*(\{\s*\})?\s*$/.test(document));
}

/**
 * What answers in a VPC only, whatever its policy says: whether everybody there is meant cannot be said.
 *
 * @param setting what puts it there; without it, it always is
 */
function fromNetwork({ inputs, access }: AccessInputs, setting?: string): AccessInputs {
  return {
    inputs: [...inputs, ...(setting === undefined ? [] : [setting])],
    access: (values, trusted) =>
      access(values, trusted).map((one) =>
        one.verdict !== "public" || (setting !== undefined && (values[setting] === undefined || values[setting] === null))
          ? one
          : { ...one, verdict: "undecided", text: one.text.replace("gives everybody access", "gives everybody in its VPC access") },
      ),
  };
}

function blockIn(input: string): AccessInputs {
  return { inputs: [input], access: ({ [input]: settings }) => blockOfAccessPoint(settings, input) };
}

function both(one: AccessInputs, other: AccessInputs): AccessInputs {
  return {
    inputs: [...one.inputs, ...other.inputs],
    access: (inputs, trusted) => [...one.access(inputs, trusted), ...other.access(inputs, trusted)],
  };
}

/** In an object among the inputs. */
function within(input: string, inner: AccessInputs): AccessInputs {
  return {
    inputs: [input],
    access: ({ [input]: value }, trusted) =>
      inner.access(objectOf(value) ?? Object.fromEntries(inner.inputs.map((name) => [name, unknownValue])), trusted),
  };
}
