import { textOf, type CallSeen } from "../callSeen";
import type { Named, PolicyRow } from "../row";
import { arnHere, byParameter, where } from "./named";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html */
export const bucket: PolicyRow = {
  ...{ type: "AWS::S3::Bucket", eventSource: "s3.amazonaws.com", source: "aws.s3", scannedIn: "event" },
  changes: [
    {
      names: {
        PutBucketPolicy: "confirmed",
        DeleteBucketPolicy: "confirmed",
        PutBucketAcl: "confirmed",
        PutBucketPublicAccessBlock: "confirmed",
        DeleteBucketPublicAccessBlock: "confirmed",
        PutBucketOwnershipControls: "confirmed",
        DeleteBucketOwnershipControls: "confirmed",
      },
      ...{ match: "exact", named: "`bucketName`", shape: "confirmed", read: bucketOf },
    },
    {
      names: { CreateBucket: "confirmed" },
      ...{ match: "exact", named: "`bucketName`, where it comes with an access control list", shape: "unconfirmed" },
      read: where(({ parameters }) => Object.keys(parameters).some((name) => /^(x-amz-)?(acl|grant)/i.test(name)), bucketOf),
    },
    {
      names: { PutAccessPointPolicy: "unconfirmed", DeleteAccessPointPolicy: "unconfirmed" },
      ...{ match: "exact", named: "`name` of the access point", shape: "unconfirmed", lookup: "GetAccessPoint", read: accessPointOf },
    },
    {
      names: {
        PutAccountPublicAccessBlock: "confirmed",
        DeleteAccountPublicAccessBlock: "confirmed",
        PutMultiRegionAccessPointPolicy: "unconfirmed",
      },
      ...{ match: "exact", named: "every bucket of the account, by a sweep", shape: "confirmed", read: () => ({ everyIn: "account" }) },
    },
  ],
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-one-zone-logging.html */
export const directoryBucket: PolicyRow = {
  ...{ type: "AWS::S3Express::DirectoryBucket", eventSource: "s3express.amazonaws.com", source: "aws.s3express", scannedIn: "event" },
  changes: [
    {
      names: { PutBucketPolicy: "confirmed", DeleteBucketPolicy: "confirmed" },
      ...{ match: "exact", named: "`bucketName`", shape: "unconfirmed" },
      read: byParameter("bucketName", (call, name) => arnHere(call, "s3express", `bucket/${name}`)),
    },
  ],
};

/** A bucket's ARN has no account: whose it is, `resources` may tell. */
function bucketOf({ partition, parameters, resources }: CallSeen): Named {
  const name = textOf(parameters, "bucketName");
  if (name === undefined) return { missing: "requestParameters.bucketName" };
  const arn = `arn:${partition}:s3:::${name}`;
  const owner = resources.find((resource) => resource.arn === arn)?.account;
  return { arn, ...(owner === undefined ? {} : { owner }) };
}

function accessPointOf({ account, parameters, resources }: CallSeen): Named {
  const fromArn = resources
    .map(({ arn }) => /^arn:[^:]+:s3:[^:]*:\d{12}:accesspoint\/([^/]+)$/.exec(arn)?.[1])
    .find((name) => name !== undefined);
  const name = textOf(parameters, "name", "accessPointName") ?? fromArn;
  if (name === undefined) return { missing: "requestParameters.name" };
  return { lookup: { call: "GetAccessPoint", parameters: { AccountId: account, Name: name } } };
}
