import { callDetailType } from "../tampering/pattern";
import { peoplesServices } from "./readPolicyChange";
import type { PolicyCalls, PolicyRow } from "./row";

/**
 * The one pattern of a Region for what changes policies: calls that succeeded, without grants that AWS services make for themselves. A
 * pattern holds 2,048 characters, too few to say which name belongs to which service: what one service calls like another's call comes too,
 * and `readPolicyChange` ignores it.
 *
 * @param hasIam whether the Region is the one where the partition's calls of IAM are recorded
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function scannerPattern(rows: readonly PolicyRow[], { hasIam }: { hasIam: boolean }): object {
  const followed = rows.filter(({ source }) => hasIam || source !== "aws.iam");
  const calls = followed.flatMap(({ changes }) => changes);
  const notForServices = { invokedBy: [{ exists: false }, ...peoplesServices] };
  const [grants, others] = [namesOf(calls.filter(({ isGrant }) => isGrant)), namesOf(calls.filter(({ isGrant }) => !isGrant))];
  const names =
    grants.length === 0 ? { eventName: others } : { $or: [{ eventName: others }, { eventName: grants, userIdentity: notForServices }] };
  return {
    source: [...new Set(followed.map(({ source }) => source))],
    "detail-type": [callDetailType],
    detail: { errorCode: [{ exists: false }], ...names },
  };
}

/** A name that a prefix covers is left out. */
function namesOf(calls: readonly PolicyCalls[]): (string | { prefix: string })[] {
  const by = (match: PolicyCalls["match"]) => [
    ...new Set(calls.filter((one) => one.match === match).flatMap(({ names }) => Object.keys(names))),
  ];
  const prefixes = by("prefix");
  return [...by("exact").filter((name) => !prefixes.some((prefix) => name.startsWith(prefix))), ...prefixes.map((prefix) => ({ prefix }))];
}
