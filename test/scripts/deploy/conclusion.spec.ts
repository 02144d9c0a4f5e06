import assert from "node:assert/strict";
import { auditCoverage } from "../../../domain/audit/audit";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { accountId } from "../../../domain/identifiers";
import { plannedStacks } from "../../../domain/plan/plannedStacks";
import { conclude } from "../../../scripts/deploy/conclusion";
import { renderDeploy } from "../../../scripts/deploy/deployReport";
import { leftAlone } from "../../../scripts/deploy/leftAlone";
import type { StackOutcome } from "../../../scripts/deploy/stackOutcome";
import { account, configuration, inventory } from "../../support/organization";

const today = "2026-11-22";
const config = configuration();
const stacks = plannedStacks(config, coveragePlan(config, inventory(), today));
const done = stacks.map((stack): StackOutcome => ({
  stack,
  seconds: 1,
  state: "done",
  changes: { create: 2, same: 1 },
  steps: ["create x"],
}));
const rolledOut = { isPreview: false, unread: [] };
const preview = { isPreview: true, unread: [] };
const plain = { colour: false, unicode: false, columns: 100 };
const covered = auditCoverage(config, withAnalyzers(), today);

describe("how a roll-out ends", () => {
  it("is 0 when every stack succeeded and every planned analyzer is ACTIVE", () => {
    assert.equal(covered.verdict.exitCode, 0);
    assert.equal(conclude(done, covered, [], rolledOut).exitCode, 0);
  });

  it("is 1 when a stack failed, even where the audit is content", () => {
    const [first, ...others] = done;
    assert.ok(first);
    const { exitCode, sentence } = conclude(
      [{ stack: first.stack, seconds: 1, state: "failed", reason: "no" }, ...others],
      covered,
      [],
      rolledOut,
    );
    assert.equal(exitCode, 1);
    assert.match(sentence, /^1 of 3 stacks failed\. /);
    assert.doesNotMatch(sentence, /As planned/);
  });

  it("is 1 when an analyzer is missing although every stack succeeded", () => {
    assert.equal(conclude(done, auditCoverage(config, inventory(), today), [], rolledOut).exitCode, 1);
  });

  it("is 2 when an account was not reached, and when one that left still has a stack", () => {
    const [first, ...others] = done;
    assert.ok(first);
    assert.equal(
      conclude([{ stack: first.stack, seconds: 0, state: "unreachable", reason: "denied" }, ...others], covered, [], rolledOut).exitCode,
      2,
    );
    assert.equal(conclude(done, covered, [{ stack: "member-999999999999", reason: "it left", isAsked: false }], rolledOut).exitCode, 2);
  });

  it("is 2 when something could not be read that the audit did not look at, and says what", () => {
    const report = conclude(done, covered, [], { isPreview: false, unread: ["tags (denied): 333333333333"] });
    assert.equal(report.exitCode, 2);
    assert.match(report.sentence, /^Not everything could be seen\. /);
    assert.doesNotMatch(report.sentence, /As planned/);
    assert.match(renderDeploy(report, new Map(), plain), /- not seen: tags \(denied\): 333333333333/);
  });

  it("is said of what was done, never of what would be, where a roll-out could not be looked at afterwards", () => {
    const text = renderDeploy(conclude(done, undefined, [], { isPreview: false, unread: ["what is there now: denied"] }), new Map(), plain);
    assert.doesNotMatch(text, /would be done|Preview/);
  });

  it("is 0 when the configuration itself took an account out of the plan; its stack is told", () => {
    const alone = [{ stack: "member-999999999999", reason: "exempt", isAsked: true }];
    const report = conclude(done, covered, alone, rolledOut);
    assert.equal(report.exitCode, 0);
    assert.match(renderDeploy(report, new Map(), plain), /- member-999999999999: left alone, exempt/);
  });

  it("says of a preview that nothing was changed, and lists its steps", () => {
    const report = conclude(done, undefined, [], preview);
    assert.equal(report.exitCode, 0);
    const text = renderDeploy(report, new Map([[accountId("333333333333"), "log-archive"]]), plain);
    assert.match(text, /would be done/);
    assert.match(text, /\+ +member-333333333333 +log-archive +2 created, 1 unchanged/);
    assert.match(text, /security\n {2}create x\n/);
    assert.match(text, /Preview: nothing was changed\.\n$/);
  });

  it("shows how many planned analyzers of each account are ACTIVE, in a width of 100", () => {
    const text = renderDeploy(conclude(done, covered, [], rolledOut), new Map(), plain);
    assert.match(text, /member-333333333333 +333333333333 +3 of 3 +2 created, 1 unchanged/);
    for (const line of text.split("\n")) assert.ok(line.length <= 100, line);
  });
});

describe("stacks that the plan no longer has", () => {
  it("are told apart: unread, left, not active, taken out by the configuration", () => {
    const [unread, gone, suspended, exempt] = ["666666666666", "777777777777", "888888888888", "999999999999"].map(accountId);
    assert.ok(unread && gone && suspended && exempt);
    const exempting = configuration(`overrides: [{ where: { account: "${exempt}" }, exempt: { reason: divested, owner: legal } }]`);
    const organization = inventory([exempt]);
    organization.accounts.push(account(suspended, [], "SUSPENDED"), { ...account(unread, []), regions: { unreadable: "AccessDenied" } });
    const plan = coveragePlan(exempting, organization, today);
    const told = leftAlone(
      ["management", "security", ...[unread, gone, suspended, exempt].map((id) => `member-${id}`)],
      plannedStacks(exempting, plan),
      organization,
      plan,
    );
    assert.deepEqual(told, [
      {
        stack: `member-${unread}`,
        reason: `account ${unread} could not be read when the inventory was written (AccessDenied)`,
        isAsked: false,
      },
      { stack: `member-${gone}`, reason: `account ${gone} is no longer in the organization`, isAsked: false },
      { stack: `member-${suspended}`, reason: `account ${suspended} is SUSPENDED`, isAsked: false },
      { stack: `member-${exempt}`, reason: `the plan has no analyzer of ours for account ${exempt}, which is exempt`, isAsked: true },
    ]);
  });
});

/** The organization with every planned analyzer in it. */
function withAnalyzers() {
  const organization = inventory();
  for (const { account: id, region, type, name } of coveragePlan(config, organization, today).analyzers) {
    const place = organization.accounts
      .find((candidate) => candidate.id === id)
      ?.analyzers.find((candidate) => candidate.region === region);
    assert.ok(place && "read" in place.found);
    place.found.read.push({ name, type, status: "ACTIVE", owner: { kind: "ours" }, tags: {} });
  }
  return organization;
}
