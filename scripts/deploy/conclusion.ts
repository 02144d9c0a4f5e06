import type { Audit } from "../../domain/audit/audit";
import { exitCode } from "../terminal/exitCodes";
import { plural } from "../terminal/text";
import type { DeployReport } from "./deployReport";
import type { StackOutcome } from "./stackOutcome";

/**
 * What the command ends with. A stack that failed, or an analyzer that is certainly not as planned, comes before what could not be
 * reached or seen; a stack that was left alone counts as not reached, because nothing is known of its account.
 */
export function conclude(stacks: StackOutcome[], audit: Audit | undefined, leftAlone: DeployReport["leftAlone"]): DeployReport {
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
  const told = audit?.verdict.sentence ?? (parts.length === 0 ? "Preview: nothing was changed." : "");
  const sentence = [...(parts.length > 0 ? [`${parts.join(", ")}.`] : []), told].filter((part) => part !== "").join(" ");
  const isPartial = unreached > 0 || unknown > 0 || audit?.verdict.exitCode === 2;
  const code = failed > 0 || audit?.verdict.exitCode === 1 ? exitCode.failed : isPartial ? exitCode.partial : exitCode.asPlanned;
  return { stacks, leftAlone, ...(audit ? { audit } : {}), exitCode: code, sentence };
}
