import type { AuditVerdict } from "../verdict";
import type { AuditedRoadPart, RoadState } from "./auditRoad";

/** States that could not be seen, which is never fine. */
export const unseen: readonly RoadState[] = ["denied", "unreadable"];

/** The verdict on analyzers and roles, with what is to be said of the findings road: certain drift before what could not be seen. What is not yet due is told, and is neither. */
export function withRoad(verdict: AuditVerdict, road: readonly AuditedRoadPart[]): AuditVerdict {
  const unread = road.filter(({ state }) => unseen.includes(state)).length;
  const early = road.filter(({ state }) => state === "notYetDue");
  const drift = road.filter(({ state }) => state !== "asPlanned").length - unread - early.length;
  const told = early.flatMap(({ details }) => details);
  if (drift + unread === 0)
    return early.length === 0 ? verdict : { ...verdict, sentence: `Findings road: ${told.join(", ")}. ${verdict.sentence}` };
  const parts = [
    ...(drift > 0 ? [`${drift} of ${road.length} parts are not as planned`] : []),
    ...(unread > 0 ? [`${unread} could not be seen`] : []),
    ...told,
  ];
  const hasDrift = verdict.result === "drift" || drift > 0;
  return {
    exitCode: hasDrift ? 1 : 2,
    result: hasDrift ? "drift" : "partial",
    partial: verdict.partial || unread > 0,
    sentence: `Findings road: ${parts.join(", ")}. ${verdict.sentence}`,
  };
}
