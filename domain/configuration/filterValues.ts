import type { AnalyzerType } from "../analyzer";
import { partitionOf } from "../partitions";
import { nearest } from "./nearest";
import type { Problem } from "./problems";
import { quoted } from "./quoted";
import { resourceArn, resourceTypes } from "./resourceTypes";
import type { Sections } from "./sections";

type Filter = Sections["archiveRules"][number]["filter"];
type Criterion = Filter[string];
type Analyzers = readonly (AnalyzerType | undefined)[];

/**
 * Values that no finding has, and criteria that no finding meets together. AWS takes both without a word, and the rule never matches.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-error-findings.html
 */
export function filterProblems(
  analyzers: Analyzers,
  filter: Filter,
  homeRegion: string | undefined,
  path: readonly PropertyKey[],
): Problem[] {
  return [
    ...Object.entries(filter).flatMap(([key, criterion]) => [
      ...valueProblems(analyzers, key, criterion, [...path, key]),
      ...criterionProblems(criterion, [...path, key]),
    ]),
    ...errorProblems(filter, path),
    ...arnProblems(filter, homeRegion, path),
  ];
}

interface ClosedSet {
  values: readonly string[];
  /** For types of resources, of which AWS adds some: a value of this form that resembles none is a newer one. */
  form?: RegExp;
}

function closedSet(key: string, analyzers: Analyzers): ClosedSet | undefined {
  switch (key) {
    case "resourceType":
      return {
        values: [...new Set(analyzers.flatMap((type) => (type === undefined ? [] : resourceTypes[type])))],
        form: /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/,
      };
    case "findingType":
      return { values: ["UnusedIAMRole", "UnusedIAMUserAccessKey", "UnusedIAMUserPassword", "UnusedPermission"] };
    case "resourceControlPolicyRestriction":
      return { values: ["APPLICABLE", "APPLIED", "FAILED_TO_EVALUATE_RCP", "NOT_APPLICABLE"] };
    case "isPublic":
      return { values: ["true", "false"] };
    case "error":
      return { values: ["ACCESS_DENIED", "INTERNAL_ERROR"] };
    default:
      return undefined;
  }
}

/** Keys whose value is an account's id, or may be one. */
const accountKeys = ["resourceOwnerAccount", "condition.kms:CallerAccount"];

function valueProblems(analyzers: Analyzers, key: string, criterion: Criterion, path: readonly PropertyKey[]): Problem[] {
  const set = closedSet(key, analyzers);
  return (["eq", "neq", "contains"] as const).flatMap((operator) =>
    criterion[operator].flatMap((value, index): Problem[] => {
      if (value === undefined) return [];
      const message =
        set === undefined || set.values.length === 0
          ? accountProblem(key, operator, value)
          : setProblem(set, operator === "contains", value, key === "resourceType" ? analyzers : []);
      return message === undefined ? [] : [{ path: [...path, operator, index], message }];
    }),
  );
}

function setProblem({ values, form }: ClosedSet, isPart: boolean, value: string, analyzers: Analyzers): string | undefined {
  if (values.some((one) => (isPart ? one.includes(value) : one === value))) return undefined;
  const meant = nearest(value, values);
  const elsewhere = Object.values(resourceTypes).some((types) => types.includes(value));
  if (form?.test(value) && meant === undefined && !elsewhere && !isPart) return undefined;
  const whose = analyzers.length === 0 ? "" : ` of findings of ${analyzers.join(" and ")} analyzers`;
  return `expected ${isPart ? "a part of one" : "one"} of ${values.join(", ")}${whose}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function accountProblem(key: string, operator: "eq" | "neq" | "contains", value: string): string | undefined {
  if (accountKeys.includes(key)) {
    const fits = operator === "contains" ? /^\d{1,12}$/ : /^\d{12}$/;
    return fits.test(value) || value.includes("*") ? undefined : "expected an account id: twelve digits";
  }
  const isCut = key === "principal.AWS" && operator !== "contains" && /^\d+$/.test(value) && value.length !== 12;
  return isCut ? "expected an account id of twelve digits, an ARN, or * for everybody" : undefined;
}

/** One criterion that contradicts itself. */
function criterionProblems({ eq, neq, contains, exists }: Criterion, path: readonly PropertyKey[]): Problem[] {
  if (exists === false && eq.length + contains.length > 0)
    return [{ path: [...path], message: "where exists: false and a value exclude each other, so that the rule would never match" }];
  if (eq.length > 0 && eq.every((value) => value !== undefined && neq.includes(value)))
    return [{ path: [...path], message: "where neq takes back every value of eq, so that the rule would never match" }];
  return [];
}

/** A finding about an error has neither isPublic nor a condition nor a principal. */
function errorProblems(filter: Filter, path: readonly PropertyKey[]): Problem[] {
  const { error } = filter;
  if (error === undefined || !isPresent(error)) return [];
  const others = Object.entries(filter).filter(
    ([key, criterion]) => /^(isPublic$|condition\.|principal\.)/.test(key) && isPresent(criterion),
  );
  return others.map(([key]) => ({
    path: [...path, key],
    atKey: true,
    message: "which findings with an error do not have, so that beside error the rule would never match; make two rules of it",
  }));
}

/** Whether only findings that have the key at all meet it. */
function isPresent({ eq, contains, exists }: Criterion): boolean {
  return exists === true || eq.length + contains.length > 0;
}

/** ARNs that are not of the type, the account or the partition that the rule asks for. */
function arnProblems(filter: Filter, homeRegion: string | undefined, path: readonly PropertyKey[]): Problem[] {
  const accounts = filter["resourceOwnerAccount"]?.eq ?? [];
  return (filter["resource"]?.eq ?? []).flatMap((text, index) =>
    arnContradictions(text, { types: filter["resourceType"]?.eq ?? [], accounts, homeRegion }).map((message) => ({
      path: [...path, "resource", "eq", index],
      message,
    })),
  );
}

interface Asked {
  types: readonly (string | undefined)[];
  accounts: readonly (string | undefined)[];
  homeRegion: string | undefined;
}

/** What an ARN says against the types and accounts beside it (none: every one is right) and against the home Region's partition. */
export function arnContradictions(text: string | undefined, { types, accounts, homeRegion }: Asked): string[] {
  const arn = text === undefined ? undefined : resourceArn(text);
  if (arn === undefined) return [];
  const partition = homeRegion === undefined ? undefined : partitionOf(homeRegion);
  const problems: string[] = [];
  if (partition !== undefined && !arn.partition.includes("*") && arn.partition !== partition)
    problems.push(`an ARN of the partition ${quoted(arn.partition)}, expected one of the home Region's partition, arn:${partition}:...`);
  if (arn.type !== undefined && types.length > 0 && !types.includes(undefined) && !types.includes(arn.type))
    problems.push(`an ARN of type ${arn.type}, which is none of the resource types beside it (${types.join(", ")})`);
  if (/^\d{12}$/.test(arn.account) && accounts.length > 0 && !accounts.includes(undefined) && !accounts.includes(arn.account))
    problems.push(`an ARN in account ${arn.account}, which is none of the accounts beside it (${accounts.join(", ")})`);
  return problems;
}
