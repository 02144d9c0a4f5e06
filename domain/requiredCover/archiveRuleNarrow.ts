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
  const meant = exceptions.filter(
    (exception) => exception.rule === rule && (exception.analyzer === undefined || exception.analyzer === inputs?.["analyzerName"]),
  );
  const inForce = meant.find(({ until }) => until >= today);
  const reasons = hidesFindings(type ?? "ACCOUNT", filter).filter(
    ({ kind }) => inForce === undefined || (kind === "public" && inForce.allowPublic !== true),
  );
  const over = inForce === undefined ? meant.at(-1) : undefined;
  const how =
    inForce === undefined
      ? "or add an exception to archive-rule-narrow with rule, owner, reason and until"
      : "or say allowPublic in its exception to archive-rule-narrow";
  const expired = over === undefined ? "" : ` The exception "${over.reason}" (${over.owner}) ran out on ${over.until}.`;
  return { violations: reasons.map(({ text }) => `Archive rule ${rule} ${text}, ${how}.${expired}`), notes: [] };
}

/** Pulumi's filters as AWS has them; undefined where a part is not known. */
function filterOf(filters: unknown): Record<string, Criterion> | undefined {
  if (!Array.isArray(filters)) return filters === undefined ? {} : undefined;
  const criteria = filters.map((entry: unknown) => criterionOf(entry));
  return criteria.some((one) => one === undefined) ? undefined : Object.fromEntries(criteria.flatMap((one) => (one ? [one] : [])));
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
      ...(exists === undefined || exists === null ? {} : { exists: String(exists) === "true" }),
    },
  ];
}

function textsOf(value: unknown): string[] | typeof unknownValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.includes(unknownValue)) return unknownValue;
  return value.length === 0 ? undefined : value.map(String);
}
