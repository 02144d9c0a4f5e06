import type { World } from "../../../world/world";
import { analyzeSoon } from "./analysis";

/** Calls after which somebody else may come in, by signing name. Reading ones, and those on data, are not among them. */
const changing: Partial<Record<string, RegExp>> = {
  dynamodb: /^(CreateTable|DeleteTable|PutResourcePolicy|DeleteResourcePolicy)$/,
  ec2: /^(Create|Delete|Copy|Modify|Reset)Snapshot/,
  ecr: /Repository(Policy)?$/,
  elasticfilesystem: /FileSystem(Policy)?$/,
  iam: /^(CreateRole|DeleteRole|UpdateAssumeRolePolicy|CreateServiceLinkedRole)$/,
  kms: /^(CreateKey|ReplicateKey|PutKeyPolicy|CreateGrant|RetireGrant|RevokeGrant|ScheduleKeyDeletion|CancelKeyDeletion)$/,
  lambda: /Function$|Permission$|FunctionUrlConfig$|LayerVersion/,
  organizations: /./,
  rds: /Snapshot/,
  s3: /Bucket/,
  secretsmanager: /Secret$|ResourcePolicy$/,
  sns: /^(CreateTopic|DeleteTopic|SetTopicAttributes|AddPermission|RemovePermission)$/,
  sqs: /^(CreateQueue|DeleteQueue|SetQueueAttributes|AddPermission|RemovePermission)$/,
};

/** To be called at the end of every call that was answered. */
export function analyzeAfter(world: World, service: string, operation: string): void {
  if (changing[service]?.test(operation) === true && !/^(Get|List|Describe|Head|Invoke)/.test(operation)) analyzeSoon(world);
}
