import assert from "node:assert/strict";
import { accountId } from "../../../domain/identifiers";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { emptiedStacks } from "../../../domain/plan/emptiedStacks";
import { plannedStacks } from "../../../domain/plan/plannedStacks";
import { account, configuration, delegatedAdministrator, inventory } from "../../support/organization";
import { today } from "../../support/planned";

describe("member stacks that the plan does not have", () => {
  const [unread, gone, suspended, exempt] = ["666666666666", "777777777777", "888888888888", "999999999999"].map(accountId);
  assert.ok(unread && gone && suspended && exempt);
  const config = configuration(`overrides: [{ where: { account: "${exempt}" }, exempt: { reason: divested, owner: legal } }]`);
  const organization = inventory([exempt]);
  organization.accounts.push(account(suspended, [], "SUSPENDED"), { ...account(unread, []), regions: { unreadable: "AccessDenied" } });
  const plan = coveragePlan(config, organization, today);
  const members = [unread, gone, suspended, exempt, delegatedAdministrator].map((id) => `member-${id}`);
  const { emptied, leftAlone } = emptiedStacks(
    ["management", "security", "somebody", ...members],
    plannedStacks(config, plan),
    config,
    organization,
    plan,
  );

  it("are run as empty programs where the configuration took the account out", () => {
    assert.deepEqual(emptied, [{ name: `member-${exempt}`, role: { kind: "member", account: exempt }, account: exempt }]);
  });

  it("are left alone where nothing is known of the account, with what to do", () => {
    const forget = (id: string) => `"access-analyzer-org forget ${id}" drops the stack and touches nothing in AWS`;
    assert.deepEqual(leftAlone, [
      {
        stack: `member-${delegatedAdministrator}`,
        reason: `account ${delegatedAdministrator} belongs to stack security; ${forget(delegatedAdministrator)}`,
      },
      {
        stack: `member-${unread}`,
        reason: `what account ${unread} is to have is not known: unreadable, AccessDenied; write the inventory again`,
      },
      { stack: `member-${gone}`, reason: `account ${gone} is no longer in the organization; ${forget(gone)}` },
      { stack: `member-${suspended}`, reason: `account ${suspended} is SUSPENDED; ${forget(suspended)}` },
    ]);
  });

  it("are left alone where what the account is to have is undecided", () => {
    const byTag = configuration("overrides: [{ where: { tag: { key: lab } }, account: { enabled: false } }]");
    const untold = {
      ...inventory([exempt]),
      accounts: inventory([exempt]).accounts.map((one) => ({ ...one, tags: { unreadable: "no" } })),
    };
    const undecided = coveragePlan(byTag, untold, today);
    const result = emptiedStacks([`member-${exempt}`], plannedStacks(byTag, undecided), byTag, untold, undecided);
    assert.deepEqual(result.emptied, []);
    assert.match(result.leftAlone[0]?.reason ?? "", /is not known: undecided, overrides\[0\] goes by tag.*; what it has stays as it is$/);
  });

  it("are none of a stack that is planned", () => {
    const planned = plannedStacks(config, plan);
    const names = planned.map(({ name }) => name);
    assert.deepEqual(emptiedStacks(names, planned, config, organization, plan), { emptied: [], leftAlone: [] });
  });
});
