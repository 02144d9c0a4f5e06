import type { Authorization } from "../service";
import { accountOf, type World } from "../world/world";
import { accessKeyOf } from "./accessKeys";
import type { Caller } from "./caller";
import { iamOf, type Principal } from "./entities";
import { managedPolicyDocument } from "./managedPolicies";
import { parsePolicy, type Policy, type PolicyKind } from "./policy/document";
import type { PoliciesInForce } from "./policy/evaluate";
import { isServiceLinked } from "./serviceLinkedRoles";

/** Every policy that has a say in what `caller` asks. */
export function policiesInForce(world: World, caller: Caller, { trustPolicy, keyPolicy, resourcePolicy }: Authorization): PoliciesInForce {
  const principal = principalOf(world, caller);
  const key = accessKeyOf(world, caller);
  return {
    identity: principal ? identityPolicies(world, principal) : [],
    boundary: principal?.permissionsBoundary === undefined ? undefined : managedPolicy(world, principal.permissionsBoundary),
    session: key?.kind === "role" ? key.policies.map((document) => parsed(document, "identity")) : [],
    serviceControl: principal && isServiceLinked(principal) ? [] : serviceControlPolicies(world, caller.account),
    trust:
      (trustPolicy && { policy: parsed(trustPolicy.document, "trust"), account: trustPolicy.account }) ??
      (keyPolicy && { policy: parsed(keyPolicy.document, "key"), account: keyPolicy.account }),
    resource: resourcePolicy && { policy: onResource(resourcePolicy.document), account: resourcePolicy.account },
  };
}

/** A resource's policy, taken apart; undefined where it has none. */
export function onResource(document: string | undefined): Policy | undefined {
  return document === undefined ? undefined : parsed(document, "resource");
}

/** The user or role behind a caller. */
export function principalOf(world: World, caller: Caller): Principal | undefined {
  const name = caller.principalArn.slice(caller.principalArn.lastIndexOf("/") + 1).toLowerCase();
  const { users, roles } = iamOf(world, caller.account);
  return caller.kind === "user" ? users.get(name) : roles.get(name);
}

/** Policies of the organization's root, of each OU on the way and of the account. They never bind the management account. */
export function serviceControlPolicies(world: World, account: string): Policy[][] {
  const { managementAccount, policyTypes, policies } = world.organization;
  if (account === managementAccount || !world.accounts.has(account) || !policyTypes.has("SERVICE_CONTROL_POLICY")) return [];
  return pathFromRoot(world, account).map((target) =>
    [...policies.values()].filter(({ targets }) => targets.has(target)).map(({ content }) => parsed(content, "scp")),
  );
}

/** Ids of the root, the OUs and the account itself. */
export function pathFromRoot(world: World, account: string): string[] {
  const path = [account];
  let parent: string | undefined = accountOf(world, account).parentId;
  while (parent !== undefined) {
    path.unshift(parent);
    parent = world.organization.organizationalUnits.get(parent)?.parentId;
  }
  return path;
}

function identityPolicies(world: World, principal: Principal): Policy[] {
  const inline = [...principal.inlinePolicies.values()].map((document) => parsed(document, "identity"));
  return [...inline, ...[...principal.attachedPolicies].map((arn) => managedPolicy(world, arn))];
}

function managedPolicy(world: World, arn: string): Policy {
  const document = managedPolicyDocument(world, arn);
  // An ARN without a document behind it allows nothing, as the deleted policy it may once have been.
  return document === undefined ? { variables: true, statements: [] } : parsed(document, "identity");
}

/** Documents are immutable texts, so taking one apart once is enough. */
function parsed(document: string, kind: PolicyKind): Policy {
  const cacheKey = `${kind}:${document}`;
  const known = parsedPolicies.get(cacheKey);
  if (known) return known;
  const policy = parsePolicy(document, kind);
  if (parsedPolicies.size >= cacheLimit) parsedPolicies.clear();
  parsedPolicies.set(cacheKey, policy);
  return policy;
}

const parsedPolicies = new Map<string, Policy>();
const cacheLimit = 5000;
