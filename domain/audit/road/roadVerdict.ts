import type { AuditVerdict } from "../verdict";
import type { AuditedRoadPart, RoadState } from "./auditRoad";

/** States that could not be seen, which is never fine. */
export const unseen: readonly RoadState[] = ["denied", "unreadable"];

/** The verdict on analyzers and roles, with what is to be said of the findings road: certain drift before what could not be seen. */
export function withRoad(verdict: AuditVerdict, road: readonly AuditedRoadPart[]): AuditVerdict {
  const unread = road.filter(({ state }) => unseen.includes(state)).length;
  const drift = road.filter(({ state }) => state !== "asPlanned").length - unread;
  if (drift + unread === 0) return verdict;
  const parts = [
    ...(drift > 0 ? [`${drift} of ${road.length} parts are not as planned`] : []),
    ...(unread > 0 ? [`${unread} could not be seen`] : []),
  ];
  const hasDrift = verdict.result === "drift" || drift > 0;
  return {
    exitCode: hasDrift ? 1 : 2,
    result: hasDrift ? "drift" : "partial",
    partial: verdict.partial || unread > 0,
    sentence: `Findings road: ${parts.join(", ")}. ${verdict.sentence}`,
  };
}
