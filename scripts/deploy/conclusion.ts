import type { Audit } from "../../domain/audit/audit";
import type { UnplannedAnalyzer } from "../../domain/plan/unplanned";
import { compare } from "../../domain/lists";
import { exitCode } from "../terminal/exitCodes";
import { listed as namesOf, plural } from "../terminal/text";
import type { DeployReport } from "./deployReport";
import type { RolesHealed } from "./healRoles";
import type { StackOutcome } from "./stackOutcome";

/**
 * What the command ends with. A stack that failed, or an analyzer that is certainly not as planned, comes before what could not be
 * reached or seen; a stack that was left alone counts as not reached, because nothing is known of its account.
 *
 * @param listed analyzers that are no longer planned, as inventory.json has them: shown where nothing was read.
 */
export function conclude(
  stacks: StackOutcome[],
  audit: Audit | undefined,
  leftAlone: DeployReport["leftAlone"],
  { isPreview, listed, roles, ...seen }: { isPreview: boolean; unread: string[]; listed: UnplannedAnalyzer[]; roles?: RolesHealed },
): DeployReport {
  const unread = [...seen.unread, ...shownFromPlan(stacks)];
  const count = (state: StackOutcome["state"]) => stacks.filter((outcome) => outcome.state === state).length;
  const [failed, unreached] = [count("failed"), count("unreachable") + count("notStarted")];
  const deniedOf = (isMember: boolean) =>
    stacks.filter((outcome) => outcome.state === "regionDenied" && (outcome.stack.role.kind === "member") === isMember);
  const regionsOf = (outcomes: StackOutcome[]) =>
    [...new Set(outcomes.flatMap((outcome) => (outcome.state === "regionDenied" ? outcome.regions : [])))].sort(compare).join(", ");
  const [denied, deniedMembers] = [deniedOf(false), deniedOf(true)];
  const unknown = leftAlone.length;
  const rolesLeft = isPreview ? 0 : (roles?.left.length ?? 0);
  const parts = [
    ...(failed > 0 ? [`${failed} of ${plural(stacks.length, "stack")} failed`] : []),
    ...(unreached > 0 ? [`${unreached} of ${plural(stacks.length, "stack")} not reached or not started`] : []),
    ...(denied.length > 0
      ? [
          `in ${regionsOf(denied)} the findings road is not as planned or not known, because a service control policy denies EventBridge or SQS there`,
        ]
      : []),
    ...(deniedMembers.length > 0
      ? [
          `the scanner's rules of ${plural(deniedMembers.length, "account")} are not as planned or not known in ${regionsOf(deniedMembers)}, because a service control policy denies EventBridge there`,
        ]
      : []),
    ...(rolesLeft > 0 ? [`the roles of ${plural(rolesLeft, "account")} are not as planned`] : []),
    ...(unknown > 0 ? [`${plural(unknown, "stack")} ${unknown === 1 ? "was" : "were"} left alone`] : []),
  ];
  const problems = parts.length === 0 ? [] : [`${parts.join(", ")}.`];
  if (unread.length > 0) problems.push("Not everything could be seen.");
  const sentence = [...problems, ...(isPreview ? ["Preview: nothing was changed."] : []), ...outlook(audit, problems.length > 0)].join(" ");
  const isPartial = count("regionDenied") > 0 || unreached > 0 || unknown > 0 || unread.length > 0 || audit?.verdict.exitCode === 2;
  const code =
    failed > 0 || rolesLeft > 0 || audit?.verdict.exitCode === 1 ? exitCode.failed : isPartial ? exitCode.partial : exitCode.asPlanned;
  // What was read just now is known better than by inventory.json.
  const unplanned = audit?.notes.flatMap((note) => (note.kind === "extra" ? [note] : [])) ?? listed;
  return {
    isPreview,
    stacks,
    leftAlone,
    unread,
    unplanned,
    ...(roles ? { roles } : {}),
    ...(audit ? { audit } : {}),
    exitCode: code,
    sentence,
  };
}

/** Their accounts were not looked into: what is there already is not known. */
function shownFromPlan(stacks: StackOutcome[]): string[] {
  const shown = stacks.flatMap((outcome) =>
    outcome.state === "done" && outcome.fromPlan !== undefined ? [{ name: outcome.stack.name, reason: outcome.fromPlan }] : [],
  );
  const [first] = shown;
  if (first === undefined) return [];
  const names = namesOf(
    shown.map(({ name }) => name),
    6,
  );
  return [`${names}: shown from the plan, not from AWS, because this roll-out makes the roles to look with (${first.reason})`];
}

/** "As planned" is said of nothing but a whole success. */
function outlook(audit: Audit | undefined, hasProblems: boolean): string[] {
  if (audit === undefined) return [];
  const { result, sentence } = audit.verdict;
  return [hasProblems && result === "asPlanned" ? "Of the analyzers that could be looked at, none is missing or wrong." : sentence];
}
