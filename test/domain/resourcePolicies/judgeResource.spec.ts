import assert from "node:assert/strict";
import fc from "fast-check";
import { accessTable } from "../../../domain/resourcePolicies/accessTable";
import type { AccessException } from "../../../domain/resourcePolicies/exceptions";
import { publicAccessOf, type JudgeOptions, type PublicAccess } from "../../../domain/resourcePolicies/judgeResource";
import { unknownValue } from "../../../domain/unknownValue";
import { allow, friend, otherOrganization, ourOrganization, own, policy, stranger, trusted } from "./table";

const options: JudgeOptions = { trusted, exceptions: [], today: "2026-11-27" };
const nobodyConfigured = { ...options, trusted: { ...trusted, accounts: [], organizations: [] } };

const judge = (type: string, inputs: object, changed: Partial<JudgeOptions> = {}): PublicAccess[] =>
  publicAccessOf({ type, name: "it", urn: `urn:pulumi:dev::app::${type}::it`, inputs: { ...inputs } }, { ...options, ...changed });

type Answer = "harmless" | "violation" | "note";
/** Type without `aws:`, inputs, answer. */
type Row = [name: string, type: string, inputs: object, answer: Answer];

const open = JSON.stringify(allow("*"));
const ours = JSON.stringify(allow({ AWS: own }));
const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const organizationArn = (id: string) => `arn:aws:organizations::${own}:organization/${id}`;
const allUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
const github = `arn:aws:iam::${own}:oidc-provider/token.actions.githubusercontent.com`;

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

const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const publicRead = { policy: allow("*", undefined, { Sid: "PublicRead" }) };

describe("what is said of a resource", () => {
  it("is what, to whom, by which statement, and what to do", () => {
    assert.deepEqual(judge(bucketPolicy, publicRead), [
      {
        level: "violation",
        message:
          "BucketPolicy `it` gives everybody access: statement 1 (PublicRead) allows s3:GetObject to *. " +
          "Name who is meant in Principal, limit it with aws:PrincipalOrgID, or add an exception with owner, reason and until.",
      },
    ]);
    assert.deepEqual(judge("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { blockPublicAcls: true, blockPublicPolicy: true }), [
      {
        level: "violation",
        message:
          "BucketPublicAccessBlock `it` lets public access be given: ignorePublicAcls, restrictPublicBuckets are not true. " +
          "Set them to true, or add an exception with owner, reason and until.",
      },
    ]);
  });

  it("is a note for other accounts, while nobody is configured as trusted", () => {
    const [access] = judge(bucketPolicy, { policy: allow({ AWS: stranger }) }, nobodyConfigured);
    assert.deepEqual(access, {
      level: "note",
      message:
        `BucketPolicy \`it\` gives ${stranger} access: statement 1 allows s3:GetObject to ${stranger}. ` +
        "This is a note while no trusted accounts and no organizations are configured. " +
        "Take it out, configure it as trusted, or add an exception with owner, reason and until.",
    });
    assert.equal(judge(bucketPolicy, publicRead, nobodyConfigured)[0]?.level, "violation");
  });

  for (const [name, configured] of Object.entries({
    accounts: [friend],
    organizations: [ourOrganization],
    organizationPaths: [`${ourOrganization}/r-1/`],
  }))
    it(`is a violation for other accounts, once ${name} are configured`, () => {
      const inputs = { policy: allow({ AWS: stranger }) };
      const [access] = judge(bucketPolicy, inputs, { trusted: { ...nobodyConfigured.trusted, [name]: configured } });
      assert.equal(access?.level, "violation");
      assert.doesNotMatch(access.message, /This is a note/);
    });

  it("is that it is judged again, where something is not known yet", () => {
    assert.deepEqual(judge(bucketPolicy, { policy: unknownValue }), [
      {
        level: "note",
        message:
          "BucketPolicy `it` may give others than the trusted access: the policy is not known before it is deployed. It is judged again once it is known.",
      },
    ]);
  });

  it("is never long, and hides no character of who it is", () => {
    const many = Array.from({ length: 100 }, (_, index) => String(900_000_000_000 + index));
    const [first, second] = [{ AWS: many }, { AWS: `arn:aws:iam::${stranger}:role/a\u202eb${"c".repeat(1000)}` }].map(
      (principal) => judge(bucketPolicy, { policy: allow(principal) })[0]?.message ?? "",
    );
    assert.match(first ?? "", /gives 900000000000, 900000000001, 900000000002, 97 more access: /);
    assert.match(second ?? "", /a\\u202ebc+\.\.\. \(1,0\d\d characters\)/);
    assert.doesNotMatch(second ?? "", /\u202e/);
  });

  it("hides no character of a name", () => {
    const [access] = publicAccessOf({ type: bucketPolicy, name: "a\u202eb", urn: "urn", inputs: publicRead }, options);
    assert.match(access?.message ?? "", /`a\\u202eb`/);
  });
});

