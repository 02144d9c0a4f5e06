import type { FindingSource } from "@aws-sdk/client-accessanalyzer";
import type { PolicyBearer } from "../bearers/bearer";
import { merged, type Access, type Zone } from "./access";
import { afterDenies } from "./denies";
import { isTold } from "./keys";
import { judge, limitsOf, type Limit } from "./limits";
import { matches, parsePattern } from "../../../iam/policy/wildcard";
import { awsPrincipal, statementsOf, type Statement, type Who } from "./statements";

/**
 * Who outside the zone of trust can use a resource: one entry for each principal and set of conditions.
 *
 * @throws UnreadablePolicyError
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html
 */
export function externalAccess(bearer: PolicyBearer, zone: Zone): Access[] {
  const { grants = [], accessPoints = [], publicAccessBlock: block } = bearer;
  const byPolicy = accessByPolicy(bearer, zone);
  const byAccessPoints = accessPoints.flatMap((point) =>
    accessByPolicy({ ...bearer, ...point }, zone).map((access) => ({ ...access, sources: [viaAccessPoint(point.arn)] })),
  );
  const byGrants = grants
    .flatMap(({ principal, action, source }) =>
      accesses(awsOrCanonical(principal), action, [], zone).map((access) => ({
        ...access,
        ...(source && { sources: [{ type: source }] }),
      })),
    )
    .filter(({ isPublic }) => !(isPublic && block?.IgnorePublicAcls === true));
  return merged([...byPolicy, ...byAccessPoints, ...byGrants]);
}

function viaAccessPoint(accessPointArn: string): FindingSource {
  return { type: "S3_ACCESS_POINT", detail: { accessPointArn } };
}

/** A public policy of a restricted bucket opens it to nobody of another account, not even to whom it names. */
function accessByPolicy(bearer: PolicyBearer, zone: Zone): Access[] {
  if (bearer.policy === undefined) return [];
  const accessible = accessBy(bearer.policy, bearer, zone);
  return bearer.publicAccessBlock?.RestrictPublicBuckets === true && accessible.some(({ isPublic }) => isPublic) ? [] : accessible;
}

function accessBy(policy: string, bearer: PolicyBearer, zone: Zone): Access[] {
  // Variables that stand for the resource's own account and organization.
  const text = policy.replaceAll("${aws:ResourceAccount}", bearer.account).replaceAll("${aws:ResourceOrgID}", zone.organization);
  const statements = statementsOf(text).flatMap((statement) => underContext(statement, bearer.context ?? {}));
  const denies = statements.filter(({ effect }) => effect === "Deny");
  return statements
    .filter((statement) => statement.effect === "Allow" && speaksOf(statement, bearer.arn))
    .flatMap((statement) => {
      const actions = actionsOf(statement, bearer);
      const limits = limitsOf(statement);
      return principalsOf(statement)
        .flatMap((who) => afterDenies(who, { ...statement, resources: ownResources(statement, bearer) }, denies, actions))
        .flatMap(({ who, actions: left, ways }) => ways.flatMap((way) => accesses(who, left, [...limits, ...way], zone)));
    })
    .map((access) => (bearer.resourceType === "AWS::S3::Bucket" ? { ...access, sources: [{ type: "POLICY" as const }] } : access));
}

/** Every combination of values is an access of its own, as findings have one value for each key. */
function accesses(who: Who, action: string[], limits: readonly Limit[], zone: Zone): Access[] {
  if (isInside(who, zone)) return [];
  return combinations(limits).flatMap((combination) => {
    const places = combination.map(({ limit, value }) => judge(limit, value, zone));
    if (places.includes("inside")) return [];
    const condition = Object.fromEntries(
      combination.filter(({ limit }) => isTold(limit.key)).map(({ limit, value }) => [limit.key, value]),
    );
    const isPublic = places.every((place) => place === "anybody") && isOpenToAll(who, condition);
    return { principal: named(who), isPublic, action, condition };
  });
}

function combinations(limits: readonly Limit[]): { limit: Limit; value: string }[][] {
  return limits.reduce<{ limit: Limit; value: string }[][]>(
    (made, limit) => made.flatMap((each) => limit.values.map((value) => [...each, { limit, value }])),
    [[]],
  );
}

function isInside(who: Who, zone: Zone): boolean {
  switch (who.kind) {
    case "service":
      return true;
    case "aws":
      return who.account !== undefined && zone.accounts.has(who.account);
    case "canonical":
      return zone.hasCanonicalId(who.value);
    case "everybody":
    case "federated":
      return false;
  }
}

/** Whoever has an account with one of these may come, unless an audience or application is named. */
const openProviders = ["accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"];

function isOpenToAll(who: Who, condition: Access["condition"]): boolean {
  if (who.kind === "everybody" || (who.kind === "federated" && who.value === "*")) return true;
  return who.kind === "federated" && openProviders.includes(who.value) && Object.keys(condition).length === 0;
}

function named(who: Who): Access["principal"] {
  switch (who.kind) {
    case "federated":
      return { Federated: who.value };
    case "canonical":
      return { CanonicalUser: who.value };
    default:
      return { AWS: who.kind === "aws" ? who.value : "*" };
  }
}

function awsOrCanonical({ AWS, CanonicalUser = "" }: Record<string, string>): Who {
  return AWS === undefined ? { kind: "canonical", value: CanonicalUser } : awsPrincipal(AWS);
}

function principalsOf({ principals: { kind, items } }: Statement): Who[] {
  return kind === "these" ? items : [{ kind: "everybody" }];
}

/** Conditions on what is known of the resource itself are decided: one that holds is none, one that does not voids the statement. */
function underContext(statement: Statement, context: Record<string, string | undefined>): Statement[] {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const decided = statement.conditions.filter(
    ({ key, operator }) => known.has(key.toLowerCase()) && ["stringequals", "bool"].includes(operator),
  );
  const holds = decided.every(({ key, values, ifExists }) => {
    const value = known.get(key.toLowerCase());
    return value === undefined ? ifExists : values.includes(value);
  });
  return holds ? [{ ...statement, conditions: statement.conditions.filter((each) => !decided.includes(each)) }] : [];
}

/** Actions as the policy writes them; everything of a service by its name. */
function actionsOf({ actions }: Statement, { arn }: PolicyBearer): string[] {
  const service = arn.split(":")[2] ?? "";
  return actions.kind === "allBut" ? [`${service}:*`] : actions.items.map((action) => (action === "*" ? `${service}:*` : action));
}

/** `*` is the resource that the policy is on, with what is in it. */
function ownResources({ resources }: Statement, { arn, resourceType }: PolicyBearer): Statement["resources"] {
  if (resources?.kind !== "these") return resources;
  const own = resourceType === "AWS::S3::Bucket" ? [arn, `${arn}/*`] : [arn];
  return { kind: "these", items: resources.items.flatMap((item) => (item === "*" ? own : [item])) };
}

/** Whether a statement is about the resource or something in it. */
function speaksOf({ resources }: Statement, arn: string): boolean {
  if (!resources || resources.kind === "allBut") return true;
  return resources.items.some((item) => {
    const pattern = parsePattern(item);
    return (
      item.startsWith(`${arn}/`) ||
      item.startsWith(`${arn}:`) ||
      (pattern !== undefined && [arn, `${arn}/x`].some((text) => matches(pattern, text)))
    );
  });
}
