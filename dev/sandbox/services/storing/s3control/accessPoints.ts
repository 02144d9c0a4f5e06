import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { AwsError } from "../../../service";
import { only } from "../only";
import { policyText } from "../policyText";
import { Storing, type Stored } from "../stored";

export interface AccessPoint {
  bucket: string;
  /** Whose the bucket is. */
  bucketAccount: string;
  publicAccessBlock: PublicAccessBlockConfiguration;
}

interface OfAccessPoint {
  AccountId: string;
  Name: string;
}

interface NewAccessPoint extends OfAccessPoint {
  Bucket: string;
  BucketAccountId?: string;
  PublicAccessBlockConfiguration?: PublicAccessBlockConfiguration;
}

/** They belong to the account that makes them, whosever the bucket is. */
export const accessPoints = new Storing<AccessPoint, OfAccessPoint>({
  title: "s3 access point",
  arn: (name, { partition, account, region }) => `arn:${partition}:s3:${region}:${account}:accesspoint/${name}`,
  named: ({ AccountId, Name }) => ({ name: Name, account: AccountId }),
  missing: () => new AwsError("NoSuchAccessPoint", "The specified accesspoint does not exist", {}, 404),
  invalidTags: "InvalidTag",
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html */
export const accessPointOperations = {
  CreateAccessPoint: accessPoints.creates({
    settings(input: NewAccessPoint, { caller }) {
      only(input, ["AccountId", "Name", "Bucket", "BucketAccountId", "PublicAccessBlockConfiguration"]);
      const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
      return {
        ...{ bucket: input.Bucket, bucketAccount: input.BucketAccountId ?? caller.account },
        publicAccessBlock: input.PublicAccessBlockConfiguration ?? all,
      };
    },
    taken() {
      throw new AwsError("AccessPointAlreadyOwnedByYou", "Your previous request to create the accesspoint succeeded.", {}, 409);
    },
    answer: ({ arn, name, account }) => ({ AccessPointArn: arn, Alias: `${name}-${account}-s3alias` }),
  }),
  GetAccessPoint: accessPoints.on(({ name, arn, createdAt, settings }) => ({
    ...{ Name: name, Bucket: settings.bucket, BucketAccountId: settings.bucketAccount, NetworkOrigin: "Internet" },
    ...{ PublicAccessBlockConfiguration: settings.publicAccessBlock, CreationDate: createdAt, AccessPointArn: arn },
  })),
  DeleteAccessPoint: accessPoints.removes(),
  PutAccessPointPolicy: accessPoints.on((each, { Policy }: OfAccessPoint & { Policy: string }) => {
    each.policy = policyText(Policy, "MalformedPolicy");
  }),
  GetAccessPointPolicy: accessPoints.on((each) => ({ Policy: policyOf(each) })),
  DeleteAccessPointPolicy: accessPoints.on((each) => {
    each.policy = undefined;
  }),
};

function policyOf({ policy }: Stored<AccessPoint>): string {
  if (policy === undefined) throw new AwsError("NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist", {}, 404);
  return policy;
}
