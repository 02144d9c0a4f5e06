import type { Remark, StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";
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

/** How one analyzer differs from what was agreed, and what of that is not known yet. Absent for other resources. */
export function analyzerSettings(resource: StackResource, settings: AnalyzerSettings): Remark[] {
  const [analyzer] = stackAnalyzers([resource], {});
  if (analyzer === undefined || resource.inputs === undefined) return [];
  const { inputs } = resource;
  const { types, delegatedAdministrator, namePattern, tags = {}, unusedAccess = {}, internalAccess = {} } = settings;
  const type = textOf(analyzer.type);
  const isOf = (suffix: string) => type?.endsWith(suffix) === true;
  const findings = [
    types && differs("type", analyzer.type, (value) => types.includes(String(value)), `expected one of ${types.join(", ")}`),
    delegatedAdministrator !== undefined && type?.startsWith("ORGANIZATION") && analyzer.account.value !== undefined
      ? differs(
          "account",
          analyzer.account.value,
          (value) => value === delegatedAdministrator,
          `an analyzer of the organization belongs in the delegated administrator, ${delegatedAdministrator}`,
        )
      : undefined,
    namePattern === undefined
      ? undefined
      : differs("name", analyzer.name, (value) => new RegExp(namePattern).test(String(value)), `expected ${namePattern}`),
    ...Object.entries(tags).map(([key, wanted]) => tagDiffers(inputs["tags"], key, wanted)),
    ...(isOf("_UNUSED_ACCESS") ? unused(analyzer, inputs["configuration"], unusedAccess) : []),
    ...(isOf("_INTERNAL_ACCESS") ? internal(analyzer, inputs["configuration"], internalAccess) : []),
  ];
  return findings.flatMap((message) => (message ? [{ urn: resource.urn, message: `${resource.name}: ${message}.` }] : []));
}

function unused(
  { region }: StackAnalyzer,
  configuration: unknown,
  { minimumAgeDays = 1, maximumAgeDays = 365, regions }: NonNullable<AnalyzerSettings["unusedAccess"]>,
) {
  const age = memberOf(memberOf(configuration, "unusedAccess"), "unusedAccessAge");
  return [
    age === undefined
      ? undefined
      : differs(
          "configuration.unusedAccess.unusedAccessAge",
          age,
          (value) => Number(value) >= minimumAgeDays && Number(value) <= maximumAgeDays,
          `expected ${minimumAgeDays} to ${maximumAgeDays} days`,
        ),
    inRegions("unused access", region, regions),
  ];
}

function internal(
  { region }: StackAnalyzer,
  configuration: unknown,
  { regions, needsInclusions = false, maximumAccounts }: NonNullable<AnalyzerSettings["internalAccess"]>,
) {
  const inclusions = memberOf(memberOf(memberOf(configuration, "internalAccess"), "analysisRule"), "inclusions");
  if (inclusions === unknownValue) return [differs("configuration.internalAccess.analysisRule.inclusions", inclusions, () => true, "")];
  const entries: unknown[] = Array.isArray(inclusions) ? inclusions : [];
  const accounts = new Set(entries.flatMap((entry) => memberOf(entry, "accountIds") ?? []));
  return [
    needsInclusions && entries.length === 0
      ? "it looks at every resource, each of which is billed; say in configuration.internalAccess.analysisRule.inclusions which are meant"
      : undefined,
    maximumAccounts !== undefined && accounts.size > maximumAccounts
      ? `it looks into ${accounts.size} accounts, expected at most ${maximumAccounts}`
      : undefined,
    inRegions("internal access", region, regions),
  ];
}

function inRegions(what: string, { value }: StackAnalyzer["region"], regions: string[] | undefined): string | undefined {
  if (regions === undefined || value === undefined) return undefined;
  return differs(
    "Region",
    value,
    (one) => regions.includes(String(one)),
    `analyzers for ${what} are billed each; expected in ${regions.join(", ")} alone`,
  );
}

function tagDiffers(tags: unknown, key: string, wanted: string): string | undefined {
  if (tags === unknownValue) return differs("tags", tags, () => true, "");
  const value = memberOf(tags, key);
  if (value === undefined) return `it has no tag ${key}${wanted === "" ? "" : `, expected "${wanted}"`}`;
  return wanted === "" ? undefined : differs(`tags.${key}`, value, (one) => one === wanted, `expected "${wanted}"`);
}

function differs(what: string, value: unknown, isRight: (value: unknown) => boolean, expected: string): string | undefined {
  if (value === unknownValue) return `undecided, its ${what} is not known before it is deployed`;
  return isRight(value) ? undefined : `its ${what} is ${JSON.stringify(value)}; ${expected}`;
}

function memberOf(value: unknown, name: string): unknown {
  if (value === unknownValue) return unknownValue;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
