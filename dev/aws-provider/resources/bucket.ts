import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  type BucketLocationConstraint,
  type S3Client,
} from "@aws-sdk/client-s3";
import { crud } from "../crud";
import { unless } from "../errors";
import { partitionOf } from "../functions";
import { PartlyCreated } from "../resourceType";
import { s3 } from "../services";
import { fromTagList, tagList } from "../tags";
import { requiredText, text } from "../values";

/** aws.s3.Bucket. Its id is its name. Everything about it but a policy and tags is a resource of its own here. */
export const bucket = crud({
  token: "aws:s3/bucket:Bucket",
  scope: "regional",
  title: "S3 Bucket",
  service: s3,
  inputs: {
    bucket: { forceNew: true, autoName: { maxLength: 63, lowerCase: true } },
    forceDestroy: { default: false },
    policy: { kind: "policy", computed: true },
    tags: {},
  },
  outputs: ["arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName"],
  notRead: ["forceDestroy"],
  id: { of: ["bucket"] },
  gone: ["NoSuchBucket", "NotFound"],
  create: async (client, inputs, { region, tagsAll }) => {
    const Bucket = requiredText(inputs, "bucket");
    const CreateBucketConfiguration = region === "us-east-1" ? undefined : { LocationConstraint: region as BucketLocationConstraint }; // S3 checks the value
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    try {
      const policy = text(inputs["policy"]);
      if (policy) await client.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
      await replaceTags(client, Bucket, tagsAll);
    } catch (error) {
      throw new PartlyCreated(Bucket, error);
    }
  },
  read: async (client, { id }, _state, { region }) => {
    await client.send(new HeadBucketCommand({ Bucket: id }));
    const policy = await unless(["NoSuchBucketPolicy"], () => client.send(new GetBucketPolicyCommand({ Bucket: id })));
    const { partition, dnsSuffix } = partitionOf(region);
    return {
      ...{ bucket: id, arn: `arn:${partition}:s3:::${id}`, bucketRegion: region, tags: await tagsOf(client, id) },
      ...{ bucketDomainName: `${id}.s3.${dnsSuffix}`, bucketRegionalDomainName: `${id}.s3.${region}.${dnsSuffix}` },
      policy: policy?.Policy,
    };
  },
  update: [
    {
      of: ["policy"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new PutBucketPolicyCommand({ Bucket: id, Policy: requiredText(inputs, "policy") })),
    },
  ],
  // S3 knows a bucket's tags as a whole only.
  tags: {
    set: async (client, { id }, tags) => replaceTags(client, id, { ...(await tagsOf(client, id)), ...tags }),
    remove: async (client, { id }, names) => {
      const kept = Object.entries(await tagsOf(client, id)).filter(([name]) => !names.includes(name));
      if (kept.length === 0) await client.send(new DeleteBucketTaggingCommand({ Bucket: id }));
      else await replaceTags(client, id, Object.fromEntries(kept));
    },
  },
  delete: (client, { id }) => client.send(new DeleteBucketCommand({ Bucket: id })),
});

async function tagsOf(client: S3Client, Bucket: string): Promise<Record<string, string>> {
  const tagging = await unless(["NoSuchTagSet"], () => client.send(new GetBucketTaggingCommand({ Bucket })));
  return fromTagList(tagging?.TagSet);
}

async function replaceTags(client: S3Client, Bucket: string, tags: Record<string, string>): Promise<void> {
  if (Object.keys(tags).length > 0) await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tagList(tags) } }));
}
