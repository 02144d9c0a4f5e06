import type { Grant, PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import type { World } from "../../../world/world";
import { buckets as stored } from "../../storing/s3";
import { accessPoints } from "../../storing/s3control/accessPoints";
import { publicAccessBlockOf } from "../../storing/s3control/accountBlock";
import { directoryBuckets as ofZones } from "../../storing/s3express";
import type { Granted, PolicyBearer } from "./bearer";

export function buckets(world: World): PolicyBearer[] {
  return stored.every(world).map(({ name, account, region, arn, createdAt, policy, settings }) => ({
    ...{ account, region, arn, createdAt, policy, resourceType: "AWS::S3::Bucket" },
    // A bucket whose owner owns every object has no ACLs.
    grants: settings.ownership === "BucketOwnerEnforced" ? [] : settings.grants.flatMap(granted),
    publicAccessBlock: either(settings.publicAccessBlock, publicAccessBlockOf(world, account)),
    accessPoints: accessPointsOf(world, name, account),
  }));
}

/** Whoever an access point lets in counts, whatever the bucket's own policy says. That is stricter than S3, which asks both. */
function accessPointsOf(world: World, bucket: string, owner: string): PolicyBearer["accessPoints"] {
  return accessPoints
    .every(world)
    .filter(({ settings }) => settings.bucket === bucket && settings.bucketAccount === owner)
    .map(({ arn, account, policy, settings }) => ({
      ...{ arn, policy, publicAccessBlock: either(settings.publicAccessBlock, publicAccessBlockOf(world, account)) },
    }));
}

export function directoryBuckets(world: World): PolicyBearer[] {
  return ofZones.every(world).map(({ account, region, arn, createdAt, policy }) => ({
    ...{ account, region, arn, createdAt, policy, resourceType: "AWS::S3Express::DirectoryBucket" },
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
