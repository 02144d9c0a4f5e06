import assert from "node:assert/strict";
import { auditCoverage } from "../../../domain/audit/audit";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { accountId, region } from "../../../domain/identifiers";
import { plannedStacks } from "../../../domain/plan/plannedStacks";
import { conclude } from "../../../scripts/deploy/conclusion";
import { renderDeploy } from "../../../scripts/deploy/deployReport";
import type { StackOutcome } from "../../../scripts/deploy/stackOutcome";
import { inventoryAge } from "../../../scripts/deploy/staleInventory";
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
const plain = { colour: false, unicode: false, columns: 100 };
const covered = auditCoverage(config, withAnalyzers(), today);

describe("how a roll-out ends", () => {
  it("is 0 when every stack succeeded and every planned analyzer is ACTIVE", () => {
    assert.equal(covered.verdict.exitCode, 0);
    assert.equal(conclude(done, covered, [], []).exitCode, 0);
  });

  it("is 1 when a stack failed, even where the audit is content", () => {
    const [first, ...others] = done;
    assert.ok(first);
    const { exitCode, sentence } = conclude(
      [{ stack: first.stack, seconds: 1, state: "failed", reason: "no" }, ...others],
      covered,
      [],
      [],
    );
    assert.equal(exitCode, 1);
    assert.match(sentence, /^1 of 3 stacks failed\. /);
  });

  it("is 1 when an analyzer is missing although every stack succeeded", () => {
    assert.equal(conclude(done, auditCoverage(config, inventory(), today), [], []).exitCode, 1);
  });

  it("is 2 when an account was not reached, and when one that left still has a stack", () => {
    const [first, ...others] = done;
    assert.ok(first);
    assert.equal(
      conclude([{ stack: first.stack, seconds: 0, state: "unreachable", reason: "denied" }, ...others], covered, [], []).exitCode,
      2,
    );
    assert.equal(conclude(done, covered, [{ stack: "member-999999999999", reason: "it left" }], []).exitCode, 2);
  });

  it("names what is no longer planned, with what it costs and what deletes it", () => {
    const unused = { account: accountId("222222222222"), region: region("eu-west-1"), type: "ORGANIZATION_UNUSED_ACCESS" as const };
    const listed = [{ ...unused, analyzer: "access-analyzer-org-unused-access", isBilled: true }];
    const report = conclude(done, undefined, [], listed);
    assert.equal(report.exitCode, 0);
    const text = renderDeploy(report, new Map(), plain).replace(/\n */g, " ");
    assert.match(text, /no longer planned, stays, is billed; "access-analyzer-org retire --type ORGANIZATION_UNUSED_ACCESS" deletes it/);
    assert.deepEqual(conclude(done, covered, [], listed).unplanned, [], "what was read just now is known better than by inventory.json");
  });

  it("says of a preview that nothing was changed, and lists its steps", () => {
    const report = conclude(done, undefined, [], []);
    assert.equal(report.exitCode, 0);
    const text = renderDeploy(report, new Map([[accountId("333333333333"), "log-archive"]]), plain);
    assert.match(text, /would be done/);
    assert.match(text, /\+ +member-333333333333 +log-archive +2 created, 1 unchanged/);
    assert.match(text, /security\n {2}create x\n/);
    assert.match(text, /Preview: nothing was changed\.\n$/);
  });

  it("shows how many planned analyzers of each account are ACTIVE, in a width of 100", () => {
    const text = renderDeploy(conclude(done, covered, [], []), new Map(), plain);
    assert.match(text, /member-333333333333 +333333333333 +3 of 3 +2 created, 1 unchanged/);
    for (const line of text.split("\n")) assert.ok(line.length <= 100, line);
  });
});

describe("the age of an inventory", () => {
  const old = inventory();
  const [first, second, third] = old.accounts;
  assert.ok(first && second && third);

  it("is nothing when the organization is the same", () => {
    assert.deepEqual(inventoryAge(old, { organization: old.organization, accounts: old.accounts }), []);
  });

  it("is told by accounts that joined, left, moved, or changed state or tags", () => {
    const now = [
      { ...first, state: "SUSPENDED" as const },
      { ...second, ou: "Security" },
      { ...account(accountId("444444444444"), []), name: "payments" },
    ];
    assert.deepEqual(inventoryAge(old, { organization: old.organization, accounts: now }), [
      `account ${first.id} was ACTIVE and is SUSPENDED`,
      `account ${second.id} moved from "" to "Security"`,
      "account 444444444444 (payments) is new",
      `account ${third.id} (${third.name}) left`,
    ]);
    const tagged = { ...first, tags: { read: { env: "prod" } } };
    assert.deepEqual(inventoryAge(old, { organization: old.organization, accounts: [tagged, second, third] }), [
      `tags of account ${first.id} changed`,
    ]);
  });

  it("is another organization's where the ids differ", () => {
    assert.match(
      inventoryAge(old, { organization: { id: "o-another" }, accounts: old.accounts })[0] ?? "",
      /describes organization o-exampleorgid, .* o-another/,
    );
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
