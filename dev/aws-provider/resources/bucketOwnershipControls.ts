import {
  DeleteBucketOwnershipControlsCommand,
  GetBucketOwnershipControlsCommand,
  PutBucketOwnershipControlsCommand,
  type ObjectOwnership,
  type S3Client,
} from "@aws-sdk/client-s3";
import { crud } from "../crud";
import { s3 } from "../services";
import { object, requiredText, type Properties } from "../values";

/** aws.s3.BucketOwnershipControls. Its id is the bucket's name. */
export const bucketOwnershipControls = crud({
  token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  scope: "regional",
  title: "S3 Bucket Ownership Controls",
  service: s3,
  inputs: { bucket: { required: true, forceNew: true }, rule: { required: true } },
  outputs: [],
  id: { of: ["bucket"] },
  gone: ["NoSuchBucket", "OwnershipControlsNotFoundError"],
  create: put,
  read: async (client, { id }) => {
    const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket: id }));
    return { bucket: id, rule: { objectOwnership: OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? null } };
  },
  update: [{ of: ["rule"], call: (client, _key, change) => put(client, change.new) }],
  delete: (client, { id }) => client.send(new DeleteBucketOwnershipControlsCommand({ Bucket: id })),
});

function put(client: S3Client, inputs: Properties): Promise<unknown> {
  const ObjectOwnership = requiredText(object(inputs["rule"]), "objectOwnership") as ObjectOwnership; // S3 checks the value
  return client.send(
    new PutBucketOwnershipControlsCommand({
      Bucket: requiredText(inputs, "bucket"),
      OwnershipControls: { Rules: [{ ObjectOwnership }] },
    }),
  );
}
