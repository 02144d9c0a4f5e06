import { fieldsOf, textOf, type CallSeen } from "../callSeen";
import type { Named, PolicyCalls, PolicyRow } from "../row";
import { arnHere, byAnswer, byParameter, where } from "./named";

/** A secret cannot be created with a policy. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html */
export const secret: PolicyRow = {
  ...{ type: "AWS::SecretsManager::Secret", eventSource: "secretsmanager.amazonaws.com", source: "aws.secretsmanager", scannedIn: "event" },
  changes: [
    {
      names: { PutResourcePolicy: "confirmed", DeleteResourcePolicy: "unconfirmed" },
      ...{ match: "exact", named: "`arn` of the answer, or `secretId`: a name, a partial ARN or an ARN", shape: "unconfirmed" },
      ...{ lookup: "DescribeSecret", read: secretOf },
    },
  ],
};

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html */
export const repository: PolicyRow = {
  ...{ type: "AWS::ECR::Repository", eventSource: "ecr.amazonaws.com", source: "aws.ecr", scannedIn: "event" },
  changes: [
    {
      names: { SetRepositoryPolicy: "confirmed", DeleteRepositoryPolicy: "unconfirmed" },
      ...{ match: "exact", named: "`repositoryName` and, where it is there, `registryId`", shape: "confirmed", read: repositoryOf },
    },
  ],
};

/** @see https://docs.aws.amazon.com/efs/latest/ug/logging-using-cloudtrail.html */
export const fileSystem: PolicyRow = {
  ...{ type: "AWS::EFS::FileSystem", eventSource: "elasticfilesystem.amazonaws.com", source: "aws.elasticfilesystem", scannedIn: "event" },
  changes: [
    {
      names: { PutFileSystemPolicy: "unconfirmed", DeleteFileSystemPolicy: "unconfirmed" },
      ...{ match: "exact", named: "`fileSystemId`: an id or an ARN", shape: "unconfirmed" },
      read: byParameter("fileSystemId", (call, id) => arnHere(call, "elasticfilesystem", `file-system/${id}`)),
    },
  ],
};

/** Tables and their streams share the call; the ARN says which it is. */
const resourcePolicies: PolicyCalls = {
  names: { PutResourcePolicy: "unconfirmed", DeleteResourcePolicy: "unconfirmed" },
  ...{ match: "exact", named: "`resourceArn`", shape: "unconfirmed", read: byParameter("resourceArn", (_, name) => name) },
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html */
export const table: PolicyRow = {
  ...{ type: "AWS::DynamoDB::Table", eventSource: "dynamodb.amazonaws.com", source: "aws.dynamodb", scannedIn: "event" },
  changes: [
    resourcePolicies,
    {
      names: { CreateTable: "unconfirmed" },
      ...{ match: "exact", named: "`tableDescription.tableArn` of the answer, where there is a `resourcePolicy`", shape: "unconfirmed" },
      read: where(
        ({ parameters }) => textOf(parameters, "resourcePolicy") !== undefined,
        ({ answer }) => byAnswer(fieldsOf(answer.tableDescription), "tableDescription.tableArn", "tableArn"),
      ),
    },
  ],
};

export const stream: PolicyRow = {
  ...{ type: "AWS::DynamoDB::Stream", eventSource: "dynamodb.amazonaws.com", source: "aws.dynamodb", scannedIn: "event" },
  changes: [resourcePolicies],
};

/** An ARN ends in six random characters, and a name may end like that: only an answer's ARN is known to be whole. */
function secretOf({ parameters, answer, resources }: CallSeen): Named {
  const arn = textOf(answer, "arn", "aRN", "ARN") ?? resources.map((resource) => resource.arn).find((one) => one.includes(":secret:"));
  if (arn !== undefined) return { arn };
  const id = textOf(parameters, "secretId");
  return id === undefined
    ? { missing: "responseElements.arn and no requestParameters.secretId" }
    : { lookup: { call: "DescribeSecret", parameters: { SecretId: id } } };
}

function repositoryOf({ partition, region, account, parameters }: CallSeen): Named {
  const name = textOf(parameters, "repositoryName");
  if (name === undefined) return { missing: "requestParameters.repositoryName" };
  return { arn: `arn:${partition}:ecr:${region}:${textOf(parameters, "registryId") ?? account}:repository/${name}` };
}
