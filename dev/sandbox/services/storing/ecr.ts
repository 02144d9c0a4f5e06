import * as sdk from "@aws-sdk/client-ecr";
import type { Repository } from "@aws-sdk/client-ecr";
import { AwsError, type Operations, type Service } from "../../service";
import { only } from "./only";
import { policyText } from "./policyText";
import { Storing, type Stored } from "./stored";

export const repositories = new Storing<object, { repositoryName: string; registryId?: string } | { resourceArn: string }>({
  title: "ecr repository",
  arn: (name, { partition, account, region }) => `arn:${partition}:ecr:${region}:${account}:repository/${name}`,
  named(input) {
    if ("repositoryName" in input) return { name: input.repositoryName, account: input.registryId };
    const [, , , region, account, path = ""] = input.resourceArn.split(":");
    return { name: path.replace(/^repository\//, ""), region, account };
  },
  missing: (name) => new AwsError("RepositoryNotFoundException", `The repository with name '${name}' does not exist in the registry.`),
  invalidTags: "InvalidTagParameterException",
});

const operations: Operations<typeof sdk> = {
  CreateRepository: repositories.creates({
    tags: ({ tags }) => tagMap(tags),
    settings(input) {
      only(input, ["repositoryName", "registryId", "tags", "imageTagMutability"]);
      return {};
    },
    taken(existing) {
      throw new AwsError("RepositoryAlreadyExistsException", `The repository with name '${existing.name}' already exists in the registry.`);
    },
    answer: (made) => ({ repository: repository(made) }),
  }),
  DeleteRepository: repositories.on((found, _input, call) => {
    repositories.remove(found, call);
    return { repository: repository(found) };
  }),
  SetRepositoryPolicy: repositories.on((found, input) => {
    found.policy = policyText(input.policyText, "InvalidParameterException");
    return policyOf(found);
  }),
  GetRepositoryPolicy: repositories.on(policyOf),
  DeleteRepositoryPolicy: repositories.on((found) => {
    const answer = policyOf(found);
    found.policy = undefined;
    return answer;
  }),
  TagResource: repositories.tags(({ tags }) => tagMap(tags)),
  UntagResource: repositories.untags(({ tagKeys }) => tagKeys),
  ListTagsForResource: repositories.on(({ tags }) => ({ tags: [...tags].map(([Key, Value]) => ({ Key, Value })) })),
};

function repository({ arn, account, region, name, createdAt }: Stored<object>): Repository {
  const repositoryUri = `${account}.dkr.ecr.${region}.amazonaws.com/${name}`;
  return { repositoryArn: arn, registryId: account, repositoryName: name, repositoryUri, createdAt };
}

function policyOf({ account, name, policy }: Stored<object>) {
  if (policy === undefined)
    throw new AwsError("RepositoryPolicyNotFoundException", `Repository policy does not exist for the repository with name '${name}'.`);
  return { registryId: account, repositoryName: name, policyText: policy };
}

function tagMap(tags: readonly { Key: string; Value: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** Amazon ECR: repositories with their policies; no images. */
export const ecr: Service = {
  signingName: "ecr",
  protocol: "json11",
  namespace: "com.amazonaws.ecr",
  sdk,
  scope: "regional",
  operations,
};
