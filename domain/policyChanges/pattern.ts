import { callDetailType } from "../tampering/pattern";
import { cloudFormation } from "./readPolicyChange";
import type { PolicyCalls, PolicyRow } from "./row";

/**
 * The one pattern of a Region for what changes policies: calls that succeeded, without grants that AWS services make for themselves.
 *
 * @param hasIam whether the Region is the one where the partition's calls of IAM are recorded
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function scannerPattern(rows: readonly PolicyRow[], { hasIam }: { hasIam: boolean }): object {
  const followed = rows.filter(({ source }) => hasIam || source !== "aws.iam");
  const bySource = [...new Set(followed.map(({ eventSource }) => eventSource))];
  return {
    source: [...new Set(followed.map(({ source }) => source))],
    "detail-type": [callDetailType],
    detail: { errorCode: [{ exists: false }], $or: bySource.flatMap((eventSource) => alternatives(eventSource, followed)) },
  };
}

function alternatives(eventSource: string, rows: readonly PolicyRow[]): object[] {
  const all = rows.filter((row) => row.eventSource === eventSource).flatMap(({ changes }) => changes);
  const [grants, others] = [all.filter(({ isGrant }) => isGrant), all.filter(({ isGrant }) => !isGrant)];
  return [
    ...(others.length === 0 ? [] : [{ eventSource: [eventSource], eventName: namesOf(others) }]),
    ...(grants.length === 0
      ? []
      : [{ eventSource: [eventSource], eventName: namesOf(grants), userIdentity: { invokedBy: [{ exists: false }, cloudFormation] } }]),
  ];
}

function namesOf(all: readonly PolicyCalls[]): (string | { prefix: string })[] {
  const exact = all.filter(({ match }) => match === "exact").flatMap(({ names }) => Object.keys(names));
  const prefixes = all.filter(({ match }) => match === "prefix").flatMap(({ names }) => Object.keys(names));
  return [...new Set(exact), ...[...new Set(prefixes)].map((prefix) => ({ prefix }))];
}
