import type { AccountId } from "../identifiers";
import type { AnalyzerSpec, CoveragePlan } from "./types";

/** The plan of one account. */
export interface AccountPlan {
  account: AccountId;
  /** Analyzers of ours, and those of others that are left alone. */
  specs: AnalyzerSpec[];
  /** How many places get no analyzer. */
  exemptions: number;
}

export function accountPlan(account: AccountId, plan: CoveragePlan): AccountPlan {
  const isHere = (place: { account: AccountId }) => place.account === account;
  return { account, specs: plan.analyzers.filter(isHere), exemptions: plan.uncovered.filter(isHere).length };
}
