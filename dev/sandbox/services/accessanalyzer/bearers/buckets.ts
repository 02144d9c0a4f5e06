import type { Grant, PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import type { World } from "../../../world/world";
import { buckets as stored, publicAccessBlockOf } from "../../storing/s3";
import type { Granted, PolicyBearer } from "./bearer";

export function buckets(world: World): PolicyBearer[] {
  return stored.every(world).map(({ account, region, arn, createdAt, policy, settings }) => ({
    ...{ account, region, arn, createdAt, policy, resourceType: "AWS::S3::Bucket" },
    // A bucket whose owner owns every object has no ACLs.
    grants: settings.ownership === "BucketOwnerEnforced" ? [] : settings.grants.flatMap(granted),
    publicAccessBlock: either(settings.publicAccessBlock, publicAccessBlockOf(world, account)),
  }));
}

/** The stricter of what the bucket and its account say. */
function either(bucket: PublicAccessBlockConfiguration = {}, account: PublicAccessBlockConfiguration = {}): PublicAccessBlockConfiguration {
  return {
    IgnorePublicAcls: bucket.IgnorePublicAcls === true || account.IgnorePublicAcls === true,
    RestrictPublicBuckets: bucket.RestrictPublicBuckets === true || account.RestrictPublicBuckets === true,
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const actions: Partial<Record<string, string[]>> = {
  READ: ["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"],
  WRITE: ["s3:DeleteObject", "s3:PutObject"],
  READ_ACP: ["s3:GetBucketAcl"],
  WRITE_ACP: ["s3:PutBucketAcl"],
};

function granted({ Grantee, Permission }: Grant): Granted[] {
  const action = Permission === "FULL_CONTROL" ? Object.values(actions).flatMap((each) => each ?? []) : (actions[Permission ?? ""] ?? []);
  const source = "BUCKET_ACL" as const;
  if (Grantee?.ID !== undefined) return [{ principal: { CanonicalUser: Grantee.ID }, action, source }];
  // Whoever has any account is everybody; the group for log delivery is a service.
  return /\/(AllUsers|AuthenticatedUsers)$/.test(Grantee?.URI ?? "") ? [{ principal: { AWS: "*" }, action, source }] : [];
}
