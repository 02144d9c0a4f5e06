import type { Remark, StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";
import type { DefaultPlace } from "./place";
import { stackAnalyzers, type StackAnalyzer } from "./stackAnalyzers";

/** What analyzers may look like. What is left out is not looked at. */
export interface AnalyzerSettings {
  /** Types that may be there. */
  types?: string[];
  /** The account that analyzers with the organization as zone of trust belong in. */
  delegatedAdministrator?: string;
  /** Regular expression. */
  namePattern?: string;
  /** Tags that an analyzer has to carry. An empty value: any. */
  tags?: Record<string, string>;
  unusedAccess?: { minimumAgeDays?: number; maximumAgeDays?: number; regions?: string[] };
  internalAccess?: { regions?: string[]; needsInclusions?: boolean; maximumAccounts?: number };
}

/**
 * How one analyzer differs from what was agreed, and what of that is not known yet. Nothing for other resources.
 *
 * @param defaults where it is if neither it nor its provider says it
 */
export function analyzerSettings(resource: StackResource, settings: AnalyzerSettings, defaults: DefaultPlace): Remark[] {
  const [analyzer] = stackAnalyzers([resource], defaults);
  if (analyzer === undefined) return [];
  const { inputs = {} } = resource;
  const { types, delegatedAdministrator, namePattern, tags = {}, unusedAccess, internalAccess } = settings;
  const { type } = analyzer;
  const isTypeAsked = [types, delegatedAdministrator, unusedAccess, internalAccess].some((one) => one !== undefined);
  const findings =
    typeof type === "string"
      ? [
          types && differs("type", type, (value) => types.includes(String(value)), `expected one of ${types.join(", ")}`),
          type.startsWith("ORGANIZATION") ? belongs(analyzer, delegatedAdministrator) : undefined,
          ...(type.endsWith("_UNUSED_ACCESS") && unusedAccess ? unused(analyzer, inputs["configuration"], unusedAccess) : []),
          ...(type.endsWith("_INTERNAL_ACCESS") && internalAccess ? internal(analyzer, inputs["configuration"], internalAccess) : []),
        ]
      : [isTypeAsked ? notKnown("type") : undefined];
  const others = [
    namePattern === undefined
      ? undefined
      : differs("name", analyzer.name ?? unknownValue, (value) => new RegExp(namePattern).test(String(value)), `expected ${namePattern}`),
    ...Object.entries(tags).map(([key, wanted]) => tagDiffers(inputs["tags"], key, wanted)),
  ];
  return [...findings, ...others].flatMap((message) => (message ? [{ urn: resource.urn, message: `${resource.name}: ${message}.` }] : []));
}

function belongs({ account }: StackAnalyzer, delegatedAdministrator: string | undefined): string | undefined {
  if (delegatedAdministrator === undefined) return undefined;
  if (account.value === undefined) return "undecided, nothing says its account: set `allowedAccountIds` on its provider";
  return differs(
    "account",
    account.value,
    (value) => value === delegatedAdministrator,
    `an analyzer of the organization belongs in the delegated administrator, ${delegatedAdministrator}`,
  );
}

function unused(
  { region }: StackAnalyzer,
  configuration: unknown,
  { minimumAgeDays, maximumAgeDays, regions }: NonNullable<AnalyzerSettings["unusedAccess"]>,
) {
  const what = "configuration.unusedAccess.unusedAccessAge";
  const [least, most] = [minimumAgeDays ?? 1, maximumAgeDays ?? 365];
  const expected = `expected ${least} to ${most} days`;
  const age = memberOf(memberOf(configuration, "unusedAccess"), "unusedAccessAge");
  const isAsked = minimumAgeDays !== undefined || maximumAgeDays !== undefined;
  return [
    !isAsked
      ? undefined
      : age === undefined || age === null
        ? `it says no ${what}; ${expected}`
        : differs(what, age, (value) => Number(value) >= least && Number(value) <= most, expected),
    inRegions("unused access", region, regions),
  ];
}

function internal(
  { type, region }: StackAnalyzer,
  configuration: unknown,
  { regions, needsInclusions = false, maximumAccounts }: NonNullable<AnalyzerSettings["internalAccess"]>,
) {
  const what = "configuration.internalAccess.analysisRule.inclusions";
  const inclusions = memberOf(memberOf(memberOf(configuration, "internalAccess"), "analysisRule"), "inclusions");
  const entries: unknown[] = Array.isArray(inclusions) ? inclusions : [];
  const accounts = new Set(entries.flatMap((entry) => memberOf(entry, "accountIds") ?? []));
  const isEvery = entries.length === 0 || entries.some((entry) => !["accountIds", "resourceArns"].some((name) => memberOf(entry, name)));
  const isAsked = needsInclusions || maximumAccounts !== undefined;
  if (isAsked && [inclusions, ...entries, ...accounts].includes(unknownValue))
    return [notKnown(what), inRegions("internal access", region, regions)];
  return [
    needsInclusions && entries.length === 0
      ? `it looks at every resource, each of which is billed; say in ${what} which are meant`
      : undefined,
    maximumAccounts === undefined || type === "ACCOUNT_INTERNAL_ACCESS"
      ? undefined
      : isEvery
        ? `it looks into every account of the organization, expected at most ${maximumAccounts}; say accountIds in each of ${what}`
        : accounts.size > maximumAccounts
          ? `it looks into ${accounts.size} accounts, expected at most ${maximumAccounts}`
          : undefined,
    inRegions("internal access", region, regions),
  ];
}

function inRegions(what: string, { value }: StackAnalyzer["region"], regions: string[] | undefined): string | undefined {
  if (regions === undefined) return undefined;
  if (value === undefined) return "undecided, nothing says its Region: set `region` on it or its provider, or AWS_REGION";
  return differs(
    "Region",
    value,
    (one) => regions.includes(String(one)),
    `analyzers for ${what} are billed each; expected in ${regions.join(", ")} alone`,
  );
}

function tagDiffers(tags: unknown, key: string, wanted: string): string | undefined {
  if (tags === unknownValue) return notKnown("tags");
  const value = memberOf(tags, key);
  if (value === undefined) return `it has no tag ${key}${wanted === "" ? "" : `, expected "${wanted}"`}`;
  return wanted === "" ? undefined : differs(`tags.${key}`, value, (one) => one === wanted, `expected "${wanted}"`);
}

function differs(what: string, value: unknown, isRight: (value: unknown) => boolean, expected: string): string | undefined {
  if (value === unknownValue) return notKnown(what);
  return isRight(value) ? undefined : `its ${what} is ${JSON.stringify(value)}; ${expected}`;
}

function notKnown(what: string): string {
  return `undecided, its ${what} is not known before it is deployed`;
}

function memberOf(value: unknown, name: string): unknown {
  if (value === unknownValue) return unknownValue;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
