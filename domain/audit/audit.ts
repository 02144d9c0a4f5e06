import type { AnalyzerType } from "../analyzer";
import { judgedRules, type JudgedRules } from "./archiveRules";
import { configurationDifferences } from "./differences";
import { externalCover, seenCover, uncoveredThough } from "./externalCover";
import { keyNotes, type FoundKeys } from "./leftKeys";
import { auditNotes } from "./notes";
import type { AuditNote } from "./notes";
import { auditRoles, type AuditedRoles } from "./auditRoles";
import type { FoundRoles } from "./foundRoles";
import { withRoles } from "./rolesVerdict";
import { wantedConfigurations } from "./wantedConfiguration";
import { auditRoad, type AuditedRoadPart } from "./road/auditRoad";
import type { FoundRoad } from "./road/found";
import { withRoad } from "./road/roadVerdict";
import { verdictOf } from "./verdict";
import type { AuditVerdict } from "./verdict";
import type { Configuration } from "../configuration/configuration";
import { callerAccounts } from "../policies/trust";
import { coveragePlan } from "../plan/coveragePlan";
import { byPlace } from "../plan/order";
import { warnings } from "../plan/warnings";
import type { AnalyzerSpec, Uncovered } from "../plan/types";
import { copiedTag, otherOwner, typeOfOurs } from "../plan/unplanned";
import type { AuditedPlace, Coverer, PlaceState } from "./place";
import type { AccountId, Region } from "../identifiers";
import type { AccountState, ExistingAnalyzer, Inventory, InventoryAccount, Readable } from "../inventory/inventory";

/** The organization as it is beside the organization as it is to be. This is what `access-analyzer-org audit --json` prints. */
export interface Audit {
  version: 1;
  /** YYYY-MM-DD, UTC: the day whose exemptions were applied. */
  date: string;
  organization: {
    id: string;
    management: AccountId;
    delegatedAdministrator: AccountId;
    /** Accounts whose principals our roles trust, sorted. */
    callers: AccountId[];
  };
  /** Sorted by id. Accounts that are not ACTIVE are among them. */
  accounts: { id: AccountId; name: string; ou: string; state: AccountState }[];
  /** Sorted by account, Region and type; one entry for each. */
  places: AuditedPlace[];
  /**
   * By account, the Regions in which an ACTIVE external-access analyzer is seen to look, whosever it is, and none of its archive rules could
   * hide findings. This is what a proof says.
   */
  externalCover: Record<AccountId, Region[]>;
  /** Our own roles: one entry for each ACTIVE account that was looked into, sorted by account. */
  roles: AuditedRoles[];
  /** The findings road, part by part; empty where organization.yaml has no notifications. */
  road: AuditedRoadPart[];
  /** What is worth knowing and changes no verdict. */
  notes: AuditNote[];
  /** What the configuration names and the organization does not have, and other things that stop nothing. */
  warnings: string[];
  totals: Record<PlaceState["state"], number>;
  verdict: AuditVerdict;
}

interface AuditedBesides {
  accounts?: ReadonlySet<AccountId>;
  foundRoles?: FoundRoles;
  foundRoad?: FoundRoad;
  foundKeys?: readonly FoundKeys[];
}

/**
 * Compares every place (account, Region, type) of the coverage plan with what is there. An analyzer counts if it is ACTIVE, of exactly
 * the planned type and configuration, and made by a person or a tool; whose it is does not matter. Analyzers that an AWS service made for
 * itself never count.
 *
 * @param live the organization as it was read just now, not inventory.json.
 * @param today YYYY-MM-DD, UTC.
 * @param options.accounts places of these alone; the others were not looked at. Default: all.
 * @param options.foundRoles our roles, where they were looked at.
 * @param options.foundRoad the findings road, where it was looked at.
 * @param options.foundKeys keys that the findings road has left, where they were looked for.
 * @throws ConfigurationError when the configuration speaks of another organization.
 */
