import type { Remark, StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";
import { analyzableTypes, type AnalyzableType } from "./analyzableTypes";
import { exemptionOf, type Exemption } from "./exemptions";
import { notJudged } from "./notJudged";
import { accountOf, named as regionPart, regionOf, type PlacePart } from "./place";
import { stackAnalyzers, type StackAnalyzer } from "./stackAnalyzers";

export interface CoverRequest {
  resources: readonly StackResource[];
  /** Where resources are of which neither they nor their providers say it. */
  accountId?: string;
  region?: string;
  /** Accounts that are covered by an analyzer of type ORGANIZATION in the stack, beside its own. */
  members: readonly string[];
  exemptions: readonly Exemption[];
  /** What else may cover a place, in this order. */
  evidence: readonly Evidence[];
  /** YYYY-MM-DD, UTC. */
  today: string;
}

/** Something outside of the stack that shows where external analyzers are. */
export interface Evidence {
  /** What it is and what is wrong with it, to stand in a sentence: `no proof is configured`. */
  state: string;
  /** Accounts that are covered, with their Regions. */
  covered: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why it counts although it is old. */
  note?: string;
}

export interface CoverVerdict {
  /** What blocks: one for each account and Region, and one where a place is not said. */
  violations: Remark[];
  /** What is not decided, or counts for the last time. */
  notes: Remark[];
}

/**
 * Whether each resource that external access analyzers look at is in an account and Region that has one.
 *
 * An analyzer of the stack counts as planned, an ORGANIZATION one for its own account and the named members; analyzers for unused and
 * internal access count for nothing. A role needs an analyzer somewhere in its account.
 */
export function requiredCover(request: CoverRequest): CoverVerdict {
  const verdict: CoverVerdict = { violations: [], notes: notJudged(request.resources) };
  const uncovered = new Map<string, Uncovered>();
  const unset = new Map<PartName, StackResource[]>();
  const analyzers = stackAnalyzers(request.resources, { account: request.accountId, region: request.region });
  const cover = new Cover(analyzers, request);

  for (const resource of request.resources) {
    const type = analyzableTypes.get(resource.type);
    if (type === undefined) continue;
    const exemption = exemptionOf(resource, request.exemptions, request.today);
    if (exemption?.holds) continue;
    const account = accountOf(resource, { account: request.accountId });
    for (const region of regionsOf(resource, type, request.region)) {
      if (cover.has(account, region)) continue;
      const parts: Record<PartName, PlacePart["value"]> = { account: account.value, Region: region.value };
      const undecided = named(parts, unknownValue);
      if (undecided !== undefined) verdict.notes.push({ urn: resource.urn, message: undecidedMessage(resource, undecided) });
      const missing = named(parts, undefined);
      if (missing !== undefined) listIn(unset, missing).push(resource);
      if (typeof account.value !== "string" || typeof region.value !== "string") continue;
      const place = `${account.value} ${region.value}`;
      const entry = uncovered.get(place) ?? { account: account.value, region: region.value, resources: [], expired: [] };
      entry.resources.push(resource);
      if (exemption) entry.expired.push(exemption.exemption);
      uncovered.set(place, entry);
    }
  }

  for (const place of uncovered.values()) verdict.violations.push(violation(place, analyzers, request));
  for (const [what, resources] of unset) verdict.violations.push(unsetViolation(what, resources));
  verdict.notes.push(...analyzers.flatMap((analyzer) => undecidedAnalyzer(analyzer) ?? []));
  verdict.notes.push(...cover.usedNotes().map((message) => ({ urn: stackUrn(request.resources), message })));
  return verdict;
}

type PartName = "account" | "Region";

function named(parts: Record<PartName, PlacePart["value"]>, value: typeof unknownValue | undefined): PartName | undefined {
  return parts.account === value ? "account" : parts.Region === value ? "Region" : undefined;
}

interface Uncovered {
  account: string;
  /** `anyRegion` for roles. */
  region: string;
  resources: StackResource[];
  expired: Exemption[];
}

/** In the place of a Region: any will do. */
const anyRegion = "(any Region)";

/** Where external analyzers are, by the stack itself and by further evidence. */
class Cover {
  readonly #inStack = new Map<string, Set<string>>();
  readonly #used = new Set<Evidence>();
  readonly #evidence: readonly Evidence[];

  constructor(analyzers: readonly StackAnalyzer[], { members, evidence }: CoverRequest) {
    this.#evidence = evidence;
    for (const { type, account, region } of analyzers) {
      if (account.key === undefined || region.key === undefined) continue;
      const covered = type === "ACCOUNT" ? [account.key] : type === "ORGANIZATION" ? [account.key, ...members] : [];
      for (const each of covered) this.#inStack.set(each, (this.#inStack.get(each) ?? new Set()).add(region.key));
    }
  }

  /** What one provider makes is in one account, whichever that will be. */
  has(account: PlacePart, region: PlacePart): boolean {
    if (account.key === undefined || region.key === undefined) return false;
    const place = [account.key, region.key] as const;
    if (holds(this.#inStack, ...place)) return true;
    const proof = this.#evidence.find(({ covered }) => holds(covered, ...place));
    if (proof !== undefined) this.#used.add(proof);
    return proof !== undefined;
  }

  /** Only what was needed: a stale proof that nothing rests on is no news. */
  usedNotes(): string[] {
    return [...this.#used].flatMap(({ note }) => note ?? []);
  }
}

function holds(covered: ReadonlyMap<string, ReadonlySet<string>>, account: string, region: string): boolean {
  const regions = covered.get(account);
  return regions !== undefined && (region === anyRegion ? regions.size > 0 : regions.has(region));
}

function regionsOf(resource: StackResource, { scope, replicas }: AnalyzableType, region: string | undefined): PlacePart[] {
  if (scope === "account") return [{ value: anyRegion, key: anyRegion }];
  const own = regionOf(resource, { region });
  const others = resource.inputs === undefined ? [] : (replicas?.(resource.inputs) ?? []);
  return [own, ...others.map((other) => regionPart(other))];
}

function violation({ account, region, resources, expired }: Uncovered, analyzers: readonly StackAnalyzer[], request: CoverRequest): Remark {
  const [first] = resources;
  const where = region === anyRegion ? `account ${account}, in any Region` : `account ${account}, ${region}`;
  const others = analyzers.filter(
    (analyzer) => analyzer.account.value === account && (region === anyRegion || analyzer.region.value === region),
  );
  const useless = others.map(({ type, resource }) => `${resource.name} (${describe(type)}) does not count`);
  const lacking = [
    `no external analyzer (ACCOUNT, or ORGANIZATION) for it in this stack`,
    ...useless,
    ...request.evidence.map(({ state }) => state),
  ];
  const over = expired.map(({ reason, until }) => `The exemption "${reason}" ran out on ${until}.`);
  const message = [
    `IAM Access Analyzer does not watch ${where}: ${counted(resources)} would be unwatched. There is ${lacking.join("; ")}.`,
    ...over,
    remedy(region === anyRegion ? undefined : region),
  ].join(" ");
  return { urn: first?.urn ?? "", message };
}

function remedy(region: string | undefined): string {
  const analyzer = `new aws.accessanalyzer.Analyzer("analyzer", { analyzerName: "account", type: "ACCOUNT"${region === undefined ? "" : `, region: "${region}"`} })`;
  return `Add ${analyzer} with this account's provider; or, where access-analyzer-org covers the organization, run \`access-analyzer-org deploy\` and \`access-analyzer-org audit --proof coverage.json\`, and configure that proof.`;
}

function unsetViolation(what: PartName, resources: readonly StackResource[]): Remark {
  const [first] = resources;
  const how =
    what === "account"
      ? "Set `allowedAccountIds` on the provider, or `accountId` of analyzer-required in the configuration of the policy pack"
      : "Set `region` on the provider or the resource, `region` of analyzer-required in the configuration of the policy pack, or AWS_REGION";
  return {
    urn: first?.urn ?? "",
    message: `Nothing says in which ${what} ${counted(resources)} would be, and so whether IAM Access Analyzer watches it. ${how}.`,
  };
}

function undecidedMessage({ name, type, inputs }: StackResource, what: PartName): string {
  const why =
    inputs === undefined ? "its inputs could not be seen (a targeted run shows its targets only)" : "it is not known before it is deployed";
  return `Undecided: the ${what} of ${type} ${name}, and so whether it is watched: ${why}. \`pulumi up\` decides it, after the creation.`;
}

/** Its place counts as far as its provider decides it. */
function undecidedAnalyzer({ resource, type, account, region }: StackAnalyzer): Remark | undefined {
  const what = type === unknownValue ? "type" : region.key === undefined ? "Region" : account.key === undefined ? "account" : undefined;
  return (
    what && {
      urn: resource.urn,
      message: `The analyzer ${resource.name} counts for nothing: its ${what} is not known before it is deployed.`,
    }
  );
}

function describe(type: StackAnalyzer["type"]): string {
  return typeof type === "string" ? type : "its type is not known";
}

/** `3 resources (first: aws:s3/bucket:Bucket data)` */
function counted(resources: readonly StackResource[]): string {
  const [first] = resources;
  if (first === undefined) return "nothing";
  return resources.length === 1 ? `${first.type} ${first.name}` : `${resources.length} resources (the first: ${first.type} ${first.name})`;
}

function listIn<Key, Value>(map: Map<Key, Value[]>, key: Key): Value[] {
  const found = map.get(key) ?? [];
  map.set(key, found);
  return found;
}

function stackUrn(resources: readonly StackResource[]): string {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? resources[0]?.urn ?? "";
}
