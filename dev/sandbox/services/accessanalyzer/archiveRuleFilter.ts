import type { Criterion, InlineArchiveRule } from "@aws-sdk/client-accessanalyzer";
import type { Given } from "../../service";
import { refused, type ArchiveRule } from "./analyzers";
import { invalid, validName } from "./validation";

/** Keys that every analyzer's rules may name. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html */
const commonKeys = ["resource", "resourceType", "resourceOwnerAccount"];
/** Keys of lists only. */
const listKeys = ["id", "status", "findingType"];
const unusedKeys = ["findingType"];
const externalKeys = [
  "isPublic",
  "error",
  "principal.AWS",
  "principal.Federated",
  "principal.CanonicalUser",
  "resourceControlPolicyRestriction",
];
/** Not confirmed by an AWS page: the current one could be read in part only. */
const internalKeys = [
  "principal.AWS",
  "accessType",
  "principalType",
  "principalOwnerAccount",
  "resourceControlPolicyRestriction",
  "serviceControlPolicyRestriction",
];

/**
 * A filter that an archive rule of this analyzer may have. Values are not looked at, as AWS does not either.
 *
 * @throws ValidationException for an empty filter, a key that rules of this type cannot have (`status` and `id` filter lists only), a
 *   criterion without an operator, or more than 20 values
 */
export function validFilter(analyzerType: string, filter: Record<string, Criterion>): Record<string, Criterion> {
  if (Object.keys(filter).length === 0) throw invalid("filter", "At least one criterion is required.");
  const unknown = Object.keys(filter).find((key) => !allowsKey(analyzerType, key));
  if (unknown !== undefined)
    throw invalid("filter", `The key '${unknown}' is not allowed in an archive rule of an analyzer of type ${analyzerType}.`);
  return validCriteria(filter);
}

/** A filter of a list, which may be empty and knows more keys. @throws ValidationException */
export function listFilter(analyzerType: string, filter: Record<string, Criterion>): Record<string, Criterion> {
  const unknown = Object.keys(filter).find((key) => !listKeys.includes(key) && !allowsKey(analyzerType, key));
  if (unknown !== undefined) throw invalid("filter", `Findings of an analyzer of type ${analyzerType} have no '${unknown}'.`);
  return validCriteria(filter);
}

function validCriteria(filter: Record<string, Criterion>): Record<string, Criterion> {
  for (const [key, criterion] of Object.entries(filter)) {
    const lists = [criterion.eq, criterion.neq, criterion.contains].filter((list) => list !== undefined);
    if (lists.length === 0 && criterion.exists === undefined)
      throw invalid("filter", `The criterion of '${key}' needs eq, neq, contains or exists.`);
    for (const list of lists) {
      if (list.length < 1 || list.length > 20) throw invalid("filter", `A criterion holds 1 to 20 values, '${key}' has ${list.length}.`);
    }
  }
  return filter;
}

/** Archive rules given with a new analyzer. @throws ValidationException, ServiceQuotaExceededException, ConflictException */
export function inlineRules(analyzerType: string, rules: Given<InlineArchiveRule>[], now: Date): Map<string, ArchiveRule> {
  const made = new Map<string, ArchiveRule>();
  for (const rule of rules) {
    const ruleName = validName("ruleName", rule.ruleName);
    if (made.has(ruleName)) throw refused("ConflictException", `Archive rule ${ruleName} is given twice.`, ruleName, "ArchiveRule");
    made.set(ruleName, { ruleName, filter: validFilter(analyzerType, rule.filter), createdAt: now, updatedAt: now });
  }
  assertRuleQuota(made.size);
  return made;
}

/** @throws ServiceQuotaExceededException for more than 100 rules */
export function assertRuleQuota(count: number): void {
  if (count > 100) throw refused("ServiceQuotaExceededException", "An analyzer holds 100 archive rules.", "archive-rule", "ArchiveRule");
}

function allowsKey(analyzerType: string, key: string): boolean {
  if (commonKeys.includes(key)) return true;
  if (analyzerType.endsWith("UNUSED_ACCESS")) return unusedKeys.includes(key);
  if (analyzerType.endsWith("INTERNAL_ACCESS")) return internalKeys.includes(key) || key.startsWith("condition.");
  return externalKeys.includes(key) || key.startsWith("condition.");
}
