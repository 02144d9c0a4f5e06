import { holds, type RequestContext } from "./conditions";
import type { Policy, Selection, Statement } from "./document";
import { isDenied, matchPrincipals, type PrincipalMatch, type Requester, type ServicePrincipal } from "./principals";
import { matches, parsePattern, type Variables } from "./wildcard";

export interface PolicyRequest {
  requester: Exclude<Requester, ServicePrincipal>;
  action: string;
  resource: string;
  context: RequestContext;
}

/** Every policy that has a say in a request. */
export interface PoliciesInForce {
  /** Inline and attached ones of the user or role. */
  identity: Policy[];
  boundary?: Policy;
  /** Given with AssumeRole; none for a session without them. */
  session: Policy[];
  /** One list per level, from the root down to the account; empty where service control policies do not apply. */
  serviceControl: Policy[][];
  /** The trust policy of the role or the policy of the key that is asked for, and its account. It has to allow the call, even within the account. */
  trust?: { policy: Policy; account: string };
  /** The policy of any other resource, if it has one, and its account. Within the account this policy or the caller's own allow the call; otherwise both must. */
  resource?: { policy: Policy | undefined; account: string };
}

export type PolicySource = "identity" | "boundary" | "session" | "serviceControl" | "trust" | "resource";
export type Evaluation = { allowed: true } | { allowed: false; explicitly: boolean; source: PolicySource };

/**
 * AWS's evaluation logic: an explicit deny wins; then service control policies, the role's trust policy or the resource's policy, the
 * caller's own policies, its boundary and its session policies have to allow the call.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluate(request: PolicyRequest, policies: PoliciesInForce): Evaluation {
  const { identity, boundary, session, serviceControl, trust, resource } = policies;

  const denying = firstDenying(request, policies);
  if (denying) return { allowed: false, explicitly: true, source: denying };

  const refusedBy = (source: PolicySource): Evaluation => ({ allowed: false, explicitly: false, source });
  if (!serviceControl.every((level) => allows(level, request))) return refusedBy("serviceControl");

  const trusted = trust && grantOf(trust.policy, request);
  if (trusted === "no") return refusedBy("trust");
  const granted = resource && grantOf(resource.policy, request);
  if (granted === "no" && resource?.account !== request.requester.account) return refusedBy("resource");

  const isEnough = (trusted ?? granted) === "directly" && (trust ?? resource)?.account === request.requester.account;
  if (!isEnough && !allows(identity, request)) return refusedBy("identity");
  if (boundary && !allows([boundary], request)) return refusedBy("boundary");
  if (session.length > 0 && !allows(session, request)) return refusedBy("session");
  return { allowed: true };
}

/** Whether a policy on a resource lets a service in, which has no policies of its own and is bound by no others. */
export function allowsService(
  policy: Policy | undefined,
  request: Omit<PolicyRequest, "requester"> & { requester: ServicePrincipal },
): boolean {
  return grantOf(policy, request) !== "no" && !deniesRequester(policy, request);
}

function firstDenying(
  request: PolicyRequest,
  { identity, boundary, session, serviceControl, trust, resource }: PoliciesInForce,
): PolicySource | undefined {
  if (serviceControl.some((level) => denies(level, request))) return "serviceControl";
  if (deniesRequester(trust?.policy, request)) return "trust";
  if (deniesRequester(resource?.policy, request)) return "resource";
  if (denies(identity, request)) return "identity";
  if (boundary && denies([boundary], request)) return "boundary";
  return denies(session, request) ? "session" : undefined;
}

type AnyRequest = Omit<PolicyRequest, "requester"> & { requester: Requester };

function deniesRequester(policy: Policy | undefined, request: AnyRequest): boolean {
  const denials = policy ? speaking(policy, request, "Deny") : [];
  return denials.some(({ principals }) => isDenied(principals, request.requester));
}

function grantOf(policy: Policy | undefined, request: AnyRequest): PrincipalMatch {
  if (!policy) return "no";
  const grants = speaking(policy, request, "Allow").map(({ principals }) => matchPrincipals(principals, request.requester));
  return grants.includes("directly") ? "directly" : grants.includes("account") ? "account" : "no";
}

function allows(policies: Policy[], request: PolicyRequest): boolean {
  return policies.some((policy) => speaking(policy, request, "Allow").length > 0);
}

function denies(policies: Policy[], request: PolicyRequest): boolean {
  return policies.some((policy) => speaking(policy, request, "Deny").length > 0);
}

/** The statements that speak of this action on this resource under these conditions; principals are for the caller to look at. */
function speaking(policy: Policy, { action, resource, context }: AnyRequest, effect: Statement["effect"]): Statement[] {
  const variables: Variables | undefined = policy.variables ? context.variable : undefined;
  return policy.statements.filter(
    (statement) =>
      statement.effect === effect &&
      selects(statement.actions, action.toLowerCase(), (pattern) => parsePattern(pattern.toLowerCase())) &&
      (statement.resources === undefined || selects(statement.resources, resource, (pattern) => parsePattern(pattern, variables))) &&
      holds(statement.conditions, context, variables),
  );
}

function selects(selection: Selection<string>, text: string, parse: (pattern: string) => ReturnType<typeof parsePattern>): boolean {
  const found = selection.items.some((item) => {
    const pattern = parse(item);
    return pattern !== undefined && matches(pattern, text);
  });
  return found === (selection.kind === "these");
}
