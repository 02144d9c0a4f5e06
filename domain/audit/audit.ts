import type { AnalyzerConfiguration, AnalyzerType } from "../analyzer";
import { configurationDifferences } from "./differences";
import { auditNotes } from "./notes";
import type { AuditNote } from "./notes";
import { verdictOf } from "./verdict";
import type { AuditVerdict } from "./verdict";
import type { Configuration } from "../configuration/configuration";
import { coveragePlan } from "../plan/coveragePlan";
import { byPlace } from "../plan/order";
import { warnings } from "../plan/warnings";
import type { AnalyzerSpec, CoveragePlan, Uncovered } from "../plan/types";
import type { AuditedPlace, Coverer, PlaceState } from "./place";
import type { AccountId, Region } from "../identifiers";
import type { AccountState, ExistingAnalyzer, Inventory, Readable } from "../inventory/inventory";

/** The organization as it is beside the organization as it is to be. This is what `access-analyzer-org audit --json` prints. */
export interface Audit {
  version: 1;
  /** YYYY-MM-DD, UTC: the day whose exemptions were applied. */
  date: string;
  organization: { id: string; management: AccountId; delegatedAdministrator: AccountId };
  /** Sorted by id. Accounts that are not ACTIVE are among them. */
  accounts: { id: AccountId; name: string; ou: string; state: AccountState }[];
  /** Sorted by account, Region and type; one entry for each. */
  places: AuditedPlace[];
  /** What is worth knowing and changes no verdict. */
  notes: AuditNote[];
  /** What the configuration names and the organization does not have, and other things that stop nothing. */
  warnings: string[];
  totals: Record<PlaceState["state"], number>;
  verdict: AuditVerdict;
}

/**
 * Compares every place (account, Region, type) of the coverage plan with what is there. An analyzer counts if it is ACTIVE, of exactly
 * the planned type and configuration, and made by a person or a tool; whose it is does not matter. Analyzers that an AWS service made for
 * itself never count.
 *
 * @param live the organization as it was read just now, not inventory.json.
 * @param today YYYY-MM-DD, UTC.
 * @throws ConfigurationError when the configuration names what the organization does not have.
 */
export function auditCoverage(config: Configuration, live: Inventory, today: string): Audit {
  const plan = coveragePlan(config, live, today);
  const wanted = wantedConfigurations(config, live, plan, today);
  const found = foundAt(live);
  const places = [
    ...plan.analyzers.map((spec) => auditedSpec(spec, wanted.get(spec.type), found(spec.account, spec.region))),
    ...plan.uncovered.map(auditedUncovered),
  ].sort(byPlace);
  const totals = totalsOf(places);
  return {
    version: 1,
    date: today,
    organization: {
      id: live.organization.id,
      management: config.organization.management,
      delegatedAdministrator: config.organization.delegatedAdministrator,
    },
    accounts: live.accounts
      .map(({ id, name, ou, state }) => ({ id, name, ou, state }))
      .sort((left, right) => (left.id < right.id ? -1 : 1)),
    places,
    notes: auditNotes(config, live, plan),
    warnings: warnings(config, live, today).map(({ message }) => message),
    totals,
    verdict: verdictOf(totals, places),
  };
}

export function totalsOf(places: readonly AuditedPlace[]): Audit["totals"] {
  const totals = { covered: 0, missing: 0, inactive: 0, wrong: 0, unreadable: 0, regionNotEnabled: 0, exempt: 0 };
  for (const { state } of places) totals[state]++;
  return totals;
}

/** A kept analyzer's specification has no configuration; what it should have is what ours would get if nobody stood in its way. */
function wantedConfigurations(
  config: Configuration,
  live: Inventory,
  plan: CoveragePlan,
  today: string,
): Map<AnalyzerType, AnalyzerConfiguration> {
  const isKept = plan.analyzers.some(({ type, source }) => source.kind === "keep" && type !== "ACCOUNT" && type !== "ORGANIZATION");
  const { analyzers } = isKept ? coveragePlan(config, withoutOthers(live), today) : plan;
  return new Map(analyzers.flatMap(({ type, configuration }) => (configuration === undefined ? [] : [[type, configuration] as const])));
}

