import * as sdk from "@aws-sdk/client-s3";
import { AwsError, type Operations, type Service } from "../../service";
import { only } from "./only";
import { policyText } from "./policyText";
import { Storing } from "./stored";

export const directoryBuckets = new Storing<object, { Bucket: string }>({
  title: "s3 directory bucket",
  arn: (name, { partition, account, region }) => `arn:${partition}:s3express:${region}:${account}:bucket/${name}`,
  named: ({ Bucket }) => Bucket,
  missing: () => new AwsError("NoSuchBucket", "The specified bucket does not exist"),
  invalidTags: "InvalidTag",
});

const operations: Operations<typeof sdk> = {
  CreateBucket: directoryBuckets.creates({
    settings(input) {
      only(input, ["Bucket", "CreateBucketConfiguration"]);
      only(input.CreateBucketConfiguration ?? {}, ["Location", "Bucket"]);
      const zone = input.CreateBucketConfiguration?.Location?.Name;
      if (zone === undefined || !input.Bucket.endsWith(`--${zone}--x-s3`))
        throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
      return {};
    },
    taken() {
      throw new AwsError("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");
    },
    answer: ({ name }) => ({ Location: `/${name}` }),
  }),
  DeleteBucket: directoryBuckets.removes(),
  PutBucketPolicy: directoryBuckets.on((bucket, { Policy }) => {
    bucket.policy = policyText(Policy, "MalformedPolicy");
  }),
  GetBucketPolicy: directoryBuckets.on(({ policy }) => {
    if (policy === undefined) throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", {}, 404);
    return { Policy: policy };
  }),
  DeleteBucketPolicy: directoryBuckets.on((bucket) => {
    bucket.policy = undefined;
  }),
};

/** Amazon S3's directory buckets with their policies, which clients sign for by another name; no sessions, no objects. */
export const s3Express: Service = {
  signingName: "s3express",
  protocol: "restXml",
  namespace: "com.amazonaws.s3",
  xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
  sdk,
  scope: "regional",
  trail: { members: { bucket: "bucketName" } },
  operations,
};
