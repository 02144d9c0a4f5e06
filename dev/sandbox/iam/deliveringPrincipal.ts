import { AwsError } from "../service";
import type { World } from "../world/world";
import { authorize, ofAnyRequest, organizationKeys, type Decision } from "./authorize";
import type { Caller } from "./caller";
import { onResource } from "./policiesInForce";
import { RequestContext } from "./policy/conditions";
import { parsePolicy } from "./policy/document";
import { allowsService } from "./policy/evaluate";
import { findRole } from "./roles";

/**
 * Who brings something to a resource without a call over the wire: a service by itself, on behalf of the resource `sourceArn`, or a role
 * that a service has assumed.
 */
export type DeliveringPrincipal = ActingService | { roleArn: string };

export interface ActingService {
  /** `events.amazonaws.com` */
  service: string;
  /** For what it acts: a rule, a topic, and the account that this belongs to. */
  sourceArn: string;
  sourceAccount: string;
}

interface AskedOfResource {
  action: string;
  /** ARN. */
  resource: string;
  /** The resource's policy, as it was written. */
  policy: string | undefined;
  region: string;
  /** Condition keys of the service beside the global ones. */
  context?: Record<string, string | string[]>;
}

/**
 * Asks the policy on a resource, and where a role comes also the role's own policies and the organization's.
 *
 * @throws AwsError AccessDeniedException
 */
export function assertResourcePolicyAllows(world: World, by: DeliveringPrincipal, asked: AskedOfResource): void {
  const decision = "service" in by ? serviceMay(world, by, asked) : roleMay(world, by.roleArn, asked);
  if (!decision.allowed) throw new AwsError("AccessDeniedException", decision.message);
}

/**
 * Whether a service may take a role on, as its trust policy says.
 *
 * @throws AwsError AccessDeniedException, also for a role that is not there
 */
export function assertServiceMayAssume(world: World, by: ActingService, roleArn: string, region: string): void {
  const role = roleNamed(world, roleArn);
  const context = contextOf(world, by, roleArn, region);
  const request = { requester: { service: by.service }, action: "sts:AssumeRole", resource: roleArn, context };
  if (role && allowsService(parsePolicy(role.trustPolicy, "trust"), request)) return;
  throw new AwsError("AccessDeniedException", `${by.service} is not authorized to assume role ${roleArn}`);
}

/** The caller that a service becomes once it has assumed a role; undefined for a role that is not there. */
export function sessionOfService(world: World, roleArn: string): Caller | undefined {
  const role = roleNamed(world, roleArn);
  const account = roleArn.split(":")[4];
  if (!role || account === undefined) return undefined;
  const session = "awsService";
  return {
    account,
    arn: `arn:${world.partition}:sts::${account}:assumed-role/${role.name}/${session}`,
    principalArn: role.arn,
    userId: `${role.id}:${session}`,
    kind: "role",
    // No key was handed out for it.
    accessKeyId: "",
  };
}

function serviceMay(world: World, by: ActingService, { action, resource, policy, region, context }: AskedOfResource): Decision {
  const request = { requester: { service: by.service }, action, resource, context: contextOf(world, by, resource, region, context) };
  if (allowsService(onResource(policy), request)) return { allowed: true };
  return {
    allowed: false,
    message: `${by.service} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`,
  };
}

function roleMay(world: World, roleArn: string, { action, resource, policy, region, context }: AskedOfResource): Decision {
  const caller = sessionOfService(world, roleArn);
  if (!caller) return { allowed: false, message: `There is no role ${roleArn}` };
  const account = resource.split(":")[4] ?? "";
  return authorize(world, caller, { action, resource, context, resourcePolicy: { document: policy, account } }, region);
}

function contextOf(
  world: World,
  { service, sourceArn, sourceAccount }: ActingService,
  resource: string,
  region: string,
  more: Record<string, string | string[]> = {},
): RequestContext {
  return new RequestContext({
    ...{ "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": service, "aws:PrincipalServiceNamesList": [service] },
    ...{ "aws:ViaAWSService": "false", "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceAccount },
    ...organizationKeys(world, "aws:Source", sourceAccount),
    ...ofAnyRequest(world, resource.split(":")[4] ?? "", region),
    ...more,
  });
}

function roleNamed(world: World, roleArn: string) {
  const [account = "", path = ""] = roleArn.split(":").slice(4);
  const role = findRole(world, account, path.slice(path.lastIndexOf("/") + 1));
  return role?.arn === roleArn ? role : undefined;
}
