import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { crud } from "../crud";
import { s3 } from "../services";
import { flag, requiredText, type Properties } from "../values";

const settings = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** aws.s3.BucketPublicAccessBlock. Its id is the bucket's name; what it does not say is false. */
export const bucketPublicAccessBlock = crud({
  token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  scope: "regional",
  title: "S3 Bucket Public Access Block",
  service: s3,
  inputs: {
    bucket: { required: true, forceNew: true },
    ...Object.fromEntries(settings.map((name) => [name, { default: false }])),
    skipDestroy: {},
  },
  outputs: [],
  notRead: ["skipDestroy"],
  id: { of: ["bucket"] },
  gone: ["NoSuchBucket", "NoSuchPublicAccessBlockConfiguration"],
  create: put,
  read: async (client, { id }) => {
    const { PublicAccessBlockConfiguration: found } = await client.send(new GetPublicAccessBlockCommand({ Bucket: id }));
    return {
      bucket: id,
      blockPublicAcls: found?.BlockPublicAcls,
      blockPublicPolicy: found?.BlockPublicPolicy,
      ignorePublicAcls: found?.IgnorePublicAcls,
      restrictPublicBuckets: found?.RestrictPublicBuckets,
    };
  },
  update: [{ of: settings, call: (client, _key, change) => put(client, change.new) }],
  delete: async (client, { id }, { skipDestroy }) =>
    skipDestroy === true || client.send(new DeletePublicAccessBlockCommand({ Bucket: id })),
});

function put(client: S3Client, inputs: Properties): Promise<unknown> {
  return client.send(
    new PutPublicAccessBlockCommand({
      Bucket: requiredText(inputs, "bucket"),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: flag(inputs["blockPublicAcls"]),
        BlockPublicPolicy: flag(inputs["blockPublicPolicy"]),
        IgnorePublicAcls: flag(inputs["ignorePublicAcls"]),
        RestrictPublicBuckets: flag(inputs["restrictPublicBuckets"]),
      },
    }),
  );
}
