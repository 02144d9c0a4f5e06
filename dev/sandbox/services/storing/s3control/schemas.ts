/**
 * S3 Control in the form in which the AWS SDK keeps its schemas. Its client is not among our packages: it builds the account's id into the
 * host name, where nothing of the sandbox's is. Its operations on the account's block have the names that IAM and CloudTrail know them by,
 * since the SDK's are those of the operations on a bucket's.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html
 */
const namespace = "com.amazonaws.s3control";
const version = "/v20180820";

const [text, flag, time] = [0, 2, 4];
type Members = Record<string, unknown>;

function structure(name: string, members: Members, required = 0): unknown[] {
  return [3, namespace, name, 0, Object.keys(members), Object.values(members), required];
}

function operation(name: string, [method, path]: [string, string], input: Members, required: number, output?: Members): unknown[] {
  const asked = structure(`${name}Request`, { AccountId: [text, { httpHeader: "x-amz-account-id" }], ...input }, required);
  const told = output ? structure(`${name}Result`, output) : "unit";
  return [9, namespace, name, { http: [method, version + path, 200] }, () => asked, () => told];
}

const block = structure("PublicAccessBlockConfiguration", {
  ...{ BlockPublicAcls: flag, IgnorePublicAcls: flag, BlockPublicPolicy: flag, RestrictPublicBuckets: flag },
});
const network = structure("VpcConfiguration", { VpcId: text }, 1);
const tag = structure("Tag", { Key: text, Value: text }, 2);
const payload = [() => block, { httpPayload: 1, xmlName: "PublicAccessBlockConfiguration" }];
const named = { Name: [text, { httpLabel: 1 }] };
const point = "/accesspoint/{Name}";
const ofAccount = "/configuration/publicAccessBlock";

export const s3ControlSchemas = {
  CreateAccessPoint: operation(
    "CreateAccessPoint",
    ["PUT", point],
    {
      ...{ ...named, Bucket: text, VpcConfiguration: () => network, PublicAccessBlockConfiguration: () => block, BucketAccountId: text },
      Tags: [() => [1, namespace, "TagList", 0, [() => tag, { xmlName: "Tag" }]], 0],
    },
    3,
    { AccessPointArn: text, Alias: text },
  ),
  GetAccessPoint: operation("GetAccessPoint", ["GET", point], named, 2, {
    ...{
      Name: text,
      Bucket: text,
      NetworkOrigin: text,
      PublicAccessBlockConfiguration: () => block,
      CreationDate: [time, { timestampFormat: 5 }],
    },
    ...{ AccessPointArn: text, BucketAccountId: text },
  }),
  DeleteAccessPoint: operation("DeleteAccessPoint", ["DELETE", point], named, 2),
  PutAccessPointPolicy: operation("PutAccessPointPolicy", ["PUT", `${point}/policy`], { ...named, Policy: text }, 3),
  GetAccessPointPolicy: operation("GetAccessPointPolicy", ["GET", `${point}/policy`], named, 2, { Policy: text }),
  DeleteAccessPointPolicy: operation("DeleteAccessPointPolicy", ["DELETE", `${point}/policy`], named, 2),
  PutAccountPublicAccessBlock: operation("PutAccountPublicAccessBlock", ["PUT", ofAccount], { PublicAccessBlockConfiguration: payload }, 2),
  GetAccountPublicAccessBlock: operation("GetAccountPublicAccessBlock", ["GET", ofAccount], {}, 1, {
    PublicAccessBlockConfiguration: payload,
  }),
  DeleteAccountPublicAccessBlock: operation("DeleteAccountPublicAccessBlock", ["DELETE", ofAccount], {}, 1),
};
