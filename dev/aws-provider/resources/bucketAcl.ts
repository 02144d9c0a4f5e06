import { GetBucketAclCommand, PutBucketAclCommand, type BucketCannedACL, type S3Client } from "@aws-sdk/client-s3";
import { crud } from "../crud";
import { s3 } from "../services";
import { requiredText, text, type Properties } from "../values";

/** aws.s3.BucketAcl, canned ACLs only. Its id is `bucket,acl`. S3 keeps grants, not the name; an ACL cannot be deleted, only forgotten. */
export const bucketAcl = crud({
  token: "aws:s3/bucketAcl:BucketAcl",
  scope: "regional",
  title: "S3 Bucket ACL",
  service: s3,
  inputs: { bucket: { required: true, forceNew: true }, acl: { required: true } },
  outputs: [],
  id: { of: ["bucket", "acl"], between: "," },
  gone: ["NoSuchBucket"],
  create: put,
  read: async (client, { bucket, acl }, state) => {
    await client.send(new GetBucketAclCommand({ Bucket: bucket }));
    return { bucket, acl: text(state["acl"]) ?? acl };
  },
  update: [{ of: ["acl"], call: (client, _key, change) => put(client, change.new) }],
  delete: async () => undefined,
});

function put(client: S3Client, inputs: Properties): Promise<unknown> {
  const ACL = requiredText(inputs, "acl") as BucketCannedACL; // S3 checks the value
  return client.send(new PutBucketAclCommand({ Bucket: requiredText(inputs, "bucket"), ACL }));
}
