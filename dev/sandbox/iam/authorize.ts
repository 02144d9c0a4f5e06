import type { Authorization } from "../service";
import type { World } from "../world/world";
import { accessKeyOf } from "./accessKeys";
import type { Caller } from "./caller";
import { pathFromRoot, policiesInForce, principalOf } from "./policiesInForce";
import { RequestContext } from "./policy/conditions";
import { evaluate, type Evaluation, type PolicySource } from "./policy/evaluate";

/** `message` is AWS's sentence for the refusal. */
export type Decision = { allowed: true } | { allowed: false; message: string };

/** Whether IAM and the organization's policies let `caller` do this. */
export function authorize(world: World, caller: Caller, authorization: Authorization, region: string): Decision {
  const { action, resource, owner = caller.account } = authorization;
  if (owner !== caller.account) return { allowed: false, message: noneAllows(caller, authorization, names.resource) };
  const evaluation = evaluate(
    {
      requester: caller,
      action,
      resource,
      context: requestContext(world, caller, authorization, region),
    },
    policiesInForce(world, caller, authorization),
  );
  return evaluation.allowed ? evaluation : { allowed: false, message: refusal(caller, authorization, evaluation) };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function requestContext(
  world: World,
  caller: Caller,
  { resource, context, trustPolicy, keyPolicy, resourcePolicy }: Authorization,
  region: string,
): RequestContext {
  const owner = (trustPolicy ?? keyPolicy ?? resourcePolicy)?.account ?? (resource.split(":")[4] || caller.account);
  return new RequestContext({
    "aws:PrincipalArn": caller.principalArn,
    "aws:PrincipalAccount": caller.account,
    ...organizationKeys(world, "aws:Principal", caller.account),
    "aws:PrincipalType": { user: "User", role: "AssumedRole" }[caller.kind],
    "aws:PrincipalIsAWSService": "false",
    "aws:ViaAWSService": "false",
    "aws:userid": caller.userId,
    "aws:username": caller.kind === "user" ? caller.arn.slice(caller.arn.lastIndexOf("/") + 1) : undefined,
    // Whoever calls here calls from loopback.
    "aws:SourceIp": "127.0.0.1",
    ...ofSession(world, caller),
    ...ofAnyRequest(world, owner, region),
    ...context,
  });
}

/** Keys that do not depend on who asks. */
export function ofAnyRequest(world: World, resourceAccount: string, region: string): Record<string, string | string[]> {
  const now = world.clock.now();
  return {
    "aws:RequestedRegion": region,
    "aws:ResourceAccount": resourceAccount,
    ...organizationKeys(world, "aws:Resource", resourceAccount),
    "aws:CurrentTime": now.toISOString(),
    "aws:EpochTime": String(Math.floor(now.getTime() / 1000)),
    "aws:SecureTransport": "true",
  };
}

/** `...OrgID` and `...OrgPaths`; none for an account that is not in the organization. */
export function organizationKeys(world: World, prefix: "aws:Principal" | "aws:Resource" | "aws:Source", account: string) {
  if (!world.accounts.has(account)) return {};
  const { id } = world.organization;
  const path = `${[id, ...pathFromRoot(world, account).slice(0, -1)].join("/")}/`;
  return { [`${prefix}OrgID`]: id, [`${prefix}OrgPaths`]: [path] };
}

function ofSession(world: World, caller: Caller): Record<string, string> {
  const key = accessKeyOf(world, caller);
  const session = key?.kind === "role" ? key : undefined;
  const tags = [...(principalOf(world, caller)?.tags ?? []), ...(session?.tags ?? [])];
  return {
    ...Object.fromEntries(tags.map(([name, value]) => [`aws:PrincipalTag/${name}`, value])),
    ...(session?.sourceIdentity === undefined ? {} : { "aws:SourceIdentity": session.sourceIdentity }),
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function refusal(caller: Caller, authorization: Authorization, evaluation: Evaluation & { allowed: false }): string {
  const { trustPolicy, keyPolicy, resourcePolicy } = authorization;
  const start = asks(caller, authorization);
  const { source, explicitly } = evaluation;
  // What another account's policies say is shown to nobody.
  if (source === "trust" && (trustPolicy ?? keyPolicy)?.account !== caller.account) return start;
  if (source === "resource" && explicitly && resourcePolicy?.account !== caller.account) return start;
  const name = source === "trust" && keyPolicy ? names.resource : names[source];
  if (explicitly) return `${start} with an explicit deny in ${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
  return noneAllows(caller, authorization, name);
}

function noneAllows(caller: Caller, authorization: Authorization, name: string): string {
  return `${asks(caller, authorization)} because no ${name} allows the ${authorization.action} action`;
}

function asks({ arn }: Caller, { action, resource }: Authorization): string {
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
}

const names: Record<PolicySource, string> = {
  identity: "identity-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  serviceControl: "service control policy",
  trust: "role trust policy",
  resource: "resource-based policy",
};
