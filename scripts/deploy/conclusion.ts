import type { Audit } from "../../domain/audit/audit";
import { exitCode } from "../terminal/exitCodes";
import { plural } from "../terminal/text";
import type { DeployReport } from "./deployReport";
import type { StackOutcome } from "./stackOutcome";

/**
 * What the command ends with. A stack that failed, or an analyzer that is certainly not as planned, comes before what could not be
 * reached or seen; a stack that was left alone counts as not reached, because nothing is known of its account.
 */
export function conclude(
  stacks: StackOutcome[],
  audit: Audit | undefined,
  leftAlone: DeployReport["leftAlone"],
  { isPreview, unread }: { isPreview: boolean; unread: string[] },
): DeployReport {
  const count = (state: StackOutcome["state"]) => stacks.filter((outcome) => outcome.state === state).length;
  const [failed, unreached] = [count("failed"), count("unreachable") + count("notStarted")];
  const unknown = leftAlone.filter(({ isAsked }) => !isAsked).length;
  const parts = [
    ...(failed > 0 ? [`${failed} of ${plural(stacks.length, "stack")} failed`] : []),
    ...(unreached > 0 ? [`${unreached} of ${plural(stacks.length, "stack")} not reached or not started`] : []),
    ...(unknown > 0
      ? [`${plural(unknown, "stack")} of accounts that left or are not active ${unknown === 1 ? "was" : "were"} left alone`]
      : []),
  ];
  const problems = parts.length === 0 ? [] : [`${parts.join(", ")}.`];
  if (unread.length > 0) problems.push("Not everything could be seen.");
  const sentence = [...problems, ...(isPreview ? ["Preview: nothing was changed."] : []), ...outlook(audit, problems.length > 0)].join(" ");
  const isPartial = unreached > 0 || unknown > 0 || unread.length > 0 || audit?.verdict.exitCode === 2;
  const code = failed > 0 || audit?.verdict.exitCode === 1 ? exitCode.failed : isPartial ? exitCode.partial : exitCode.asPlanned;
  return { isPreview, stacks, leftAlone, unread, ...(audit ? { audit } : {}), exitCode: code, sentence };
}

/** "As planned" is said of nothing but a whole success. */
function outlook(audit: Audit | undefined, hasProblems: boolean): string[] {
  if (audit === undefined) return [];
  const { result, sentence } = audit.verdict;
  return [hasProblems && result === "asPlanned" ? "Of the analyzers that could be looked at, none is missing or wrong." : sentence];
}
