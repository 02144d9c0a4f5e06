import type { World } from "../world/world";
import { iamOf } from "./entities";

/** Documents of the AWS managed policies that the sandbox knows, by name behind `arn:<partition>:iam::aws:policy/`. */
export const awsManagedPolicies: ReadonlyMap<string, string> = new Map([
  ["AdministratorAccess", allow(["*"])],
  ["service-role/AWSLambdaBasicExecutionRole", allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])],
  [
    "aws-service-role/AccessAnalyzerServiceRolePolicy",
    allow([
      "iam:GetRole",
      "iam:ListRoles",
      "iam:GetUser",
      "organizations:Describe*",
      "organizations:List*",
      "s3:GetBucketPolicy",
      "s3:ListAllMyBuckets",
    ]),
  ],
  ["aws-service-role/AWSOrganizationsServiceTrustPolicy", allow(["iam:CreateServiceLinkedRole", "iam:DeleteRole"])],
  [
    "aws-service-role/CloudFormationStackSetsOrgAdminServiceRolePolicy",
    allow(["organizations:List*", "organizations:Describe*", "sts:AssumeRole"]),
  ],
  [
    "aws-service-role/CloudFormationStackSetsOrgMemberServiceRolePolicy",
    allow(["iam:CreateRole", "iam:DeleteRole", "iam:AttachRolePolicy", "iam:DetachRolePolicy"]),
  ],
]);

export function administratorAccess(partition: string): string {
  return `arn:${partition}:iam::aws:policy/AdministratorAccess`;
}

/** The document behind an AWS managed policy's ARN, if the sandbox knows it. */
export function awsManagedPolicy(arn: string): string | undefined {
  const [, name] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  return name === undefined ? undefined : awsManagedPolicies.get(name);
}

/** The document of an AWS managed or a customer managed policy; undefined if there is none by that ARN. */
export function managedPolicyDocument(world: World, arn: string): string | undefined {
  const [, account] = /^arn:[^:]+:iam::(\d{12}):policy\//.exec(arn) ?? [];
  if (account === undefined) return awsManagedPolicy(arn);
  return world.accounts.has(account) ? iamOf(world, account).policies.get(arn) : undefined;
}

function allow(actions: string[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
}
