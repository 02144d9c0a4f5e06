import assert from "node:assert/strict";
import type { AuditedRoles, RolesState } from "../../../domain/audit/auditRoles";
import { accountId } from "../../../domain/identifiers";
import { renderRoles } from "../../../scripts/audit/roles";
import { delegatedAdministrator, management } from "../../support/organization";

const plain = { colour: false, unicode: true, columns: 100 };
const organization = { id: "o-1", management, delegatedAdministrator, callers: [delegatedAdministrator] };
const rendered = (roles: AuditedRoles[], all = false) =>
  renderRoles(
    { roles, organization, accounts: roles.map(({ account }) => ({ id: account, name: "evil\u001b[2J", ou: "", state: "ACTIVE" })) },
    plain,
    all,
  );
const roles = (state: RolesState, index: number, ...details: string[]): AuditedRoles => ({
  account: accountId(String(300000000000 + index)),
  state,
  details,
});

describe("the report on our roles", () => {
  it("has a line for each account, those of one reason together, whatever account the reason names", () => {
    const text = rendered(
      [1, 2].map((index) => roles("changed", index, `x: policy of arn:aws:iam::${300000000000 + index}:role/x differs`)),
    );
    assert.match(
      text,
      /^≠ Roles changed, 2 accounts: x: policy of arn:aws:iam::<account>:role\/x differs\n {2}300000000001 .*\n {2}300000000002 /,
    );
    assert.match(text, /deploy --only management/);
  });

  it("counts beyond a dozen, and shows them all where asked", () => {
    const many = Array.from({ length: 30 }, (_, index) => roles("missing", index, "x is not there"));
    assert.match(rendered(many), /and 19 more accounts; --all shows them/);
    assert.equal(rendered(many, true).match(/^ {2}3000/gm)?.length, 30);
  });

  it("counts those that are as planned, and says nothing where roles were not looked at", () => {
    assert.equal(rendered([roles("asPlanned", 1), roles("asPlanned", 2)]), "Roles as planned: 2 of 2 accounts.");
    assert.equal(rendered([]), "");
  });

  it("lets nothing that AWS hands out steer the terminal", () => {
    assert.doesNotMatch(rendered([roles("failed", 1, "reason\u001b[31m")]), /\u001b/);
  });

  it("has a remedy for every state that is not as planned", () => {
    for (const state of [
      "missing",
      "changed",
      "noInstance",
      "failed",
      "outdated",
      "skipped",
      "inoperable",
      "unreadable",
      "notRolledOut",
    ] as const)
      assert.match(rendered([roles(state, 1, "AssumeRole: AccessDenied access-analyzer-org-audit")]), / → \S/, state);
  });
});
