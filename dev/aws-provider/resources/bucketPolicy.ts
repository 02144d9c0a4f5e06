import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand, type S3Client } from "@aws-sdk/client-s3";
import { crud } from "../crud";
import { s3 } from "../services";
import { requiredText, type Properties } from "../values";

/** aws.s3.BucketPolicy. Its id is the bucket's name. */
export const bucketPolicy = crud({
  token: "aws:s3/bucketPolicy:BucketPolicy",
  scope: "regional",
  title: "S3 Bucket Policy",
  service: s3,
  inputs: { bucket: { required: true, forceNew: true }, policy: { required: true, kind: "policy" } },
  outputs: [],
  id: { of: ["bucket"] },
  gone: ["NoSuchBucket", "NoSuchBucketPolicy"],
  says: { create: ({ id }) => `putting S3 Bucket (${id}) Policy` },
  create: put,
  read: async (client, { id }) => ({ bucket: id, policy: (await client.send(new GetBucketPolicyCommand({ Bucket: id }))).Policy }),
  update: [{ of: ["policy"], call: (client, _key, change) => put(client, change.new) }],
  delete: (client, { id }) => client.send(new DeleteBucketPolicyCommand({ Bucket: id })),
});

function put(client: S3Client, inputs: Properties): Promise<unknown> {
  return client.send(new PutBucketPolicyCommand({ Bucket: requiredText(inputs, "bucket"), Policy: requiredText(inputs, "policy") }));
}