export function auditCoverage(
  config: Configuration,
  live: Inventory,
  today: string,
  { accounts, foundRoles, foundRoad, foundKeys = [] }: AuditedBesides = {},
): Audit {
  const plan = coveragePlan(config, live, today);
  const { delegatedAdministrator } = config.organization;
  const isConcerned = (account: AccountId) => accounts?.has(account) ?? true;
  const wanted = wantedConfigurations(config, live, today);
  const found = foundAt(live);
  // Without its owner nothing is known of the organization's analyzers, and so of no gap.
  const cover = isConcerned(delegatedAdministrator) ? externalCover(live, delegatedAdministrator) : undefined;
  const facts = new Map(live.accounts.map((account) => [account.id, account]));
  const places = [
    ...plan.analyzers.map((spec) => auditedSpec(spec, wanted, found(spec.account, spec.region))),
    ...plan.uncovered.map((place) => auditedUncovered(place, facts.get(place.account), found, cover)),
  ]
    .filter(({ account }) => isConcerned(account))
    .sort(byPlace);
  const totals = totalsOf(places);
  const roles = foundRoles === undefined ? [] : auditRoles(config, live, foundRoles);
  const road = auditRoad(config, plan, live, foundRoad);
  return {
    version: 1,
    date: today,
    organization: auditedOrganization(config, live),
    accounts: live.accounts
      .filter(({ id }) => isConcerned(id))
      .map(({ id, name, ou, state }) => ({ id, name, ou, state }))
      .sort((left, right) => (left.id < right.id ? -1 : 1)),
    places,
    externalCover: isConcerned(delegatedAdministrator) ? seenCover(live, delegatedAdministrator, isConcerned) : {},
    roles,
    road,
    notes: [...auditNotes(config, live, plan, places), ...keyNotes(delegatedAdministrator, foundKeys)],
    warnings: warnings(config, live, today).map(({ message }) => message),
    totals,
    verdict: withRoad(withRoles(verdictOf(totals, places), roles), road),
  };
}

export function auditedOrganization(config: Configuration, { organization: { id } }: Inventory): Audit["organization"] {
  const { management, delegatedAdministrator } = config.organization;
  return { id, management, delegatedAdministrator, callers: callerAccounts(config) };
}

export function totalsOf(places: readonly AuditedPlace[]): Audit["totals"] {
  const totals = { covered: 0, missing: 0, inactive: 0, wrong: 0, hides: 0, gap: 0, unreadable: 0, regionNotEnabled: 0, exempt: 0 };
  for (const { state } of places) totals[state]++;
  return totals;
}

function foundAt(live: Inventory): (account: AccountId, region: Region) => Readable<ExistingAnalyzer[]> {
  const byAccount = new Map(live.accounts.map(({ id, analyzers }) => [id, new Map(analyzers.map(({ region, found }) => [region, found]))]));
  return (account, region) => byAccount.get(account)?.get(region) ?? { unreadable: `${region} of account ${account} was not read` };
}

function auditedSpec(
  spec: AnalyzerSpec,
  wanted: ReturnType<typeof wantedConfigurations>,
  found: Readable<ExistingAnalyzer[]>,
): AuditedPlace {
  const place = { account: spec.account, region: spec.region, type: spec.type };
  return "unreadable" in found
    ? { ...place, state: "unreadable", reason: found.unreadable }
    : { ...place, ...stateOf(spec, wanted, found.read) };
}

/** The best of what is there: one that covers, else one that could, ours before another's. */
function stateOf(spec: AnalyzerSpec, wanted: ReturnType<typeof wantedConfigurations>, here: ExistingAnalyzer[]): PlaceState {
  const candidates = here.filter(({ type, owner }) => type === spec.type && owner.kind !== "service").sort(oursFirst);
  const active = candidates
    .filter(({ status }) => status === "ACTIVE")
    .map((analyzer) => {
      const { configuration, unknown } = wanted(spec.type, analyzer);
      return {
        analyzer,
        differences: configurationDifferences(configuration, analyzer.configuration),
        unknown,
        rules: judgedRules(analyzer, typeOfOurs(analyzer) === undefined ? [] : spec.archiveRules),
      };
    });
  const hides = hidden(active);
  if (hides !== undefined) return hides;
  // Archive rules are planned for ours, whoever else covers the place.
  const matching = active.filter(({ differences }) => differences.length === 0);
  const right = matching.find(({ unknown }) => unknown === undefined);
  const wrong = active.find(({ rules }) => rules.differences.length > 0) ?? (matching.length === 0 ? active[0] : undefined);
  if (wrong !== undefined)
    return { state: "wrong", ...coverer(wrong.analyzer), differences: [...wrong.differences, ...wrong.rules.differences] };
  const unread = active.flatMap(({ rules: { unreadable = [] } }) => unreadable);
  if (unread[0] !== undefined) return { state: "unreadable", reason: unread[0] };
  const unknown = right === undefined ? matching[0]?.unknown : undefined;
  if (unknown !== undefined) return { state: "unreadable", reason: unknown };
  if (right !== undefined) return { state: "covered", ...coverer(right.analyzer) };
  const inactive = candidates[0];
  if (inactive !== undefined) {
    const { status, statusReason } = inactive;
    return { state: "inactive", ...coverer(inactive), status, ...(statusReason !== undefined && { statusReason }) };
  }
  const instead = here.filter(doesNotCount(spec.type)).map(({ name, type }) => `${name} (${type})`);
  return { state: "missing", ...(instead.length > 0 && { instead }) };
}

