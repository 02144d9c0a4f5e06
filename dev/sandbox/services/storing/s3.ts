import { createHash } from "node:crypto";
import * as sdk from "@aws-sdk/client-s3";
import type { BucketLocationConstraint, Grant, ObjectOwnership, PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { AwsError, type Call, type Operations, type Service } from "../../service";
import { accountOf, isRegionEnabled } from "../../world/world";
import { only } from "./only";
import { allowsEverybody, policyText } from "./policyText";
import { accessPointOperations } from "./s3control/accessPoints";
import { accountBlockOperations } from "./s3control/accountBlock";
import { s3ControlSchemas } from "./s3control/schemas";
import { Storing } from "./stored";

interface Bucket {
  grants: Grant[];
  ownership?: ObjectOwnership;
  publicAccessBlock?: PublicAccessBlockConfiguration;
}

export const buckets = new Storing<Bucket, { Bucket: string }>({
  title: "s3 bucket",
  arn: (name, { partition }) => `arn:${partition}:s3:::${name}`,
  named: ({ Bucket }) => Bucket,
  missing: () => new AwsError("NoSuchBucket", "The specified bucket does not exist"),
  invalidTags: "InvalidTag",
  everywhere: {
    elsewhere: () =>
      new AwsError(
        "PermanentRedirect",
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
        {},
        301,
      ),
  },
});

const operations: Operations<typeof sdk> = {
  CreateBucket: buckets.creates({
    region: ({ CreateBucketConfiguration }, call) => regionOf(CreateBucketConfiguration?.LocationConstraint, call),
    tags: ({ CreateBucketConfiguration }) => tagMap(CreateBucketConfiguration?.Tags),
    settings(input, call) {
      only(input, ["Bucket", "ACL", "CreateBucketConfiguration", "ObjectOwnership"]);
      only(input.CreateBucketConfiguration ?? {}, ["LocationConstraint", "Tags"]);
      const { Bucket, ACL = "private", ObjectOwnership: ownership = "BucketOwnerEnforced" } = input;
      if (!/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(Bucket))
        throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
      const grants = canned(ACL, call.caller.account);
      const settings: Bucket = { grants, ownership, publicAccessBlock: { ...blocksAll } };
      assertAclFits(settings, grants);
      return settings;
    },
    taken(existing, _input, { caller }) {
      if (existing.account !== caller.account) throw new AwsError("BucketAlreadyExists", "The requested bucket name is not available.");
      throw new AwsError("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");
    },
    answer: ({ name }) => ({ Location: `/${name}` }),
  }),
  HeadBucket: buckets.on(({ region }) => ({ BucketRegion: region }), { action: "s3:ListBucket" }),
  DeleteBucket: buckets.removes(),
  ListBuckets: {
    authorize: () => ({ action: "s3:ListAllMyBuckets", resource: "*" }),
    handle(input, call) {
      if (input.MaxBuckets !== undefined || input.ContinuationToken !== undefined)
        throw new AwsError("NotImplemented", "The sandbox organization lists all buckets of an account at once.");
      const found = buckets.all(call).filter(({ name }) => name.startsWith(input.Prefix ?? ""));
      return {
        Owner: { ID: canonicalId(call.caller.account) },
        Buckets: found.map(({ name, createdAt, region }) => ({ Name: name, CreationDate: createdAt, BucketRegion: region })),
      };
    },
  },

  PutBucketPolicy: buckets.on((bucket, { Policy }) => {
    const policy = policyText(Policy, "MalformedPolicy");
    if (bucket.settings.publicAccessBlock?.BlockPublicPolicy === true && allowsEverybody(policy))
      throw new AwsError("AccessDenied", "Public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.");
    bucket.policy = policy;
  }),
  GetBucketPolicy: buckets.on(({ policy }) => ({ Policy: policy ?? missing("NoSuchBucketPolicy", "The bucket policy does not exist") })),
  DeleteBucketPolicy: buckets.on((bucket) => {
    bucket.policy = undefined;
  }),

  PutPublicAccessBlock: buckets.on(
    ({ settings }, { PublicAccessBlockConfiguration: given }) => {
      settings.publicAccessBlock = { ...blocksNothing, ...given };
    },
    { action: "s3:PutBucketPublicAccessBlock" },
  ),
  GetPublicAccessBlock: buckets.on(
    ({ settings }) => ({
      PublicAccessBlockConfiguration:
        settings.publicAccessBlock ??
        missing("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
    }),
    { action: "s3:GetBucketPublicAccessBlock" },
  ),
  DeletePublicAccessBlock: buckets.on(
    ({ settings }) => {
      settings.publicAccessBlock = undefined;
    },
    { action: "s3:PutBucketPublicAccessBlock" },
  ),

  PutBucketAcl: buckets.on(({ account, settings }, { ACL, AccessControlPolicy }) => {
    const grants = AccessControlPolicy?.Grants ?? canned(ACL, account);
    assertAclFits(settings, grants);
    settings.grants = grants;
  }),
  GetBucketAcl: buckets.on(({ account, settings }) => ({ Owner: { ID: canonicalId(account) }, Grants: settings.grants })),

  PutBucketOwnershipControls: buckets.on(({ settings }, { OwnershipControls: { Rules } }) => {
    settings.ownership = Rules[0]?.ObjectOwnership;
  }),
  GetBucketOwnershipControls: buckets.on(({ settings: { ownership } }) => ({
    OwnershipControls: {
      Rules: [
        {
          ObjectOwnership: ownership ?? missing("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
        },
      ],
    },
  })),
  DeleteBucketOwnershipControls: buckets.on(
    ({ settings }) => {
      settings.ownership = undefined;
    },
    { action: "s3:PutBucketOwnershipControls" },
  ),

  PutBucketTagging: buckets.on((bucket, { Tagging: { TagSet } }) => buckets.setTags(bucket, tagMap(TagSet), new Map()), {
    tags: ({ Tagging }) => tagMap(Tagging.TagSet),
  }),
  GetBucketTagging: buckets.on(({ tags }) => ({
    TagSet: tags.size > 0 ? [...tags].map(([Key, Value]) => ({ Key, Value })) : missing("NoSuchTagSet", "The TagSet does not exist"),
  })),
  DeleteBucketTagging: buckets.on(
    (bucket) => {
      bucket.tags = new Map();
    },
    { action: "s3:PutBucketTagging" },
  ),
};

/** What a new bucket has. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const blocksAll: PublicAccessBlockConfiguration = {
  ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
};
const blocksNothing: PublicAccessBlockConfiguration = {
  ...{ BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false },
};

const groups = "http://acs.amazonaws.com/groups/";
const everybody: Grant["Grantee"] = { Type: "Group", URI: `${groups}global/AllUsers` };
const authenticated: Grant["Grantee"] = { Type: "Group", URI: `${groups}global/AuthenticatedUsers` };
const logDelivery: Grant["Grantee"] = { Type: "Group", URI: `${groups}s3/LogDelivery` };

/** What the canned ACLs grant beside the owner's full control. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const cannedGrants: Record<string, Grant[]> = {
  private: [],
  "public-read": [{ Grantee: everybody, Permission: "READ" }],
  "public-read-write": [
    { Grantee: everybody, Permission: "READ" },
    { Grantee: everybody, Permission: "WRITE" },
  ],
  "authenticated-read": [{ Grantee: authenticated, Permission: "READ" }],
  "log-delivery-write": [
    { Grantee: logDelivery, Permission: "WRITE" },
    { Grantee: logDelivery, Permission: "READ_ACP" },
  ],
};

/** @throws AwsError; grants in headers are not implemented. */
function canned(acl: string | undefined, account: string): Grant[] {
  const more = Object.hasOwn(cannedGrants, acl ?? "") ? cannedGrants[acl ?? ""] : undefined;
  if (!more) throw new AwsError("NotImplemented", `The sandbox organization does not know the ACL ${acl ?? "that headers grant"}.`);
  return [{ Grantee: { Type: "CanonicalUser", ID: canonicalId(account) }, Permission: "FULL_CONTROL" }, ...more];
}

function assertAclFits({ ownership, publicAccessBlock }: Bucket, grants: Grant[]): void {
  if (grants.length > 1 && ownership === "BucketOwnerEnforced")
    throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
  const isPublic = grants.some(({ Grantee }) => Grantee?.URI === everybody?.URI || Grantee?.URI === authenticated?.URI);
  if (isPublic && publicAccessBlock?.BlockPublicAcls === true)
    throw new AwsError(
      "AccessDenied",
      "Public access control lists are prevented by the BlockPublicAcls setting in S3 Block Public Access.",
    );
}

/** us-east-1 is the Region without a constraint; every other one takes its own only. @throws AwsError */
function regionOf(constraint: BucketLocationConstraint | undefined, { world, caller, region }: Call): string {
  const wanted: string = constraint ?? "us-east-1";
  const fits = region === "us-east-1" ? constraint === undefined || wanted !== region : wanted === region;
  if (fits && isRegionEnabled(accountOf(world, caller.account), wanted)) return wanted;
  throw new AwsError(
    "IllegalLocationConstraintException",
    `The ${constraint ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** How S3 knows an account in ACLs. */
export function canonicalId(account: string): string {
  return createHash("sha256").update(account).digest("hex");
}

function missing(code: string, message: string): never {
  throw new AwsError(code, message, {}, 404);
}

function tagMap(tags: readonly { Key?: string; Value?: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** Amazon S3, with S3 Control, for which clients sign alike: buckets and access points with what decides about access; no objects. */
export const s3: Service = {
  signingName: "s3",
  protocol: "restXml",
  namespace: "com.amazonaws.s3",
  xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
  sdk: { ...sdk, ...s3ControlSchemas },
  scope: "regional",
  trail: {
    names: { PutPublicAccessBlock: "PutBucketPublicAccessBlock", DeletePublicAccessBlock: "DeleteBucketPublicAccessBlock" },
    members: { bucket: "bucketName", aCL: "x-amz-acl" },
    resourceTypes: { ":::": "AWS::S3::Bucket", ":accesspoint/": "AWS::S3::AccessPoint" },
  },
  operations: { ...operations, ...accessPointOperations, ...accountBlockOperations },
};
