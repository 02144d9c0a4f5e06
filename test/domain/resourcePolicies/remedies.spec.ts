import assert from "node:assert/strict";
import { bucketPolicy, judge, publicRead } from "./judge";
import { allow, friend, ourOrganization, own, stranger, trusted } from "./table";

const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const github = `arn:aws:iam::${own}:oidc-provider/token.actions.githubusercontent.com`;

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