function withoutOthers(live: Inventory): Inventory {
  return {
    ...live,
    accounts: live.accounts.map((account) => ({
      ...account,
      analyzers: account.analyzers.map(({ region, found }) => ({ region, found: ours(found) })),
    })),
  };
}

function ours(found: Readable<ExistingAnalyzer[]>): Readable<ExistingAnalyzer[]> {
  return "read" in found ? { read: found.read.filter(({ owner }) => owner.kind === "ours") } : found;
}

function foundAt(live: Inventory): (account: AccountId, region: Region) => Readable<ExistingAnalyzer[]> {
  const byAccount = new Map(live.accounts.map(({ id, analyzers }) => [id, new Map(analyzers.map(({ region, found }) => [region, found]))]));
  return (account, region) => byAccount.get(account)?.get(region) ?? { unreadable: `${region} of account ${account} was not read` };
}

function auditedSpec(spec: AnalyzerSpec, wanted: AnalyzerConfiguration | undefined, found: Readable<ExistingAnalyzer[]>): AuditedPlace {
  const place = { account: spec.account, region: spec.region, type: spec.type };
  return "unreadable" in found
    ? { ...place, state: "unreadable", reason: found.unreadable }
    : { ...place, ...stateOf(spec, wanted, found.read) };
}

/** The best of what is there: one that covers, else one that could, ours before another's. */
function stateOf(spec: AnalyzerSpec, wanted: AnalyzerConfiguration | undefined, here: ExistingAnalyzer[]): PlaceState {
  const candidates = here.filter(({ type, owner }) => type === spec.type && owner.kind !== "service").sort(oursFirst);
  const active = candidates
    .filter(({ status }) => status === "ACTIVE")
    .map((analyzer) => ({ analyzer, differences: configurationDifferences(wanted, analyzer.configuration) }));
  const right = active.find(({ differences }) => differences.length === 0);
  if (right !== undefined) return { state: "covered", ...coverer(right.analyzer) };
  const wrong = active[0];
  if (wrong !== undefined) return { state: "wrong", ...coverer(wrong.analyzer), differences: wrong.differences };
  const inactive = candidates[0];
  if (inactive !== undefined) {
    const { status, statusReason } = inactive;
    return { state: "inactive", ...coverer(inactive), status, ...(statusReason !== undefined && { statusReason }) };
  }
  const sameName = here.find(({ name }) => name === spec.name);
  if (sameName !== undefined)
    return { state: "wrong", ...coverer(sameName), differences: [`type is ${sameName.type}, planned ${spec.type}`] };
  const instead = here.filter(doesNotCount(spec.type)).map(({ name, type }) => `${name} (${type})`);
  return { state: "missing", ...(instead.length > 0 && { instead }) };
}

/** What a hasty reader would take for coverage. Our own other analyzers are planned for their own types and need no mention. */
function doesNotCount(type: AnalyzerType): (analyzer: ExistingAnalyzer) => boolean {
  return ({ owner, type: found }) =>
    owner.kind !== "ours" && (owner.kind === "service" ? found === type || found.endsWith("_UNUSED_ACCESS") : found !== type);
}

function oursFirst(left: ExistingAnalyzer, right: ExistingAnalyzer): number {
  const rank = ({ owner }: ExistingAnalyzer) => (owner.kind === "ours" ? 0 : 1);
  return rank(left) - rank(right) || (left.name < right.name ? -1 : 1);
}

function coverer({ name, owner }: ExistingAnalyzer): Coverer {
  if (owner.kind === "ours") return { analyzer: name, by: "ours" };
  return { analyzer: name, by: "other", ...(owner.by !== undefined && { owner: owner.by }) };
}

function auditedUncovered({ account, region, type, reason }: Uncovered): AuditedPlace {
  const place = { account, ...(region !== undefined && { region }), type };
  switch (reason.kind) {
    case "unreadable":
    case "undecided":
      return { ...place, state: "unreadable", reason: reason.reason };
    case "regionNotEnabled":
      return { ...place, state: "regionNotEnabled", optStatus: reason.optStatus };
    case "ownerRegionNotEnabled":
      return { ...place, state: "regionNotEnabled", optStatus: reason.optStatus, owner: reason.owner };
    default:
      return { ...place, state: "exempt", reason };
  }
}
