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
  /** Accounts of one organization: an ORGANIZATION analyzer in one of them covers all of them. */
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
  /** Places of which it is certain that nothing shows an analyzer. Without a Region: those of roles. */
  uncovered: { account: string; region?: string }[];
}

/**
 * Whether each resource that external access analyzers look at is in an account and Region that has one.
 *
 * An analyzer of the stack counts as planned, an ORGANIZATION one for its own account and, if that is a named member, for the others;
 * analyzers for unused and internal access count for nothing. A role needs an analyzer somewhere in its account.
 */
export function requiredCover(request: CoverRequest): CoverVerdict {
  const verdict: CoverVerdict = { violations: [], notes: notJudged(request.resources), uncovered: [] };
  const uncovered = new Map<string, Uncovered>();
  const unset = new Map<PartName, StackResource[]>();
  const undecided = new Map<string, StackResource[]>();
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
      const open = named(parts, unknownValue);
      if (open !== undefined) listIn(undecided, `${open} ${whyUndecided(resource)}`).push(resource);
      const missing = named(parts, undefined);
      if (missing !== undefined) listIn(unset, missing).push(resource);
      if (typeof account.value !== "string" || typeof region.value !== "string") continue;
      const place = `${account.value} ${region.value}`;
      const entry = uncovered.get(place) ?? { account: account.value, region: region.value, resources: [], expired: new Set() };
      entry.resources.push(resource);
      if (exemption) entry.expired.add(exemption.exemption);
      uncovered.set(place, entry);
    }
  }

  for (const place of uncovered.values()) {
    const { account, region } = place;
    verdict.violations.push(violation(place, analyzers, request));
    verdict.uncovered.push({ account, ...(region === anyRegion ? {} : { region }) });
  }
  for (const [what, resources] of unset) verdict.violations.push(unsetViolation(what, resources));
  for (const [what, resources] of undecided) verdict.notes.push(undecidedNote(what, resources));
  verdict.notes.push(...analyzers.flatMap((analyzer) => uselessNote(analyzer) ?? []));
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
  expired: Set<Exemption>;
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
    for (const analyzer of analyzers.filter((one) => isExternal(one) && whyUseless(one) === undefined)) {
      const { type, account, region } = analyzer;
      const isMember = typeof account.value === "string" && members.includes(account.value);
      for (const key of [...account.keys, ...(type === "ORGANIZATION" && isMember ? members : [])])
        this.#inStack.set(key, new Set([...(this.#inStack.get(key) ?? []), ...region.keys]));
    }
  }

  /** What one provider makes is in one account, whichever that will be. */
  has(account: PlacePart, region: PlacePart): boolean {
    const isIn = (covered: Evidence["covered"]) => account.keys.some((key) => region.keys.some((other) => holds(covered, key, other)));
    if (isIn(this.#inStack)) return true;
    const proof = this.#evidence.find(({ covered }) => isIn(covered));
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
  if (scope === "account") return [{ value: anyRegion, keys: [anyRegion] }];
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
  const over = [...expired].map(({ reason, until }) => `The exemption "${reason}" ran out on ${until}.`);
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
      ? "Set `allowedAccountIds` on the provider; one with credentials of its own, such as a profile, has to have it; for others `accountId` of analyzer-required in the configuration of the policy pack will do"
      : "Set `region` on the provider or the resource, `region` of analyzer-required in the configuration of the policy pack, or AWS_REGION";
  return {
    urn: first?.urn ?? "",
    message: `Nothing says in which ${what} ${counted(resources)} would be, and so whether IAM Access Analyzer watches it. ${how}.`,
  };
}

/** What is undecided, and why, of the first resource and of the others. */
function undecidedNote(what: string, resources: readonly StackResource[]): Remark {
  const [part = "", ...why] = what.split(" ");
  return {
    urn: resources[0]?.urn ?? "",
    message: `Undecided: the ${part} of ${counted(resources)}, and so whether it is watched: ${why.join(" ")}. \`pulumi up\` decides it, after the creation.`,
  };
}

function whyUndecided({ inputs }: StackResource): string {
  return inputs === undefined
    ? "its inputs could not be seen (a targeted run shows its targets only)"
    : "it is not known before it is deployed";
}

/** An analyzer that somebody may have counted on. */
function uselessNote(analyzer: StackAnalyzer): Remark | undefined {
  const why = analyzer.type === unknownValue || isExternal(analyzer) ? whyUseless(analyzer) : undefined;
  return why === undefined
    ? undefined
    : { urn: analyzer.resource.urn, message: `The analyzer ${analyzer.resource.name} counts for nothing: ${why}.` };
}

function isExternal({ type }: StackAnalyzer): boolean {
  return type === "ACCOUNT" || type === "ORGANIZATION";
}

/** Why an analyzer is no evidence, whatever its type. Its place counts as far as its provider decides it. */
function whyUseless({ resource: { provider }, type, region }: StackAnalyzer): string | undefined {
  // Every resource of AWS has a provider. A component has none, and a program may give it any type's name.
  if (provider === undefined) return "it has no provider, and so it is no resource of AWS";
  if (isElsewhere(provider.inputs)) return "its provider sends calls for Access Analyzer or STS to an endpoint of its own";
  if (type === unknownValue) return "its type is not known before it is deployed";
  if (region.keys.length === 0) return "its Region is not known before it is deployed";
  return undefined;
}

function isElsewhere(inputs: Record<string, unknown> = {}): boolean {
  const { endpoints } = inputs;
  if (endpoints === undefined || endpoints === null) return false;
  const text = typeof endpoints === "string" ? endpoints : JSON.stringify(endpoints);
  return text === undefined || /"(accessanalyzer|sts)":\s*"[^"]/.test(text);
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
