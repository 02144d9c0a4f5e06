import { ensureServiceLinkedRole as ensure, findServiceLinkedRole } from "../../iam/serviceLinkedRoles";
import type { World } from "../../world/world";
import type { Authorization } from "../../service";

const principal = "access-analyzer.amazonaws.com";

export function hasServiceLinkedRole(world: World, account: string): boolean {
  return findServiceLinkedRole(world, account, principal) !== undefined;
}

/** The service sees a new role only after a while. */
export function isSettled(world: World, account: string): boolean {
  const role = findServiceLinkedRole(world, account, principal);
  return role !== undefined && world.clock.now().getTime() - role.createdAt.getTime() >= world.settings.serviceLinkedRoleSettleMilliseconds;
}

/** Creating an analyzer makes the role where it is missing: one for all Regions. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-using-service-linked-roles.html */
export function ensureServiceLinkedRole(world: World, account: string): void {
  ensure(world, account, principal);
}

/** What the caller needs where the role has to be made. */
export function serviceLinkedRoleAuthorization(world: World, account: string): Authorization {
  return {
    action: "iam:CreateServiceLinkedRole",
    resource: `arn:${world.partition}:iam::${account}:role/aws-service-role/${principal}/AWSServiceRoleForAccessAnalyzer`,
    context: { "iam:AWSServiceName": principal },
  };
}
