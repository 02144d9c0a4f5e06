import { analyzerTypes, type Criterion } from "../analyzer";
import { builtInRulePrefix, memberRoleNames } from "../names";
import { hidesFindings } from "../hidesFindings";
import { repeated } from "../lists";
import { filterKeyProblems } from "./filterKeyProblems";
import { isLiteralWildcard } from "./literalWildcard";
import { filterProblems } from "./filterValues";
import type { Problem } from "./problems";
import type { Sections } from "./sections";

type Rule = Sections["archiveRules"][number];

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html */
const maximumRules = 100;

/** What AWS would refuse, what it would take although it can never match, and what would hide more than a known exception. */
export function archiveRuleInconsistencies({ organization, access, archiveRules, proof }: Sections): Problem[] {
  return [
    ...archiveRules.flatMap(({ analyzers, filter }, index) => {
      const path = ["archiveRules", index, "filter"];
      const wrong = [
        ...Object.keys(filter).flatMap((key) => filterKeyProblems(analyzers, key, [...path, key])),
        ...filterProblems(analyzers, filter, organization.homeRegion, path),
      ];
      // What is wrong is to be put right first: what the rule is meant to be about is not known.
      return wrong.length > 0 ? wrong : hidingProblems(analyzers, filter, path);
    }),
    ...archiveRules.flatMap(({ name }, index): Problem[] =>
      name?.startsWith(builtInRulePrefix)
        ? [
            {
              path: ["archiveRules", index, "name"],
              message: `expected a name that does not begin with ${builtInRulePrefix}, which the built-in rules do`,
            },
          ]
        : [],
    ),
    ...archiveRules.flatMap(({ analyzers, where }, index) => whereProblems(analyzers, where, ["archiveRules", index, "where"])),
    ...archiveRules.flatMap(({ analyzers }, index) => twice<string | undefined>(analyzers, ["archiveRules", index, "analyzers"])),
    ...repeated(archiveRules, ({ name }) => name).map(({ index, first }) => ({
      path: ["archiveRules", index, "name"],
      message: `the name of archiveRules[${first}] too; give each rule a name of its own`,
    })),
    ...tooMany(archiveRules, access.callers.deployer.length > 0 ? memberRoleNames.length + (proof.enabled === true ? 1 : 0) : 1),
  ];
}

function twice<T extends string | undefined>(list: readonly T[], path: PropertyKey[]): Problem[] {
  return repeated(list, (value) => value).map(({ index }) => ({
    path: [...path, index],
    message: "which stands in this list already; keep one of the two",
  }));
}

/** An organization's analyzer is one for all accounts: which of its findings are meant, the filter says. */
function whereProblems(analyzers: Rule["analyzers"], where: Rule["where"], path: PropertyKey[]): Problem[] {
  const wide = analyzers.filter((type) => type !== undefined && type !== "ACCOUNT");
  return [
    ...(["accounts", "ous"] as const)
      .filter((key) => wide.length > 0 && where[key].length > 0)
      .map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `which ${wide.join(" and ")} analyzers do not have: each is one for all accounts; filter by resourceOwnerAccount, or make a rule for ACCOUNT analyzers of its own`,
      })),
    ...twice<string | undefined>(where.accounts, [...path, "accounts"]),
    ...twice(where.ous, [...path, "ous"]),
    ...twice<string | undefined>(where.regions, [...path, "regions"]),
  ];
}

function hidingProblems(analyzers: Rule["analyzers"], filter: Rule["filter"], path: PropertyKey[]): Problem[] {
  const criteria = Object.entries(filter).map(([key, { eq, neq, contains, exists }]): [string, Criterion] => [
    key,
    { ...listed("eq", eq), ...listed("neq", neq), ...listed("contains", contains), ...(exists === undefined ? {} : { exists }) },
  ]);
  // Such a rule never matches: the warning about its wildcards says so.
  if (criteria.some(([key, { eq = [], contains = [] }]) => neverMatches(key, [...eq, ...contains]))) return [];
  return analyzers
    .filter((type) => type !== undefined)
    .flatMap((type) => hidesFindings(type, Object.fromEntries(criteria)))
    .map(({ text }) => ({ path, message: `which ${text}` }));
}

function neverMatches(key: string, values: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => isLiteralWildcard(key, value));
}

/** Values that are no text have been told already. */
function listed(operator: "eq" | "neq" | "contains", values: readonly (string | undefined)[]): Criterion {
  const texts = values.filter((value) => value !== undefined);
  return texts.length === 0 ? {} : { [operator]: texts };
}

/** Account analyzers have built-in rules as well: one, or where callers are named up to one for each role. */
function tooMany(archiveRules: readonly Rule[], builtIn: number): Problem[] {
  return analyzerTypes.flatMap((type): Problem[] => {
    const allowed = type === "ACCOUNT" ? maximumRules - builtIn : maximumRules;
    const count = archiveRules.filter(({ analyzers }) => analyzers.includes(type)).length;
    return count <= allowed
      ? []
      : [
          {
            path: ["archiveRules"],
            message: `expected at most ${allowed} rules for ${type} analyzers, not ${count}; AWS takes ${maximumRules} on an analyzer`,
          },
        ];
  });
}
