import assert from "node:assert/strict";
import { externalAccess } from "../../../../dev/sandbox/services/accessanalyzer/externalAccess/externalAccess";
import type { Access, Zone } from "../../../../dev/sandbox/services/accessanalyzer/externalAccess/access";
import { outsideAccess, type PolicyKind } from "../../../../domain/resourcePolicies/outsideAccess";
import { allow, friend, otherOrganization, ourOrganization, own, policy, stranger, trusted } from "../../../domain/resourcePolicies/table";

/** `none`, `public`, or who outside, with the conditions in which he is. */
type Answer = string;

interface Row {
  document: object;
  /** Of an analyzer of the organization, which `friend` belongs to. */
  answer: Answer;
  /** Of one of the account, where that is another. */
  inAccount?: Answer;
  kind?: "resource" | "trust" | "key";
  /** What the policy pack says where it may say something else, and why it may. */
  pack?: ["none" | "public" | "outside" | "undecided", why: string];
}

const anyone = { AWS: "*" };
const root = (account: string) => `arn:aws:iam::${account}:root`;
const when = (key: string, value: unknown, operator = "StringEquals") => allow(anyone, { [operator]: { [key]: value } });
const deny = (Condition?: object, more: object = {}) =>
  ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", ...(Condition ? { Condition } : {}), ...more }) as const;
const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" };
const key = (Principal: unknown, Condition?: object) => allow(Principal, Condition, { Action: "kms:Decrypt", Resource: "*" });
const federated = (Federated: string, Condition?: object) =>
  policy({ Effect: "Allow", Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity", ...(Condition ? { Condition } : {}) });
const trust = (Principal: unknown, Condition?: object) =>
  policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...(Condition ? { Condition } : {}) });
const github = `arn:aws:iam::${own}:oidc-provider/token.actions.githubusercontent.com`;
const calls = "Access Analyzer tells of every federated principal; the pack asks whether anybody can be one";
const unconfigured = "the pack trusts what organization.yaml names, and decides nothing of what it does not";

