import assert from "node:assert/strict";
import fc from "fast-check";
import { accessTable } from "../../../domain/resourcePolicies/accessTable";
import { unknownValue } from "../../../domain/unknownValue";
import { judge } from "./judge";
import { allow, friend, otherOrganization, ourOrganization, own, policy, stranger } from "./table";

const open = JSON.stringify(allow("*"));
const ours = JSON.stringify(allow({ AWS: own }));
const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const organizationArn = (id: string) => `arn:aws:organizations::${own}:organization/${id}`;
const allUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
type Answer = "harmless" | "violation" | "note";
/** Type without `aws:`, inputs, answer. */
type Row = [name: string, type: string, inputs: object, answer: Answer];
const rows: Row[] = [
  ["no policy", "sqs/queue:Queue", {}, "harmless"],
  ["a policy that is taken away", "secretsmanager/secret:Secret", { policy: "{}" }, "harmless"],
  ["an access point in a VPC", "s3/accessPoint:AccessPoint", { policy: open, vpcConfiguration: { vpcId: "vpc-1" } }, "note"],
  ["a service in a network", "vpclattice/authPolicy:AuthPolicy", { policy: open }, "note"],
  ["an empty policy", "sqs/queue:Queue", { policy: "" }, "harmless"],
  ["a public policy", "sqs/queue:Queue", { policy: open }, "violation"],
  ["a policy for its own account", "sqs/queuePolicy:QueuePolicy", { policy: ours }, "harmless"],
  ["a policy that is not known yet", "sqs/queuePolicy:QueuePolicy", { policy: unknownValue }, "note"],
  ["a policy that is an object", "s3/bucketPolicy:BucketPolicy", { policy: allow("*") }, "violation"],
  ["a policy for another account", "s3/bucketPolicy:BucketPolicy", { policy: allow({ AWS: stranger }) }, "violation"],
  [
    "no Principal in a bucket's policy",
    "s3/bucketPolicy:BucketPolicy",
    { policy: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }) },
    "note",
  ],
  [
    "a role for everybody",
    "iam/role:Role",
    { assumeRolePolicy: policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }) },
    "violation",
  ],
  [
    "a role for EC2",
    "iam/role:Role",
    { assumeRolePolicy: policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }) },
    "harmless",
  ],
  ["a key for everybody", "kms/key:Key", { policy: allow({ AWS: "*" }) }, "violation"],
  ["a key without policy", "kms/key:Key", {}, "harmless"],
  ["a topic for everybody", "sns/topicPolicy:TopicPolicy", { policy: open }, "violation"],
  ["a secret for everybody", "secretsmanager/secretPolicy:SecretPolicy", { policy: open, blockPublicPolicy: true }, "violation"],
  ["images for everybody", "ecr/repositoryPolicy:RepositoryPolicy", { policy: open }, "violation"],
  ["a public registry", "ecrpublic/repository:Repository", { repositoryName: "x" }, "violation"],
  ["an API for everybody", "apigateway/restApiPolicy:RestApiPolicy", { policy: open }, "violation"],
  ["an API without policy", "apigateway/restApi:RestApi", {}, "harmless"],
  [
    "a log destination for another account",
    "cloudwatch/logDestinationPolicy:LogDestinationPolicy",
    { accessPolicy: allow({ AWS: stranger }) },
    "violation",
  ],
  ["a search domain for everybody", "opensearch/domain:Domain", { accessPolicies: open }, "violation"],
  ["a search domain in a VPC", "opensearch/domain:Domain", { accessPolicies: open, vpcOptions: { subnetIds: ["subnet-1"] } }, "note"],
  [
    "access points of several Regions",
    "s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy",
    { details: { name: "x", policy: open } },
    "violation",
  ],
  [
    "access points of several Regions that are not known yet",
    "s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy",
    { details: unknownValue },
    "note",
  ],

  ["a VPC endpoint's policy is none", "ec2/vpcEndpoint:VpcEndpoint", { policy: open }, "harmless"],
  ["an identity's policy is none", "iam/policy:Policy", { policy: open }, "harmless"],
  ["a type that every object has", "constructor", {}, "harmless"],

  ["a private bucket", "s3/bucket:Bucket", { acl: "private" }, "harmless"],
  ["a bucket for logs", "s3/bucketAcl:BucketAcl", { acl: "log-delivery-write" }, "harmless"],
  ["a public bucket", "s3/bucket:Bucket", { acl: "public-read" }, "violation"],
  ["a bucket for everybody in AWS", "s3/bucketAclV2:BucketAclV2", { acl: "authenticated-read" }, "violation"],
  ["a public object", "s3/bucketObjectv2:BucketObjectv2", { acl: "public-read" }, "violation"],
  ["an acl that is not known yet", "s3/bucketAcl:BucketAcl", { acl: unknownValue }, "note"],
  ["an acl that is not known to us", "s3/bucketAcl:BucketAcl", { acl: "public-write" }, "note"],
  ["a grant for everybody", "s3/bucketV2:BucketV2", { grants: [{ type: "Group", uri: allUsers, permissions: ["READ"] }] }, "violation"],
  [
    "a grant for everybody in AWS",
    "s3/bucket:Bucket",
    { grants: [{ type: "Group", uri: allUsers.replace("AllUsers", "AuthenticatedUsers"), permissions: ["READ"] }] },
    "violation",
  ],
  [
    "a grant for logs",
    "s3/bucket:Bucket",
    { grants: [{ type: "Group", uri: "http://acs.amazonaws.com/groups/s3/LogDelivery", permissions: ["WRITE"] }] },
    "harmless",
  ],
  ["a grant for somebody", "s3/bucket:Bucket", { grants: [{ type: "CanonicalUser", id: "79a59", permissions: ["READ"] }] }, "note"],
  ["grants that are not known yet", "s3/bucket:Bucket", { grants: unknownValue }, "note"],
  [
    "a listed grant for everybody",
    "s3/bucketAcl:BucketAcl",
    { accessControlPolicy: { owner: { id: "79a59" }, grants: [{ permission: "READ", grantee: { type: "Group", uri: allUsers } }] } },
    "violation",
  ],
  [
    "a listed grant for the owner",
    "s3/bucketAcl:BucketAcl",
    { accessControlPolicy: { owner: { id: "79a59" }, grants: [{ permission: "READ", grantee: { type: "CanonicalUser", id: "79a59" } }] } },
    "harmless",
  ],
  [
    "a listed grant by mail",
    "s3/bucketAcl:BucketAcl",
    { accessControlPolicy: { owner: { id: "79a59" }, grants: [{ permission: "READ", grantee: { emailAddress: "a@example.com" } }] } },
    "note",
  ],

  ["a block of everything", "s3/bucketPublicAccessBlock:BucketPublicAccessBlock", blocked, "harmless"],
  ["a block of nothing", "s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {}, "violation"],
  ["a block with one hole", "s3/accountPublicAccessBlock:AccountPublicAccessBlock", { ...blocked, ignorePublicAcls: false }, "violation"],
  [
    "a block that is not known yet",
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    { ...blocked, blockPublicAcls: unknownValue },
    "note",
  ],
  ["an access point as it is made", "s3/accessPoint:AccessPoint", { bucket: "b" }, "harmless"],
  ["an access point that blocks", "s3/accessPoint:AccessPoint", { publicAccessBlockConfiguration: { blockPublicAcls: true } }, "harmless"],
  [
    "an access point that does not block",
    "s3/accessPoint:AccessPoint",
    { publicAccessBlockConfiguration: { blockPublicPolicy: false } },
    "violation",
  ],
  ["an access point for everybody", "s3/accessPoint:AccessPoint", { policy: open }, "violation"],
  ["images that may be public", "ec2/imageBlockPublicAccess:ImageBlockPublicAccess", { state: "unblocked" }, "violation"],
  ["images that may not", "ec2/imageBlockPublicAccess:ImageBlockPublicAccess", { state: "block-new-sharing" }, "harmless"],

  ["a function for S3", "lambda/permission:Permission", { action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" }, "harmless"],
  [
    "a function for a bucket",
    "lambda/permission:Permission",
    { principal: "s3.amazonaws.com", sourceArn: unknownValue, sourceAccount: own },
    "harmless",
  ],
  ["a function for its own account", "lambda/permission:Permission", { principal: own }, "harmless"],
  ["a function for everybody", "lambda/permission:Permission", { principal: "*", action: "lambda:InvokeFunction" }, "violation"],
  ["a function for the organization", "lambda/permission:Permission", { principal: "*", principalOrgId: ourOrganization }, "harmless"],
  [
    "a function for another organization",
    "lambda/permission:Permission",
    { principal: "*", principalOrgId: otherOrganization },
    "violation",
  ],
  ["a function for another account", "lambda/permission:Permission", { principal: stranger }, "violation"],
  ["a function for whom is not known yet", "lambda/permission:Permission", { principal: unknownValue }, "note"],
  ["a function's URL for everybody", "lambda/permission:Permission", { principal: "*", functionUrlAuthType: "NONE" }, "violation"],
  ["a function's URL without authentication", "lambda/functionUrl:FunctionUrl", { authorizationType: "NONE" }, "violation"],
  ["a function's URL with authentication", "lambda/functionUrl:FunctionUrl", { authorizationType: "AWS_IAM" }, "harmless"],
  ["a function's URL that is not known yet", "lambda/functionUrl:FunctionUrl", { authorizationType: unknownValue }, "note"],
  [
    "a layer for everybody",
    "lambda/layerVersionPermission:LayerVersionPermission",
    { principal: "*", action: "lambda:GetLayerVersion" },
    "violation",
  ],
  [
    "a layer for the organization",
    "lambda/layerVersionPermission:LayerVersionPermission",
    { principal: "*", organizationId: ourOrganization },
    "harmless",
  ],
  ["a bus for everybody", "cloudwatch/eventPermission:EventPermission", { principal: "*" }, "violation"],
  [
    "a bus for the organization",
    "cloudwatch/eventPermission:EventPermission",
    { principal: "*", condition: { type: "StringEquals", key: "aws:PrincipalOrgID", value: ourOrganization } },
    "harmless",
  ],
  [
    "a bus under a condition that is not known yet",
    "cloudwatch/eventPermission:EventPermission",
    { principal: "*", condition: unknownValue },
    "note",
  ],
  ["a key's grant for a role of its own", "kms/grant:Grant", { granteePrincipal: `arn:aws:iam::${own}:role/x` }, "harmless"],
  ["a key's grant for a role elsewhere", "kms/grant:Grant", { granteePrincipal: `arn:aws:iam::${stranger}:role/x` }, "violation"],
  ["a key's grant for a service", "kms/grant:Grant", { granteePrincipal: "autoscaling.amazonaws.com" }, "harmless"],
  [
    "a snapshot for a trusted account",
    "ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    { accountId: friend },
    "harmless",
  ],
  [
    "a snapshot for another account",
    "ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    { accountId: stranger },
    "violation",
  ],
  ["an image for everybody", "ec2/amiLaunchPermission:AmiLaunchPermission", { group: "all" }, "violation"],
  [
    "an image for the organization",
    "ec2/amiLaunchPermission:AmiLaunchPermission",
    { organizationArn: organizationArn(ourOrganization) },
    "harmless",
  ],
  [
    "an image for another organization",
    "ec2/amiLaunchPermission:AmiLaunchPermission",
    { organizationArn: organizationArn(otherOrganization) },
    "violation",
  ],
  [
    "an image for a unit of the organization",
    "ec2/amiLaunchPermission:AmiLaunchPermission",
    { organizationalUnitArn: `arn:aws:organizations::${own}:ou/${ourOrganization}/ou-ab12-11111111` },
    "harmless",
  ],
  ["a database snapshot for everybody", "rds/snapshot:Snapshot", { sharedAccounts: [own, "all"] }, "violation"],
  ["a database snapshot for nobody", "rds/clusterSnapshot:ClusterSnapshot", { sharedAccounts: [] }, "harmless"],
  ["a copy of one, for a trusted account", "rds/snapshotCopy:SnapshotCopy", { sharedAccounts: [friend] }, "harmless"],
  ["a copy of one, for whom is not known yet", "rds/clusterSnapshotCopy:ClusterSnapshotCopy", { sharedAccounts: unknownValue }, "note"],
  ["a share for another account", "ram/principalAssociation:PrincipalAssociation", { principal: stranger }, "violation"],
  [
    "a share for a unit of another organization",
    "ram/principalAssociation:PrincipalAssociation",
    { principal: `arn:aws:organizations::${stranger}:ou/${otherOrganization}/ou-1` },
    "violation",
  ],
  [
    "a signing profile for another account",
    "signer/signingProfilePermission:SigningProfilePermission",
    { principal: stranger },
    "violation",
  ],
  ["a cluster's endpoints for another account", "redshift/endpointAuthorization:EndpointAuthorization", { account: stranger }, "violation"],
  ["a cluster's endpoints for a trusted account", "redshift/endpointAuthorization:EndpointAuthorization", { account: friend }, "harmless"],
  ["an older search domain for everybody", "elasticsearch/domain:Domain", { accessPolicies: open }, "violation"],
  ["an older object for everybody", "s3/bucketObject:BucketObject", { acl: "public-read-write" }, "violation"],
  ["a copy for everybody", "s3/objectCopy:ObjectCopy", { grants: [{ type: "Group", uri: allUsers, permissions: ["READ"] }] }, "violation"],
  [
    "access points of several Regions as they are made",
    "s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
    { details: { name: "x" } },
    "harmless",
  ],
  [
    "access points of several Regions that do not block",
    "s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
    { details: { name: "x", publicAccessBlock: { blockPublicAcls: false } } },
    "violation",
  ],
  ["snapshots that may be public", "ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", { state: "unblocked" }, "violation"],
  ["a document for everybody", "ssm/document:Document", { permissions: { type: "Share", account_ids: "All" } }, "violation"],
  [
    "a document for trusted accounts",
    "ssm/document:Document",
    { permissions: { type: "Share", account_ids: `${own},${friend}` } },
    "harmless",
  ],
  ["a document for nobody else", "ssm/document:Document", {}, "harmless"],
];

describe("the access that a resource gives", () => {
  for (const [name, type, inputs, answer] of rows)
    it(`${answer}: ${name}`, () => {
      const access = judge(`aws:${type}`, inputs);
      assert.equal(access[0]?.level ?? "harmless", answer, JSON.stringify(access));
      for (const { message } of access) assert.match(message, /^[A-Z]\w+ `it` .*[^.]\. .*\.$/s);
    });

  it("is judged for every type of the table", () => {
    const judged = new Set(rows.map(([, type]) => `aws:${type}`));
    for (const [type, { inputs }] of accessTable) {
      if (judged.has(type)) continue;
      const [input = ""] = inputs;
      assert.ok(inputs.length === 1 && /polic|content/i.test(input), `${type} is more than a policy: it needs rows of its own`);
      assert.equal(judge(type, { [input]: open })[0]?.level, "violation", type);
      assert.deepEqual(judge(type, { [input]: ours }), [], type);
    }
  });

  it("is judged without throwing, whatever the inputs are", () => {
    const values = fc.oneof(fc.jsonValue(), fc.constant(unknownValue), fc.constantFrom("*", "all", own, stranger));
    fc.assert(
      fc.property(fc.constantFrom(...accessTable), values, values, ([type, { inputs }], one, other) => {
        judge(type, Object.fromEntries(inputs.map((name, index) => [name, index % 2 === 0 ? one : other])));
      }),
      { numRuns: 1000 },
    );
  });
});
