import type { World } from "../world/world";
import type { Role } from "./entities";
import { findRole, putRole } from "./roles";

/** What a service's own role is called and may do. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
export interface ServiceLinkedRoleTemplate {
  service: string;
  roleName: string;
  policyName: string;
}

export function serviceLinkedRoleTemplate(service: string): ServiceLinkedRoleTemplate | undefined {
  return templates.find((each) => each.service === service);
}

/** The role of `service` in `account`, if it is there. */
export function findServiceLinkedRole(world: World, account: string, service: string): Role | undefined {
  const found = serviceLinkedRoleTemplate(service);
  return found && findRole(world, account, found.roleName);
}

/** What that role's ARN is, or would be. @throws Error for a service whose role the sandbox does not know. */
export function serviceLinkedRoleArn(world: World, account: string, service: string): string {
  return `arn:${world.partition}:iam::${account}:role/aws-service-role/${service}/${known(service).roleName}`;
}

/**
 * Creates the role of `service` in `account` unless it is there, without an IAM check: what a service does by itself.
 *
 * @throws Error for a service whose role the sandbox does not know.
 */
export function ensureServiceLinkedRole(world: World, account: string, service: string): Role {
  const found = known(service);
  return findRole(world, account, found.roleName) ?? createServiceLinkedRole(world, account, found);
}

function known(service: string): ServiceLinkedRoleTemplate {
  const found = serviceLinkedRoleTemplate(service);
  if (!found) throw new Error(`The sandbox does not know the service-linked role of ${service}`);
  return found;
}

/** Service-linked roles live under their own path. */
export function isServiceLinked(role: Pick<Role, "path">): boolean {
  return role.path.startsWith("/aws-service-role/");
}

export function createServiceLinkedRole(
  world: World,
  account: string,
  { service, roleName, policyName }: ServiceLinkedRoleTemplate,
  description?: string,
): Role {
  return putRole(world, account, {
    name: roleName,
    path: `/aws-service-role/${service}/`,
    description,
    trustPolicy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    },
    attachedPolicies: [`arn:${world.partition}:iam::aws:policy/aws-service-role/${policyName}`],
  });
}

const templates: ServiceLinkedRoleTemplate[] = [
  template("access-analyzer.amazonaws.com", "AWSServiceRoleForAccessAnalyzer", "AccessAnalyzerServiceRolePolicy"),
  template("organizations.amazonaws.com", "AWSServiceRoleForOrganizations", "AWSOrganizationsServiceTrustPolicy"),
  template(
    "stacksets.cloudformation.amazonaws.com",
    "AWSServiceRoleForCloudFormationStackSetsOrgAdmin",
    "CloudFormationStackSetsOrgAdminServiceRolePolicy",
  ),
  template(
    "member.org.stacksets.cloudformation.amazonaws.com",
    "AWSServiceRoleForCloudFormationStackSetsOrgMember",
    "CloudFormationStackSetsOrgMemberServiceRolePolicy",
  ),
];

function template(service: string, roleName: string, policyName: string): ServiceLinkedRoleTemplate {
  return { service, roleName, policyName };
}
