import { createHash } from "node:crypto";
import * as sdk from "@aws-sdk/client-efs";
import type { FileSystemDescription } from "@aws-sdk/client-efs";
import { AwsError, type Operations, type Service } from "../../service";
import { only } from "./only";
import { policyText } from "./policyText";
import { Storing, type Stored } from "./stored";

export const fileSystems = new Storing<{ token: string }, { FileSystemId: string } | { CreationToken?: string }>({
  title: "efs file system",
  arn: (name, { partition, account, region }) => `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/${name}`,
  named: (input) => ("FileSystemId" in input ? input.FileSystemId.replace(/^.*\//, "") : idOf(tokenOf(input))),
  missing: (name) => new AwsError("FileSystemNotFound", `File system '${name}' does not exist.`, { ErrorCode: "FileSystemNotFound" }),
  invalidTags: "BadRequest",
});

const operations: Operations<typeof sdk> = {
  CreateFileSystem: fileSystems.creates({
    tags: ({ Tags }) => Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    settings(input) {
      only(input, ["CreationToken", "Encrypted", "PerformanceMode", "ThroughputMode", "Tags"]);
      return { token: tokenOf(input) };
    },
    taken(existing) {
      const message = `File system '${existing.name}' already exists with creation token '${existing.settings.token}'`;
      throw new AwsError("FileSystemAlreadyExists", message, { ErrorCode: "FileSystemAlreadyExists", FileSystemId: existing.name });
    },
    answer: description,
  }),
  DeleteFileSystem: fileSystems.removes(),
  PutFileSystemPolicy: fileSystems.on((found, { Policy }) => {
    found.policy = policyText(Policy, "InvalidPolicyException");
    return { FileSystemId: found.name, Policy: found.policy };
  }),
  DescribeFileSystemPolicy: fileSystems.on(({ name, policy }) => {
    const missing = { ErrorCode: "PolicyNotFound" };
    if (policy === undefined) throw new AwsError("PolicyNotFound", `File system '${name}' has no policy.`, missing);
    return { FileSystemId: name, Policy: policy };
  }),
  DeleteFileSystemPolicy: fileSystems.on((found) => {
    found.policy = undefined;
  }),
};

function tokenOf({ CreationToken = "" }: { CreationToken?: string }): string {
  return CreationToken;
}

function idOf(token: string): string {
  return `fs-${createHash("sha256").update(token).digest("hex").slice(0, 17)}`;
}

function description({ name, arn, account, createdAt, tags, settings: { token } }: Stored<{ token: string }>): FileSystemDescription {
  return {
    ...{
      OwnerId: account,
      CreationToken: token,
      FileSystemId: name,
      FileSystemArn: arn,
      CreationTime: createdAt,
      LifeCycleState: "available",
    },
    ...{ NumberOfMountTargets: 0, SizeInBytes: { Value: 0 }, PerformanceMode: "generalPurpose" },
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
  };
}

/** Amazon EFS: file systems with their policies. */
export const efs: Service = {
  signingName: "elasticfilesystem",
  protocol: "restJson",
  namespace: "com.amazonaws.efs",
  sdk,
  scope: "regional",
  operations,
};
