import assert from "node:assert/strict";
import type { AuditedRoles, RolesState } from "../../../domain/audit/auditRoles";
import { rolesHealing } from "../../../domain/audit/rolesHealing";
import { withRoles } from "../../../domain/audit/rolesVerdict";
import { verdictOf } from "../../../domain/audit/verdict";
import { totalsOf } from "../../../domain/audit/audit";
import { accountId } from "../../../domain/identifiers";
import { delegatedAdministrator, management, member } from "../../support/organization";

const refused = "AssumeRole: AccessDenied: User: x is not authorized to perform: sts:AssumeRole on resource: y";
const roles = (state: RolesState, details: string[] = [], account = member): AuditedRoles => ({
  account,
  state,
  details,
  instance: { account, unit: "r-1", status: state === "inoperable" ? "INOPERABLE" : "CURRENT", detail: "SUCCEEDED" },
});
const fine = roles("asPlanned", [], delegatedAdministrator);
const accountsOf = (audited: AuditedRoles[], named = new Set<typeof member>()) => {
  const { redeploy, create, recreate, byHand } = rolesHealing(audited, "r-root", named);
  return {
    redeploy: redeploy.map(({ account }) => account),
    create: create.map(({ account, unit }) => `${account} ${unit}`),
    recreate: recreate.map(({ instance }) => instance.account),
    byHand: byHand.map(({ account }) => account),
  };
};
const nothing = { redeploy: [], create: [], recreate: [], byHand: [] };

describe("what brings roles back", () => {
  it("is another deployment, a creation, a deletion and creation, or a person, by what was seen", () => {
    for (const state of ["failed", "outdated", "skipped"] as const)
      assert.deepEqual(accountsOf([fine, roles(state)]), { ...nothing, redeploy: [member] });
    for (const state of ["missing", "changed"] as const)
      assert.deepEqual(accountsOf([fine, roles(state)]), { ...nothing, recreate: [member] });
    assert.deepEqual(accountsOf([roles("inoperable")]), { ...nothing, byHand: [member] });
    assert.deepEqual(accountsOf([{ account: member, state: "noInstance", details: [] }]), { ...nothing, create: [`${member} r-root`] });
    assert.deepEqual(accountsOf([{ account: management, state: "changed", details: ["x"] }]), nothing);
  });

  it("is a deletion and creation where the audit role is refused, but not where nobody can be entered, a guard denies it, or nothing answers", () => {
    assert.deepEqual(accountsOf([fine, roles("unreadable", [refused])]), { ...nothing, recreate: [member] });
    assert.deepEqual(accountsOf([roles("unreadable", [refused]), roles("unreadable", [refused], accountId("444444444444"))]), nothing);
    assert.deepEqual(accountsOf([fine, roles("unreadable", [`${refused} with an explicit deny in a service control policy`])]), nothing);
    assert.deepEqual(accountsOf([fine, roles("unreadable", ["AssumeRole of x: no answer in time"])]), nothing);
  });

  it("is what somebody asks for by name, whatever was seen", () => {
    assert.deepEqual(accountsOf([fine, roles("asPlanned")], new Set([member])), { ...nothing, recreate: [member] });
  });
});

describe("the verdict with the roles", () => {
  const analyzers = verdictOf(totalsOf([]), []);

  it("is as before where the roles are as planned, or were never rolled out", () => {
    assert.deepEqual(withRoles(analyzers, [fine, roles("notRolledOut")]), analyzers);
  });

  it("is drift where roles are not as planned, and partial where they could not be read: never fine", () => {
    for (const state of ["missing", "changed", "noInstance", "failed", "outdated", "skipped", "inoperable"] as const)
      assert.deepEqual(
        [withRoles(analyzers, [fine, roles(state)])].map(({ exitCode, result, partial }) => ({ exitCode, result, partial })),
        [{ exitCode: 1, result: "drift", partial: false }],
      );
    const unread = withRoles(analyzers, [fine, roles("unreadable")]);
    assert.deepEqual([unread.exitCode, unread.result, unread.partial], [2, "partial", true]);
    const both = withRoles(analyzers, [roles("changed"), roles("unreadable")]);
    assert.deepEqual([both.exitCode, both.partial], [1, true]);
    assert.match(both.sentence, /^Roles: not as planned in 1 of 2 accounts \(1 changed\), not readable in 1\. Analyzers: /);
  });
});
