import { createHash } from "node:crypto";
import * as sdk from "@aws-sdk/client-secrets-manager";
import { AwsError, type Operations, type Service } from "../../service";
import { only } from "./only";
import { allowsEverybody, policyText } from "./policyText";
import { arnOrName, Storing } from "./stored";

interface Secret {
  Description?: string;
  KmsKeyId?: string;
}

/** An ARN ends with six characters that the name does not have. */
export const secrets = new Storing<Secret, { Name: string } | { SecretId: string }>({
  title: "secretsmanager secret",
  arn: (name, { partition, account, region }) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-${suffixOf(name)}`,
  named(input) {
    if ("Name" in input) return input.Name;
    const reference = arnOrName(input.SecretId);
    const suffix = `-${suffixOf(reference.name.slice(0, -7))}`;
    return { ...reference, name: reference.account && reference.name.endsWith(suffix) ? reference.name.slice(0, -7) : reference.name };
  },
  missing: () => new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
  invalidTags: "InvalidParameterException",
});

const operations: Operations<typeof sdk> = {
  CreateSecret: secrets.creates({
    tags: ({ Tags }) => tagMap(Tags),
    settings(input) {
      only(input, ["Name", "ClientRequestToken", "Description", "KmsKeyId", "SecretString", "SecretBinary", "Tags"]);
      return { Description: input.Description, KmsKeyId: input.KmsKeyId };
    },
    taken(existing) {
      throw new AwsError("ResourceExistsException", `The operation failed because the secret ${existing.name} already exists.`);
    },
    answer: ({ arn, name }) => ({ ARN: arn, Name: name }),
  }),
  DescribeSecret: secrets.on(({ arn, name, tags, createdAt, changedAt, settings }) => ({
    ...{ ARN: arn, Name: name, CreatedDate: createdAt, LastChangedDate: changedAt, ...settings },
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
  })),
  PutResourcePolicy: secrets.changes((secret, { ResourcePolicy, BlockPublicPolicy }) => {
    const policy = policyText(ResourcePolicy, "MalformedPolicyDocumentException");
    if (BlockPublicPolicy === true && allowsEverybody(policy))
      throw new AwsError("PublicPolicyException", "The BlockPublicPolicy parameter is set to true, and the resource policy is public.");
    secret.policy = policy;
    return { ARN: secret.arn, Name: secret.name };
  }),
  GetResourcePolicy: secrets.on(({ arn, name, policy }) => ({ ARN: arn, Name: name, ResourcePolicy: policy })),
  DeleteResourcePolicy: secrets.changes((secret) => {
    secret.policy = undefined;
    return { ARN: secret.arn, Name: secret.name };
  }),
  DeleteSecret: secrets.on((secret, { ForceDeleteWithoutRecovery }, call) => {
    if (ForceDeleteWithoutRecovery !== true)
      throw new AwsError("NotImplemented", "The sandbox organization deletes secrets with ForceDeleteWithoutRecovery only.");
    secrets.remove(secret, call);
    return { ARN: secret.arn, Name: secret.name, DeletionDate: call.world.clock.now() };
  }),
  TagResource: secrets.tags(({ Tags }) => tagMap(Tags)),
  UntagResource: secrets.untags(({ TagKeys }) => TagKeys),
};

function suffixOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 6);
}

function tagMap(tags: readonly { Key?: string; Value?: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** AWS Secrets Manager: secrets with their policies. What is in them is not kept. */
export const secretsManager: Service = {
  signingName: "secretsmanager",
  protocol: "json11",
  namespace: "com.amazonaws.secretsmanager",
  sdk,
  scope: "regional",
  operations,
};
