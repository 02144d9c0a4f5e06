import type { Fact } from "./fact";
import { knownAnalyzers } from "./knownAnalyzers";
import type { RoadSettings } from "./settings";

/**
 * Whether the access certainly stays inside the organization. Only ACCOUNT analyzers report such: what an ORGANIZATION analyzer reports is
 * outside by its own word. Every principal has to be an account of ours, or anybody under a condition on our organization that AWS
 * does not call public. What cannot be decided is outside.
 */
export function staysInside({ access, sources }: Pick<Fact, "access" | "sources">, settings: RoadSettings): boolean {
  if (access.kind !== "external" || access.isPublic !== false) return false;
  const types = new Map(knownAnalyzers(settings).map(({ arn, type }) => [arn, type]));
  if (!Object.values(sources).every(({ analyzer }) => types.get(analyzer) === "ACCOUNT")) return false;
  if (isOfOrganization(access.condition, settings.organization)) return Object.keys(access.principal).every((type) => type === "AWS");
  const principals = Object.entries(access.principal);
  return principals.length > 0 && principals.every(([type, value]) => type === "AWS" && isOurs(value, settings));
}

/** An account's id, or an ARN of something in it. */
function isOurs(principal: string, { accounts, partition }: RoadSettings): boolean {
  const ids = Object.keys(accounts);
  const [arn, ofPartition, service, , account = ""] = principal.split(":");
  if (arn !== "arn") return ids.includes(principal);
  return ofPartition === partition && (service === "iam" || service === "sts") && ids.includes(account);
}

function isOfOrganization(condition: Record<string, string>, organization: string): boolean {
  const entry = Object.entries(condition).find(([key]) => key.toLowerCase() === "aws:principalorgid");
  return entry?.[1] === organization;
}
