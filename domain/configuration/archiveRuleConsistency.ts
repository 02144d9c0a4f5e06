import { analyzerTypes, type AnalyzerType, type ArchiveRule } from "../analyzer";
import { builtInRulePrefix } from "../names";
import { hidesFindings } from "../hidesFindings";
import { nearest } from "./nearest";
import type { Sections } from "./sections";
import { filterKeys, listOnlyFilterKeys } from "./filterKeys";
import type { Problem } from "./problems";
import { repeated } from "../lists";

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html */
const maximumRules = 100;

/** What AWS would refuse, what it would take although it can never match, and what would hide more than a known exception. */
export function archiveRuleInconsistencies({ archiveRules = [] }: Sections): Problem[] {
  return [
    ...archiveRules.flatMap((rule, index) =>
      Object.keys(rule.filter).flatMap((key) => filterKeyProblems(rule.analyzers, key, ["archiveRules", index, "filter", key])),
    ),
    ...archiveRules.flatMap(({ analyzers, filter }, index) => hidingProblems(analyzers, filter, ["archiveRules", index, "filter"])),
    ...archiveRules.flatMap(({ filter }, index) =>
      "isPublic" in filter ? booleanProblems(filter["isPublic"], ["archiveRules", index, "filter", "isPublic"]) : [],
    ),
    ...archiveRules.flatMap(({ name }, index): Problem[] =>
      name.startsWith(builtInRulePrefix)
        ? [
            {
              path: ["archiveRules", index, "name"],
              message: `expected a name that does not begin with ${builtInRulePrefix}, which the built-in rules do`,
            },
          ]
        : [],
    ),
    ...archiveRules.flatMap(({ analyzers }, index) =>
      repeated(analyzers, (type) => type).map((again) => ({
        path: ["archiveRules", index, "analyzers", again.index],
        message: "which stands in this list already; keep one of the two",
      })),
    ),
    ...repeated(archiveRules, ({ name }) => name).map(({ index, first }) => ({
      path: ["archiveRules", index, "name"],
      message: `the name of archiveRules[${first}] too; give each rule a name of its own`,
    })),
    ...tooMany(archiveRules),
  ];
}

function filterKeyProblems(analyzers: readonly string[], key: string, path: PropertyKey[]): Problem[] {
  const supported = Object.hasOwn(filterKeys, key) ? filterKeys[key] : undefined;
  if (listOnlyFilterKeys.includes(key)) {
    return [
      {
        path,
        atKey: true,
        message: "which AWS takes when findings are listed, but not in an archive rule; filter by what the finding is about",
      },
    ];
  }
  if (supported === undefined) {
    const meant = nearest(key, Object.keys(filterKeys));
    return [
      {
        path,
        atKey: true,
        message: `expected a filter key of IAM Access Analyzer${meant === undefined ? `: ${Object.keys(filterKeys).join(", ")}` : `, did you mean ${meant}?`}`,
      },
    ];
  }
  const never = analyzers.filter((type) => !supported.some((one) => one === type));
  if (never.length === 0) return [];
  return [
    {
      path,
      atKey: true,
      message: `which findings of ${never.join(" and ")} analyzers do not have, so that the rule would never match there; it works for ${supported.join(", ")}`,
    },
  ];
}

/** Where a key is wrong, that is to be put right first: what the rule is meant to be about is not known. */
function hidingProblems(analyzers: readonly AnalyzerType[], filter: ArchiveRule["filter"], path: PropertyKey[]): Problem[] {
  if (Object.keys(filter).some((key) => filterKeyProblems(analyzers, key, path).length > 0)) return [];
  return analyzers.flatMap((type) => hidesFindings(type, filter)).map(({ text }) => ({ path, message: `which ${text}` }));
}

function booleanProblems(criterion: { eq?: string[]; neq?: string[] } | undefined, path: PropertyKey[]): Problem[] {
  return [...(criterion?.eq ?? []), ...(criterion?.neq ?? [])]
    .filter((value) => value !== "true" && value !== "false")
    .map((value) => ({ path, message: `expected "true" or "false" in it, not ${JSON.stringify(value)}` }));
}

/** Account analyzers have the built-in rule as well. */
function tooMany(archiveRules: NonNullable<Sections["archiveRules"]>): Problem[] {
  return analyzerTypes.flatMap((type): Problem[] => {
    const allowed = type === "ACCOUNT" ? maximumRules - 1 : maximumRules;
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
