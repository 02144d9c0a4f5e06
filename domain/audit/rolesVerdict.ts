import { drifted, type AuditedRoles, type RolesState } from "./auditRoles";
import type { AuditVerdict } from "./verdict";

/** The verdict on the analyzers, with what is to be said of the roles: certain drift before what could not be seen. */
export function withRoles(verdict: AuditVerdict, roles: readonly AuditedRoles[]): AuditVerdict {
  const count = (state: RolesState) => roles.filter((each) => each.state === state).length;
  const counts = drifted.map((state) => ({ state, number: count(state) })).filter(({ number }) => number > 0);
  const [drift, unread] = [counts.reduce((sum, { number }) => sum + number, 0), count("unreadable")];
  if (drift + unread === 0) return verdict;
  const parts = [
    ...(drift > 0
      ? [
          `not as planned in ${drift} of ${roles.length} accounts (${counts.map(({ state, number }) => `${number} ${stateWords[state]}`).join(", ")})`,
        ]
      : []),
    ...(unread > 0 ? [`not readable in ${unread}`] : []),
  ];
  const hasDrift = verdict.result === "drift" || drift > 0;
  return {
    exitCode: hasDrift ? 1 : 2,
    result: hasDrift ? "drift" : "partial",
    partial: verdict.partial || unread > 0,
    sentence: `Roles: ${parts.join(", ")}. Analyzers: ${verdict.sentence}`,
  };
}

export const stateWords: Record<RolesState, string> = {
  asPlanned: "as planned",
  missing: "missing",
  changed: "changed",
  noInstance: "without an instance of the StackSet",
  failed: "failed",
  outdated: "outdated",
  skipped: "skipped while suspended",
  inoperable: "inoperable",
  unreadable: "not readable",
  notRolledOut: "not rolled out",
};