const rows: Record<string, Row> = {
  everybody: { document: allow("*"), answer: "public" },
  "everybody with an account": { document: allow(anyone), answer: "public" },
  "everybody but somebody": {
    document: policy({ ...open, Principal: undefined, NotPrincipal: { AWS: root(stranger) } }),
    answer: "public",
  },
  "its own account": { document: allow({ AWS: own }), answer: "none" },
  "another account of the organization": { document: allow({ AWS: root(friend) }), answer: "none", inAccount: friend },
  "a stranger": { document: allow({ AWS: root(stranger) }), answer: stranger },
  "a stranger's role": { document: allow({ AWS: `arn:aws:iam::${stranger}:role/x` }), answer: `arn:aws:iam::${stranger}:role/x` },
  "a friend and a stranger": {
    ...{ document: allow({ AWS: [friend, stranger] }), answer: stranger, inAccount: `${friend}; ${stranger}` },
  },
  "a service": { document: allow({ Service: "sns.amazonaws.com" }), answer: "none" },
  "nobody: only a Deny": { document: policy(deny()), answer: "none" },

  "its organization": {
    document: when("aws:PrincipalOrgID", ourOrganization),
    ...{ answer: "none", inAccount: `* aws:PrincipalOrgID=${ourOrganization}` },
  },
  "another organization": { document: when("aws:PrincipalOrgID", otherOrganization), answer: `* aws:PrincipalOrgID=${otherOrganization}` },
  "any organization": { document: when("aws:PrincipalOrgID", "*", "StringLike"), answer: "public" },
  "its organization, if there is one": { document: when("aws:PrincipalOrgID", ourOrganization, "StringEqualsIfExists"), answer: "public" },
  "all but an organization": { document: when("aws:PrincipalOrgID", otherOrganization, "StringNotEquals"), answer: "public" },
  "a unit of its organization": {
    document: when("aws:PrincipalOrgPaths", `${ourOrganization}/r-ab12/ou-ab12-1/*`, "ForAnyValue:StringLike"),
    ...{ answer: "none", inAccount: `* aws:PrincipalOrgPaths=${ourOrganization}/r-ab12/ou-ab12-1/*` },
  },
  "all of some paths, of which there may be none": {
    ...{ document: when("aws:PrincipalOrgPaths", `${ourOrganization}/*`, "ForAllValues:StringLike"), answer: "public" },
  },
  "its account, by the key": { document: when("aws:PrincipalAccount", own), answer: "none" },
  "its account, by a variable": { document: when("aws:PrincipalAccount", "${aws:ResourceAccount}"), answer: "none" },
  "its organization, by a variable": {
    document: when("aws:PrincipalOrgID", "${aws:ResourceOrgID}"),
    ...{ answer: "none", inAccount: `* aws:PrincipalOrgID=${ourOrganization}` },
  },
  "roles of a stranger": {
    document: when("aws:PrincipalArn", `arn:aws:iam::${stranger}:role/*`, "ArnLike"),
    answer: `* aws:PrincipalArn=arn:aws:iam::${stranger}:role/*`,
  },
  "roles of that name anywhere": { document: when("aws:PrincipalArn", "arn:aws:iam::*:role/deploy", "ArnLike"), answer: "public" },
  "a source of its own": { document: when("aws:SourceArn", `arn:aws:sns:eu-central-1:${own}:news`, "ArnLike"), answer: "none" },
  "a stranger's source account": { document: when("aws:SourceAccount", stranger), answer: `* aws:SourceAccount=${stranger}` },
  "some topic": { document: when("aws:SourceArn", "arn:aws:sns:*:*:*", "ArnLike"), answer: "public" },
  "a bucket that may be anybody's": {
    document: when("aws:SourceArn", "arn:aws:s3:::uploads", "ArnLike"),
    ...{
      answer: "* aws:SourceArn=arn:aws:s3:::uploads",
      pack: ["undecided", "a bucket's ARN has no account; either says that it is not known"],
    },
  },
  "any API": { document: when("aws:SourceArn", "arn:aws:apigateway:eu-central-1::/restapis/*", "ArnLike"), answer: "public" },
  "a VPC": {
    document: when("aws:SourceVpc", "vpc-0a1b2c3d"),
    ...{ answer: "* aws:SourceVpc=vpc-0a1b2c3d", pack: ["undecided", unconfigured] },
  },
  "any VPC": { document: when("aws:SourceVpc", "vpc-*", "StringLike"), answer: "public" },
  "some addresses": {
    document: when("aws:SourceIp", ["203.0.113.0/24", "198.51.100.7"], "IpAddress"),
    ...{ answer: "* aws:SourceIp=198.51.100.7; * aws:SourceIp=203.0.113.0/24", pack: ["undecided", unconfigured] },
  },
  "every address": { document: when("aws:SourceIp", "0.0.0.0/0", "IpAddress"), answer: "public" },
  "half of all addresses": { document: when("aws:SourceIp", "0.0.0.0/1", "IpAddress"), answer: "public" },
  "private addresses, which no request has": { document: when("aws:SourceIp", "10.0.0.0/8", "IpAddress"), answer: "none" },
  "addresses in some VPC": { document: when("aws:VpcSourceIp", "10.0.0.0/8", "IpAddress"), answer: "public" },
  "a role's sessions by its id": {
    document: when("aws:userid", "AROAKSCDLFT9R5DQP782U:*", "StringLike"),
    ...{ answer: "* aws:userid=AROAKSCDLFT9R5DQP782U:*", pack: ["undecided", "an id does not say whose it is"] },
  },
  "encrypted transport": { document: when("aws:SecureTransport", "true", "Bool"), answer: "public" },
  "a tag that everybody can give himself": { document: when("aws:PrincipalTag/team", "ours"), answer: "public" },
  "services only": { document: when("aws:PrincipalIsAWSService", "true", "Bool"), answer: "none" },
  "a key that every object has": { document: when("constructor", "x"), answer: "public" },
  "objects that its own key encrypts": {
    document: when("s3:x-amz-server-side-encryption-aws-kms-key-id", `arn:aws:kms:eu-central-1:${own}:key/1`),
    ...{ answer: "public", pack: ["none", "who may not use the key reads nothing; Access Analyzer is not said to know"] },
  },

  "a Deny for all": { document: policy(open, deny()), answer: "none" },
  "a Deny for who is not in the organization": {
    document: policy(open, deny({ StringNotEquals: { "aws:PrincipalOrgID": ourOrganization } })),
    ...{ answer: "none", inAccount: `* aws:PrincipalOrgID=${ourOrganization}` },
  },
  "a Deny that spares services": {
    document: policy(
      open,
      deny({ StringNotEqualsIfExists: { "aws:PrincipalOrgID": ourOrganization }, BoolIfExists: { "aws:PrincipalIsAWSService": "false" } }),
    ),
    ...{ answer: "none", inAccount: `* aws:PrincipalOrgID=${ourOrganization}` },
  },
  "a Deny of another action": { document: policy(open, deny(undefined, { Action: "s3:PutObject" })), answer: "public" },
  "a Deny of actions with one letter": {
    document: policy({ ...open, Action: "s3:*" }, deny(undefined, { Action: "s3:?" })),
    answer: "public",
  },
  "a Deny of other objects": { document: policy(open, deny(undefined, { Resource: "arn:aws:s3:::data/secret/*" })), answer: "public" },
  "a Deny of plain HTTP": { document: policy(open, deny({ Bool: { "aws:SecureTransport": "false" } })), answer: "public" },
  "a Deny for all but two": {
    document: policy(open, deny(undefined, { Principal: undefined, NotPrincipal: { AWS: [root(own), root(stranger)] } })),
    answer: stranger,
  },

  "the key policy that AWS makes": { document: key({ AWS: root(own) }), answer: "none", kind: "key" },
  "a key for everybody": { document: key("*"), answer: "public", kind: "key" },
  "a service's key": {
    document: key(anyone, { StringEquals: { "kms:CallerAccount": own, "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }),
    ...{ answer: "none", kind: "key" },
  },
  "a key through a service": {
    ...{ document: key(anyone, { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }), answer: "public", kind: "key" },
  },
  "a key for a stranger": {
    document: key(anyone, { StringEquals: { "kms:CallerAccount": stranger } }),
    ...{ answer: `* kms:CallerAccount=${stranger}`, kind: "key" },
  },

  "a role for a service": { document: trust({ Service: "ec2.amazonaws.com" }), answer: "none", kind: "trust" },
  "a role for everybody": { document: trust("*"), answer: "public", kind: "trust" },
  "a role for a stranger with an external id": {
    document: trust({ AWS: root(stranger) }, { StringEquals: { "sts:ExternalId": "42" } }),
    ...{ answer: `${stranger} sts:ExternalId=42`, kind: "trust" },
  },
  "a role for the organization's pipelines": {
    document: trust(anyone, {
      StringEquals: { "aws:PrincipalOrgID": ourOrganization },
      ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" },
    }),
    ...{ answer: "none", kind: "trust", inAccount: `* aws:PrincipalArn=arn:aws:iam::*:role/ci,aws:PrincipalOrgID=${ourOrganization}` },
  },
  "a repository of GitHub": {
    document: federated(github, { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:acme/app:ref:refs/heads/main" } }),
    answer: `${github} token.actions.githubusercontent.com:sub=repo:acme/app:ref:refs/heads/main`,
    ...{ kind: "trust", pack: ["none", calls] },
  },
  "all of GitHub": { document: federated(github), answer: github, kind: "trust", pack: ["public", calls] },
  "a web identity of anybody": { document: federated("graph.facebook.com"), answer: "public", kind: "trust" },
  "every provider": { document: federated("*"), answer: "public", kind: "trust" },
};

describe("two readings of AWS's documentation", () => {
  const zone: Zone = { accounts: new Set([own, friend]), organization: ourOrganization, isOrganization: true, hasCanonicalId: () => false };
  const account: Zone = { ...zone, accounts: new Set([own]), isOrganization: false };

  for (const [name, { document, answer, inAccount = answer, kind = "resource", pack }] of Object.entries(rows)) {
    it(`${answer}: ${name}`, () => {
      assert.equal(found(document, kind, zone), answer);
      assert.equal(found(document, kind, account), inAccount);
      const same = answer === "none" || answer === "public" ? answer : "outside";
      assert.equal(saidByPack(document, kind), pack?.[0] ?? same);
      if (pack) assert.notEqual(pack[0], same, "they agree: the note can go");
    });
  }

  function found(document: object, kind: string, within: Zone): Answer {
    const { arn, resourceType } = resources[kind as keyof typeof resources];
    const bearer = { account: own, region: "eu-central-1", arn, resourceType, createdAt: new Date(0), policy: JSON.stringify(document) };
    const accesses = externalAccess(bearer, within);
    if (accesses.some(({ isPublic }) => isPublic)) return "public";
    return accesses.map(told).sort().join("; ") || "none";
  }

  function saidByPack(document: object, kind: PolicyKind): string {
    const verdicts = outsideAccess(document, kind, trusted).map(({ verdict }) => verdict);
    return verdicts.find((verdict) => verdict === "public") ?? verdicts[0] ?? "none";
  }
});

const resources = {
  resource: { arn: "arn:aws:s3:::data", resourceType: "AWS::S3::Bucket" },
  key: { arn: `arn:aws:kms:eu-central-1:${own}:key/1`, resourceType: "AWS::KMS::Key" },
  trust: { arn: `arn:aws:iam::${own}:role/app`, resourceType: "AWS::IAM::Role" },
} as const;

function told({ principal, condition }: Access): string {
  const conditions = Object.entries(condition).map(([name, value]) => `${name}=${value}`);
  return [...Object.values(principal), conditions.sort().join()].filter(Boolean).join(" ");
}
