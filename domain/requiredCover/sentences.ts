import type { Remark, StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";
import { anyRegion, type Evidence } from "./cover";
import type { Exemption } from "./exemptions";
import { isExternal, whyUseless, type StackAnalyzer } from "./stackAnalyzers";

export type PartName = "account" | "Region";

/** A place of which nothing shows that it is watched. */
export interface Uncovered {
  account: string;
  /** `anyRegion` for roles. */
  region: string;
  resources: StackResource[];
  expired: Set<Exemption>;
}

export function violation(
  { account, region, resources, expired }: Uncovered,
  analyzers: readonly StackAnalyzer[],
  evidence: readonly Evidence[],
): Remark {
  const [first] = resources;
  const where = region === anyRegion ? `account ${account}, in any Region` : `account ${account}, ${region}`;
  const others = analyzers.filter(
    (analyzer) => analyzer.account.value === account && (region === anyRegion || analyzer.region.value === region),
  );
  const useless = others.map(({ type, resource }) => `${resource.name} (${describe(type)}) does not count`);
  const lacking = [
    `no external analyzer (ACCOUNT, or ORGANIZATION) for it in this stack`,
    ...useless,
    ...evidence.map(({ state }) => state),
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

export function unsetViolation(what: PartName, resources: readonly StackResource[]): Remark {
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
export function undecidedNote(what: string, resources: readonly StackResource[]): Remark {
  const [part = "", ...why] = what.split(" ");
  return {
    urn: resources[0]?.urn ?? "",
    message: `Undecided: the ${part} of ${counted(resources)}, and so whether it is watched: ${why.join(" ")}. \`pulumi up\` decides it, after the creation.`,
  };
}

export function whyUndecided({ inputs }: StackResource): string {
  return inputs === undefined
    ? "its inputs could not be seen (a targeted run shows its targets only)"
    : "it is not known before it is deployed";
}

/** An analyzer that somebody may have counted on. */
export function uselessNote(analyzer: StackAnalyzer): Remark | undefined {
  const why = analyzer.type === unknownValue || isExternal(analyzer) ? whyUseless(analyzer) : undefined;
  return why === undefined
    ? undefined
    : { urn: analyzer.resource.urn, message: `The analyzer ${analyzer.resource.name} counts for nothing: ${why}.` };
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