/** The first analyzer whose rules could hide findings, with the rules of all of them. */
function hidden(active: readonly { analyzer: ExistingAnalyzer; rules: JudgedRules }[]): PlaceState | undefined {
  const first = active.find(({ rules }) => rules.hiding.length > 0);
  if (first === undefined) return undefined;
  const differences = active.flatMap(({ rules }) => rules.differences);
  const rules = active.flatMap(({ rules: { hiding } }) => hiding);
  return { state: "hides", ...coverer(first.analyzer), rules, ...(differences.length > 0 && { differences }) };
}

/** What a hasty reader would take for coverage. Our own other analyzers are planned for their own types and need no mention. */
function doesNotCount(type: AnalyzerType): (analyzer: ExistingAnalyzer) => boolean {
  return (analyzer) => {
    const { owner, type: found } = analyzer;
    if (typeOfOurs(analyzer) !== undefined) return false;
    return owner.kind === "service" ? found === type || found.endsWith("_UNUSED_ACCESS") : found !== type;
  };
}

function oursFirst(left: ExistingAnalyzer, right: ExistingAnalyzer): number {
  const rank = (analyzer: ExistingAnalyzer) => (typeOfOurs(analyzer) === undefined ? 1 : 0);
  return rank(left) - rank(right) || (left.name < right.name ? -1 : 1);
}

function coverer(analyzer: ExistingAnalyzer): Coverer {
  if (typeOfOurs(analyzer) !== undefined) return { analyzer: analyzer.name, by: "ours" };
  const owner = otherOwner(analyzer);
  return { analyzer: analyzer.name, by: "other", ...(owner !== undefined && { owner }) };
}

function auditedUncovered(
  { account: id, region, type, reason }: Uncovered,
  // Absent where the delegated administrator has left.
  account: InventoryAccount | undefined,
  found: (account: AccountId, region: Region) => Readable<ExistingAnalyzer[]>,
  cover: ReturnType<typeof externalCover> | undefined,
): AuditedPlace {
  const place = { account: id, ...(region !== undefined && { region }), type };
  switch (reason.kind) {
    case "unreadable":
    case "undecided":
      return { ...place, state: "unreadable", reason: reason.reason };
    case "regionNotEnabled":
      return { ...place, state: "regionNotEnabled", optStatus: reason.optStatus };
    case "ownerRegionNotEnabled":
      return { ...place, state: "regionNotEnabled", optStatus: reason.optStatus, owner: reason.owner };
    case "nameTaken":
      return {
        ...place,
        ...{ state: "wrong", analyzer: reason.analyzer },
        // With our tag on it, it is ours in all but its type.
        ...(reason.owner === copiedTag ? { by: "ours" } : { by: "other", ...(reason.owner !== undefined && { owner: reason.owner }) }),
        differences: [`type is ${reason.type}, planned ${type}`],
      };
    case "disabled": {
      const here = region === undefined ? undefined : found(id, region);
      return { ...place, ...(hiddenThough(type, here) ?? uncoveredThough(type, reason, account, region, cover)) };
    }
    default:
      return { ...place, state: "exempt", reason };
  }
}

/** Somebody's analyzers of a type that is switched off may be all that looks at the place. */
function hiddenThough(type: AnalyzerType, here: Readable<ExistingAnalyzer[]> | undefined): PlaceState | undefined {
  if (here === undefined || "unreadable" in here) return undefined;
  const judged = here.read.filter((analyzer) => analyzer.type === type).map((analyzer) => ({ analyzer, rules: judgedRules(analyzer, []) }));
  const unread = judged.flatMap(({ rules: { unreadable = [] } }) => unreadable);
  return hidden(judged) ?? (unread[0] === undefined ? undefined : { state: "unreadable", reason: unread[0] });
}
