import type { Fact, TellingKind } from "./fact";
import type { Access } from "./observation";
import type { RoadAccount, RoadSettings, Route } from "./settings";
import { severityOf } from "./severity";

/** Destinations of every route that matches; of none: the default ones. */
export function destinationsOf(fact: Fact, kind: TellingKind, { notifications, accounts }: RoadSettings): string[] {
  const matching = notifications.routes.filter(({ where }) => matches(where, fact, kind, accounts[fact.account]));
  return [...new Set(matching.length === 0 ? notifications.default : matching.flatMap(({ to }) => to))].sort();
}

/** Whether conditions on the account counted as met because it, or its tags, are not known: the message says so. */
export function countedAsMet({ account }: Pick<Fact, "account">, { accounts }: RoadSettings): "account" | "tags" | undefined {
  const known = accounts[account];
  if (known === undefined) return "account";
  return known.tags === undefined ? "tags" : undefined;
}

/** In the words of the configuration. */
export function findingTypeOf(access: Access): string {
  switch (access.kind) {
    case "external":
      return "ExternalAccess";
    case "internal":
      return "InternalAccess";
    case "unused":
      return access.findingType;
    case "error":
      return "Error";
  }
}

/** All that is given must match. What is not known matches. */
function matches(where: Route["where"], { access, account, region, resourceType }: Fact, kind: TellingKind, known?: RoadAccount): boolean {
  const isPublic = access.kind === "external" ? access.isPublic : access.kind === "error" ? undefined : false;
  return (
    (where.public === undefined || isPublic === undefined || where.public === isPublic) &&
    among(where.severity, severityOf(access).severity) &&
    (known === undefined || (among(where.account, account) && inOu(where.ou, known.ou))) &&
    (known?.tags === undefined || tagged(where.tag, known.tags)) &&
    among(where.region, region) &&
    among(where.resourceType, resourceType) &&
    among(where.findingType, findingTypeOf(access)) &&
    among(where.status, kind)
  );
}

function among(allowed: readonly string[] | undefined, value: string): boolean {
  return allowed === undefined || allowed.includes(value);
}

function inOu(allowed: readonly string[] | undefined, ou: string): boolean {
  return allowed === undefined || allowed.some((one) => ou === one || ou.startsWith(`${one}/`));
}

function tagged(allowed: Route["where"]["tag"], tags: Record<string, string>): boolean {
  return allowed === undefined || allowed.some(({ key, value }) => tags[key] !== undefined && (value ?? tags[key]) === tags[key]);
}
