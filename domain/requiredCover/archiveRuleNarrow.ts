import type { Criterion } from "../analyzer";
import { hidesFindings } from "../hidesFindings";
import type { StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";

export const archiveRuleToken = "aws:accessanalyzer/archiveRule:ArchiveRule";

/** A rule that may hide more than others, because somebody answers for it. */
export interface RuleException {
  /** The rule's name. */
  rule: string;
  /** The analyzer's name. Default: any. */
  analyzer?: string;
  owner: string;
  reason: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  until: string;
  /** Public access may be among what it archives. */
  allowPublic?: boolean;
}

export interface JudgedRule {
  /** What it could hide, in sentences. */
  violations: string[];
  /** What of it is not known yet. */
  notes: string[];
}

/**
 * Whether an archive rule could hide what somebody has to see.
 *
 * @param type of its analyzer; where that is not known, of external access, of which most has to be seen.
 * @param today YYYY-MM-DD, UTC
 */
export function archiveRuleNarrow(
  { name, inputs }: StackResource,
  type: string | undefined,
  exceptions: readonly RuleException[],
  today: string,
): JudgedRule {
  const ruleName = inputs?.["ruleName"];
  const rule = typeof ruleName === "string" ? ruleName : name;
  const filter = filterOf(inputs?.["filters"]);
  if (filter === undefined)
    return { violations: [], notes: [`Undecided: the filter of archive rule ${rule} is not known before it is deployed.`] };
  // A rule may be called by what the program calls it, never excused by that.
  const meant = exceptions.filter(
    (exception) => exception.rule === ruleName && (exception.analyzer === undefined || exception.analyzer === inputs?.["analyzerName"]),
  );
  const inForce = meant.filter(({ until }) => until >= today);
  const isExcused = inForce.length > 0;
  const mayBePublic = inForce.some(({ allowPublic }) => allowPublic === true);
  const reasons = hidesFindings(type ?? "ACCOUNT", Object.fromEntries(filter)).filter(
    ({ kind }) => !isExcused || (kind === "public" && !mayBePublic),
  );
  const over = isExcused ? undefined : meant.at(-1);
  const how = isExcused
    ? "or say allowPublic in its exception to archive-rule-narrow"
    : "or add an exception to archive-rule-narrow with rule, owner, reason and until";
  const expired = over === undefined ? "" : ` The exception "${over.reason}" (${over.owner}) ran out on ${over.until}.`;
  const keys = filter.map(([key]) => key);
  const twice = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
  return {
    violations: [
      ...twice.map((key) => `Archive rule ${rule} has the criteria ${key} twice, and AWS gets one of them; say it once.`),
      ...reasons.map(({ text }) => `Archive rule ${rule} ${text}, ${how}.${expired}`),
    ],
    notes: [],
  };
}

/** Pulumi's filters as AWS has them; undefined where a part is not known. */
function filterOf(filters: unknown): [string, Criterion][] | undefined {
  if (filters === undefined || filters === null) return [];
  if (!Array.isArray(filters)) return undefined;
  const criteria = filters.map((entry: unknown) => criterionOf(entry));
  return criteria.every((one) => one !== undefined) ? criteria : undefined;
}

function criterionOf(entry: unknown): [string, Criterion] | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { criteria, eqs, neqs, contains, exists } = entry as Record<string, unknown>;
  const lists = [eqs, neqs, contains].map(textsOf);
  if (typeof criteria !== "string" || exists === unknownValue || lists.includes(unknownValue)) return undefined;
  const [eq, neq, contained] = lists;
  return [
    criteria,
    {
      ...(Array.isArray(eq) ? { eq } : {}),
      ...(Array.isArray(neq) ? { neq } : {}),
      ...(Array.isArray(contained) ? { contains: contained } : {}),
      ...(exists === undefined || exists === null || exists === "" ? {} : { exists: String(exists) === "true" }),
    },
  ];
}

function textsOf(value: unknown): string[] | typeof unknownValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.includes(unknownValue)) return unknownValue;
  return value.length === 0 ? undefined : value.map((one) => (one === null ? "" : String(one)));
}
