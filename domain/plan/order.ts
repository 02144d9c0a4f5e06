import { analyzerTypes, type AnalyzerType } from "../analyzer";
import type { AccountId, Region } from "../identifiers";
import { compare } from "../lists";

/** Where something is planned or left out. */
export interface Place {
  account: AccountId;
  region?: Region;
  type: AnalyzerType;
}

/** By account, Region (none first) and type; never by locale. */
export function byPlace(a: Place, b: Place): number {
  return (
    compare(a.account, b.account) ||
    compare(a.region ?? "", b.region ?? "") ||
    analyzerTypes.indexOf(a.type) - analyzerTypes.indexOf(b.type)
  );
}
