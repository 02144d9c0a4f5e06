import type { Configuration } from "../configuration/configuration";
import {
  auditGrants,
  provisionGrants,
  provisionInDelegatedAdministratorGrants,
  readOrganizationGrants,
  trustPolicy,
} from "./assumableRoles";
import type { Place } from "./arns";
import { policyDocument, type Grant } from "./grant";
import { ourTags, permissionsBoundary } from "./roles";
import { auditRoleName, provisionRoleName } from "../names";

/**
 * The CloudFormation template that the roles' StackSet deploys into every member: one text for all accounts, in which the delegated
 * administrator recognises itself.
 *
 * @returns JSON, equal for equal configurations: a change of the text is a change of the StackSet.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html
 */
export function bootstrapTemplate(config: Configuration): string {
  const here: Place = { partition: config.organization.partition, account: inTemplate };
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "IAM roles of access-analyzer-org: one that keeps analyzers, one that reads them.",
    Conditions: {
      [isDelegatedAdministrator]: { "Fn::Equals": [{ Ref: "AWS::AccountId" }, config.organization.delegatedAdministrator] },
    },
    Resources: {
      ProvisionRole: role(config, provisionRoleName, "Keeps the IAM Access Analyzer analyzers of this account.", [
        policy("analyzers", provisionGrants(here)),
        onlyInDelegatedAdministrator(policy("organization-analyzers", provisionInDelegatedAdministratorGrants(here))),
      ]),
      AuditRole: role(config, auditRoleName, "Reads the IAM Access Analyzer analyzers of this account.", [
        policy("analyzers", auditGrants(here)),
        onlyInDelegatedAdministrator(policy("organization", readOrganizationGrants(config))),
      ]),
    },
  };
  return JSON.stringify(withSubstitutions(template), null, 2);
}

const isDelegatedAdministrator = "IsDelegatedAdministrator";
const inTemplate = "${AWS::AccountId}";

function role(config: Configuration, name: string, description: string, policies: object[]): object {
  const boundary = permissionsBoundary(config, inTemplate);
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: name,
      Path: config.access.rolePath,
      Description: description,
      AssumeRolePolicyDocument: trustPolicy(config),
      ...(boundary ? { PermissionsBoundary: boundary } : {}),
      Policies: policies,
      Tags: Object.entries(ourTags(config)).map(([Key, Value]) => ({ Key, Value })),
    },
  };
}

function policy(name: string, grants: Grant[]): object {
  return { PolicyName: name, PolicyDocument: policyDocument(grants) };
}

function onlyInDelegatedAdministrator(value: object): object {
  return { "Fn::If": [isDelegatedAdministrator, value, { Ref: "AWS::NoValue" }] };
}

/** Texts that name a pseudo parameter are evaluated; IAM's own policy variables look alike and are left alone. */
function withSubstitutions(value: unknown): unknown {
  if (typeof value === "string") return value.includes("${AWS::") ? { "Fn::Sub": value } : value;
  if (Array.isArray(value)) return value.map(withSubstitutions);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSubstitutions(inner)]));
}
