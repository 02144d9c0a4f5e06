import type { Configuration } from "../configuration/configuration";
import { roadNames } from "../findings/road";
import type { Place } from "./arns";
import { policyDocument } from "./grant";
import { memberRoles, type InlinePolicy, type OurRole } from "./ourRoles";
import { ourTags } from "./roles";
import { auditRoleName, proverRoleName, provisionRoleName, retireRoleName } from "../names";

/**
 * The CloudFormation template that the roles' StackSet deploys into every member: one text for all accounts, in which the delegated
 * administrator recognises itself.
 *
 * @param organization id of the organization, `o-...`
 * @returns JSON, equal for equal configurations: a change of the text is a change of the StackSet.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html
 */
export function bootstrapTemplate(config: Configuration, organization: string): string {
  const here: Place = { partition: config.organization.partition, account: inTemplate };
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "IAM roles of access-analyzer-org: for keeping analyzers, for reading, for retiring them, for proofs and for telling findings.",
    Conditions: {
      [isDelegatedAdministrator]: { "Fn::Equals": [{ Ref: "AWS::AccountId" }, config.organization.delegatedAdministrator] },
    },
    Resources: Object.fromEntries(memberRoles(config, organization, here).map((role) => [logicalIdOf(role), resource(config, role)])),
  };
  // Without indentation: CloudFormation takes 51,200 bytes.
  return JSON.stringify(withSubstitutions(template));
}

const isDelegatedAdministrator = "IsDelegatedAdministrator";
const inTemplate = "${AWS::AccountId}";

/** Another id for the same role would be another role of the same name. */
function logicalIdOf({ name }: OurRole): string {
  const logicalId = logicalIds[name];
  if (logicalId === undefined) throw new Error(`The role ${name} has no id in the template.`);
  return logicalId;
}

const logicalIds: Readonly<Record<string, string>> = {
  [provisionRoleName]: "ProvisionRole",
  [auditRoleName]: "AuditRole",
  [retireRoleName]: "RetireRole",
  [proverRoleName]: "ProverRole",
  [roadNames.functions.notifier]: "NotifierRole",
  [roadNames.functions.sweepPlanner]: "SweepPlannerRole",
  [roadNames.functions.sweepWorker]: "SweepWorkerRole",
  [roadNames.functions.watcher]: "WatcherRole",
  [roadNames.functions.scanner]: "ScannerRole",
  [roadNames.forwarderRole]: "ForwarderRole",
  [roadNames.watchForwarderRole]: "WatchForwarderRole",
  [roadNames.scheduleRole]: "ScheduleRole",
  [roadNames.redriveRole]: "RedriveRole",
  [roadNames.scanRole]: "ScanRole",
  [roadNames.scanForwarderRole]: "ScanForwarderRole",
};

function resource(
  config: Configuration,
  { name, path, description, trust, boundary, policies, onlyInDelegatedAdministrator }: OurRole,
): object {
  return {
    Type: "AWS::IAM::Role",
    ...(onlyInDelegatedAdministrator ? { Condition: isDelegatedAdministrator } : {}),
    Properties: {
      RoleName: name,
      Path: path,
      Description: description,
      AssumeRolePolicyDocument: trust,
      ...(boundary ? { PermissionsBoundary: boundary } : {}),
      Policies: policies.map(policy),
      Tags: Object.entries(ourTags(config)).map(([Key, Value]) => ({ Key, Value })),
    },
  };
}

function policy({ name, grants, onlyInDelegatedAdministrator }: InlinePolicy): object {
  const value = { PolicyName: name, PolicyDocument: policyDocument(grants) };
  return onlyInDelegatedAdministrator ? { "Fn::If": [isDelegatedAdministrator, value, { Ref: "AWS::NoValue" }] } : value;
}

/** Texts that name a pseudo parameter are evaluated; IAM's own policy variables look alike and are left alone. */
function withSubstitutions(value: unknown): unknown {
  if (typeof value === "string") return value.includes("${AWS::") ? { "Fn::Sub": value } : value;
  if (Array.isArray(value)) return value.map(withSubstitutions);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSubstitutions(inner)]));
}
