import { analyzerNames, type AnalyzerStatus, type AnalyzerType } from "../analyzer";
import type { Region } from "../identifiers";
import type { ExistingAnalyzer, InventoryAccount } from "../inventory/inventory";
import { compare } from "../lists";
import type { UncoveredReason } from "./types";
import { otherOwner, typeOfOurs } from "./unplanned";

/**
 * The analyzer of another owner that stands where ours would, if ours cannot be created beside it: because the quota is used up, or
 * because it has our name.
 *
 * What could not be read holds nobody back: the plan says what the organization is to have, and where an unseen analyzer uses up the quota,
 * AWS refuses the second one and nothing is harmed. Before our roles exist no member can be read at all.
 *
 * Analyzers that a service made for itself are passed over: they are no coverage of ours, and that they use up the quota is not confirmed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
 */
export function conflictingAnalyzer(account: InventoryAccount, region: Region, type: AnalyzerType): ExistingAnalyzer | undefined {
  const here = existingAnalyzers(account, region).filter((analyzer) => analyzer.type === type && analyzer.owner.kind !== "service");
  if (here.some((analyzer) => typeOfOurs(analyzer) === type)) return undefined;
  const sameName = here.find(({ name }) => name === analyzerNames[type]);
  if (sameName !== undefined) return sameName;
  return here.length < quota[type] ? undefined : here.sort(bestFirst)[0];
}

/** Why ours cannot be created although nobody's analyzer of the type stands in its way: names are unique in an account and Region. */
export function takenName(account: InventoryAccount, region: Region, type: AnalyzerType): UncoveredReason | undefined {
  if (conflictingAnalyzer(account, region, type) !== undefined) return undefined;
  const holder = existingAnalyzers(account, region).find(({ name }) => name === analyzerNames[type]);
  if (holder === undefined || holder.type === type) return undefined;
  const owner = otherOwner(holder);
  return { kind: "nameTaken", analyzer: holder.name, type: holder.type, ...(owner === undefined ? {} : { owner }) };
}

/** Analyzers of one type in an account and Region; internal access counts in the whole organization. */
const quota: Readonly<Record<AnalyzerType, number>> = {
  ACCOUNT: 1,
  ORGANIZATION: 5,
  ORGANIZATION_UNUSED_ACCESS: 5,
  ORGANIZATION_INTERNAL_ACCESS: 1,
};

function existingAnalyzers(account: InventoryAccount, region: Region): ExistingAnalyzer[] {
  const found = account.analyzers.find((entry) => entry.region === region)?.found;
  return found !== undefined && "read" in found ? found.read : [];
}

function bestFirst(a: ExistingAnalyzer, b: ExistingAnalyzer): number {
  return statusRank(a) - statusRank(b) || compare(a.name, b.name);
}

/** A status that this version does not know is the last. */
function statusRank({ status }: ExistingAnalyzer): number {
  const rank = statusOrder.indexOf(status);
  return rank === -1 ? statusOrder.length : rank;
}

const statusOrder: readonly AnalyzerStatus[] = ["ACTIVE", "CREATING", "DISABLED", "FAILED"];
