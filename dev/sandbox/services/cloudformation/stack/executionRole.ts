import { createHash } from "node:crypto";
import { recordServicesCall } from "../../../cloudtrail/record";
import { authorize } from "../../../iam/authorize";
import { administratorAccess } from "../../../iam/managedPolicies";
import { findRole, putRole } from "../../../iam/roles";
import { ensureServiceLinkedRole } from "../../../iam/serviceLinkedRoles";
import { partitions } from "../../../world/partitions";
import type { World } from "../../../world/world";
import { handlerError, type Stack } from "./stack";

/**
 * A call that CloudFormation makes for a stack, as far as whether it may and what CloudTrail says of it; the caller does the work then.
 * Service-managed stack sets work through `stacksets-exec-*` in the target account: an ordinary role, so service control policies bind it.
 *
 * @throws Error whose message is the refusal, for what they deny
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
 */
export function execute(
  world: World,
  stack: Stack,
  { action, resource, parameters, answer = null }: { action: string; resource: string; parameters: object; answer?: object | null },
): void {
  const role = ensureExecutionRole(world, stack.account);
  const caller = {
    account: stack.account,
    arn: `arn:${world.partition}:sts::${stack.account}:assumed-role/${role.name}/CloudFormation`,
    principalArn: role.arn,
    userId: `${role.id}:CloudFormation`,
    kind: "role" as const,
    accessKeyId: "",
  };
  const decision = authorize(world, caller, { action, resource }, stack.region);
  recordServicesCall(world, {
    // IAM's, all of them.
    ...{ caller, action, region: partitions[world.partition].globalRegion, invokedBy: "cloudformation.amazonaws.com" },
    ...(decision.allowed
      ? { requestParameters: parameters, responseElements: answer }
      : { errorCode: "AccessDenied", requestParameters: null, responseElements: null }),
  });
  if (!decision.allowed) throw handlerError(decision.message, "AccessDenied");
}

/** AWS makes the role, and the service-linked one beside it, when the first stack of an account is due. */
export function ensureExecutionRole(world: World, account: string) {
  const { managementAccount, id } = world.organization;
  ensureServiceLinkedRole(world, account, "member.org.stacksets.cloudformation.amazonaws.com");
  const name = `stacksets-exec-${createHash("md5").update(id).digest("hex")}`;
  const administrator = ensureServiceLinkedRole(world, managementAccount, "stacksets.cloudformation.amazonaws.com");
  return (
    findRole(world, account, name) ??
    putRole(world, account, {
      name,
      trustPolicy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: administrator.arn }, Action: "sts:AssumeRole" }],
      },
      attachedPolicies: [administratorAccess(world.partition)],
    })
  );
}