describe("the remedies that are printed", () => {
  const remedied: [name: string, type: string, before: object, after: object, words: RegExp][] = [
    ["a principal", bucketPolicy, publicRead, { policy: allow({ AWS: own }) }, /Name who is meant in Principal/],
    [
      "the organization",
      bucketPolicy,
      publicRead,
      { policy: allow("*", { StringEquals: { "aws:PrincipalOrgID": ourOrganization } }) },
      /limit it with aws:PrincipalOrgID/,
    ],
    [
      "the claim of a shared provider",
      "aws:iam/role:Role",
      { assumeRolePolicy: allow({ Federated: github }) },
      { assumeRolePolicy: allow({ Federated: github }, { StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/app:*" } }) },
      /Limit it with token\.actions\.githubusercontent\.com:sub,/,
    ],
    [
      "the client of Google",
      "aws:iam/role:Role",
      { assumeRolePolicy: allow({ Federated: "accounts.google.com" }) },
      { assumeRolePolicy: allow({ Federated: "accounts.google.com" }, { StringEquals: { "accounts.google.com:aud": "1234" } }) },
      /Limit it with accounts\.google\.com:aud,/,
    ],
    ["out with it", bucketPolicy, { policy: allow({ AWS: [own, stranger] }) }, { policy: allow({ AWS: own }) }, /Take it out/],
    [
      "an account instead of a user's id",
      bucketPolicy,
      { policy: allow({ CanonicalUser: "79a59" }) },
      { policy: allow({ AWS: own }) },
      /Name accounts/,
    ],
    ["the private acl", "aws:s3/bucketAcl:BucketAcl", { acl: "public-read" }, { acl: "private" }, /acl private/],
    [
      "a block",
      "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
      { ...blocked, blockPublicAcls: false },
      blocked,
      /Set it to true/,
    ],
    ["all blocks", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {}, blocked, /Set them to true/],
    [
      "authentication",
      "aws:lambda/functionUrl:FunctionUrl",
      { authorizationType: "NONE" },
      { authorizationType: "AWS_IAM" },
      /Set authorizationType to AWS_IAM/,
    ],
    [
      "an account in principal",
      "aws:lambda/permission:Permission",
      { principal: "*" },
      { principal: own },
      /Name an account or a service in principal/,
    ],
    [
      "an organization beside principal",
      "aws:lambda/permission:Permission",
      { principal: "*" },
      { principal: "*", principalOrgId: ourOrganization },
      /set principalOrgId/,
    ],
    [
      "the layer's organization",
      "aws:lambda/layerVersionPermission:LayerVersionPermission",
      { principal: "*" },
      { principal: "*", organizationId: ourOrganization },
      /set organizationId/,
    ],
    [
      "accounts of a snapshot",
      "aws:rds/snapshot:Snapshot",
      { sharedAccounts: ["all"] },
      { sharedAccounts: [friend] },
      /Name accounts in sharedAccounts/,
    ],
    [
      "accounts of an image",
      "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
      { group: "all" },
      { accountId: friend },
      /Name accounts in accountId/,
    ],
    [
      "accounts of a document",
      "aws:ssm/document:Document",
      { permissions: { account_ids: "All" } },
      { permissions: { account_ids: friend } },
      /Name accounts in account_ids/,
    ],
    [
      "blocked images",
      "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
      { state: "unblocked" },
      { state: "block-new-sharing" },
      /Set state to block-new-sharing/,
    ],
    [
      "blocked snapshots",
      "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
      { state: "unblocked" },
      { state: "block-all-sharing" },
      /Set state to block-all-sharing/,
    ],
    [
      "an account of a volume",
      "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
      { accountId: "all" },
      { accountId: friend },
      /Name an account in accountId/,
    ],
    [
      "an account of a share",
      "aws:ram/principalAssociation:PrincipalAssociation",
      { principal: "*" },
      { principal: friend },
      /Name an account in principal/,
    ],
    [
      "an account of a profile",
      "aws:signer/signingProfilePermission:SigningProfilePermission",
      { principal: "*" },
      { principal: friend },
      /Name an account in principal/,
    ],
    [
      "an account of a cluster",
      "aws:redshift/endpointAuthorization:EndpointAuthorization",
      { account: "*" },
      { account: friend },
      /Name an account in account/,
    ],
    [
      "a role of a grant",
      "aws:kms/grant:Grant",
      { granteePrincipal: "*" },
      { granteePrincipal: `arn:aws:iam::${own}:role/x` },
      /Name a role in granteePrincipal/,
    ],
    [
      "a condition of a bus",
      "aws:cloudwatch/eventPermission:EventPermission",
      { principal: "*" },
      { principal: "*", condition: { type: "StringEquals", key: "aws:PrincipalOrgID", value: ourOrganization } },
      /set a condition for aws:PrincipalOrgID/,
    ],
  ];
  for (const [name, type, before, after, words] of remedied)
    it(`help: ${name}`, () => {
      assert.match(judge(type, before)[0]?.message ?? "", words);
      assert.deepEqual(judge(type, after), []);
    });

  it("help: trust in configuration", () => {
    const inputs = { policy: allow({ AWS: stranger }) };
    assert.match(judge(bucketPolicy, inputs)[0]?.message ?? "", /configure it as trusted/);
    assert.deepEqual(judge(bucketPolicy, inputs, { trusted: { ...trusted, accounts: [stranger] } }), []);
  });

  it("help: a public registry becomes a private one", () => {
    assert.match(judge("aws:ecrpublic/repository:Repository", {})[0]?.message ?? "", /Use aws\.ecr\.Repository/);
    assert.deepEqual(judge("aws:ecr/repository:Repository", {}), []);
  });
});

describe("an exception", () => {
  const exception: AccessException = { resource: "it", owner: "web", reason: "the site is public", until: "2026-11-27" };
  const judged = (changed: Partial<AccessException>, today = "2026-11-27") =>
    judge(bucketPolicy, publicRead, { exceptions: [{ ...exception, ...changed }], today });

  for (const [name, resource] of [
    ["a name", "it"],
    ["a pattern of names", "i?*"],
    ["a type", bucketPolicy],
    ["a URN", `urn:pulumi:dev::app::${bucketPolicy}::it`],
  ] as const)
    it(`holds for ${name}, until the end of its last day`, () => {
      assert.deepEqual(judged({ resource }), []);
      const [access] = judged({ resource }, "2026-11-28");
      assert.equal(access?.level, "violation");
      assert.match(access.message, / to \*\. The exception of web \(the site is public\) expired on 2026-11-27\. Name who is meant /);
    });

  it("holds for nothing else", () => {
    const [access] = judged({ resource: "its" });
    assert.equal(access?.level, "violation");
    assert.doesNotMatch(access.message, /expired/);
  });

  it("holds for nothing, where it is for everything", () => {
    assert.match(judged({ resource: "*" })[0]?.message ?? "", /names no resource: \* is all of them\./);
  });

  it("holds for nothing without an end", () => {
    assert.match(judged({ until: "2027" })[0]?.message ?? "", /has no end of the form YYYY-MM-DD: 2027\./);
  });

  it("that holds counts beside one that has expired", () => {
    assert.deepEqual(judge(bucketPolicy, publicRead, { exceptions: [{ ...exception, until: "2026-01-01" }, exception] }), []);
  });

  it("quiets notes as well", () => {
    assert.deepEqual(judge(bucketPolicy, { policy: unknownValue }, { exceptions: [exception] }), []);
  });
});
