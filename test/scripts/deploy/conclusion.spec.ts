import assert from "node:assert/strict";
import { auditCoverage } from "../../../domain/audit/audit";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { accountId, region } from "../../../domain/identifiers";
import { plannedStacks } from "../../../domain/plan/plannedStacks";
import { conclude } from "../../../scripts/deploy/conclusion";
import { renderDeploy } from "../../../scripts/deploy/deployReport";
import type { StackOutcome } from "../../../scripts/deploy/stackOutcome";
import { ours } from "../../support/auditedOrganization";
import { configuration, inventory } from "../../support/organization";

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
const rolledOut = { isPreview: false, unread: [], listed: [] };
const preview = { isPreview: true, unread: [], listed: [] };
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

  it("is 2 when a policy denies the findings road a Region, which the table and the sentence name", () => {
    const [first, ...others] = done;
    assert.ok(first);
    const report = conclude(
      [{ stack: first.stack, seconds: 1, state: "regionDenied", regions: ["eu-west-1"], reason: "denied", remedy: "Name it." }, ...others],
      covered,
      [],
      rolledOut,
    );
    assert.equal(report.exitCode, 2);
    assert.match(
      report.sentence,
      /^in eu-west-1 the findings road is not as planned or not known, because a service control policy denies/,
    );
    assert.doesNotMatch(report.sentence, /As planned/);
    assert.match(renderDeploy(report, new Map(), plain), /done, but in Regions that are denied[\s\S]*-> Name it\./);
  });

  it("is 2 when a policy denies members the scanner's rules, whose Regions it names once", () => {
    const denied = (account: string) => ({
      ...{
        stack: { name: `member-${account}`, role: { kind: "member" as const, account: accountId(account) }, account: accountId(account) },
      },
      ...{ seconds: 1, state: "regionDenied" as const, regions: ["eu-west-1"], reason: "denied", remedy: "Leave it out." },
    });
    const report = conclude([...done, denied("444444444444"), denied("555555555555")], covered, [], rolledOut);
    assert.equal(report.exitCode, 2);
    assert.match(report.sentence, /^the scanner's rules of 2 accounts are not as planned or not known in eu-west-1, because/);
  });

  it("is 2 when an account was not reached, and when one that left still has a stack", () => {
    const [first, ...others] = done;
    assert.ok(first);
    assert.equal(
      conclude([{ stack: first.stack, seconds: 0, state: "unreachable", reason: "denied" }, ...others], covered, [], rolledOut).exitCode,
      2,
    );
    assert.equal(conclude(done, covered, [{ stack: "member-999999999999", reason: "it left" }], rolledOut).exitCode, 2);
  });

  it("is 2 when something could not be read that the audit did not look at, and says what", () => {
    const report = conclude(done, covered, [], { ...rolledOut, unread: ["tags (denied): 333333333333"] });
    assert.equal(report.exitCode, 2);
    assert.match(report.sentence, /^Not everything could be seen\. /);
    assert.doesNotMatch(report.sentence, /As planned/);
    assert.match(renderDeploy(report, new Map(), plain), /- not seen: tags \(denied\): 333333333333/);
  });

  it("is said of what was done, never of what would be, where a roll-out could not be looked at afterwards", () => {
    const text = renderDeploy(conclude(done, undefined, [], { ...rolledOut, unread: ["what is there now: denied"] }), new Map(), plain);
    assert.doesNotMatch(text, /would be done|Preview/);
  });

  it("names what is no longer planned, with what it costs and what deletes it", () => {
    const unused = { account: accountId("222222222222"), region: region("eu-west-1"), type: "ORGANIZATION_UNUSED_ACCESS" as const };
    const listed = [{ ...unused, analyzer: "access-analyzer-org-unused-access", isBilled: true }];
    const report = conclude(done, undefined, [], { ...preview, listed });
    assert.equal(report.exitCode, 0);
    const text = renderDeploy(report, new Map(), plain).replace(/\n */g, " ");
    assert.match(text, /no longer planned, stays, is billed; "access-analyzer-org retire --type ORGANIZATION_UNUSED_ACCESS" deletes it/);
    const known = conclude(done, covered, [], { ...rolledOut, listed });
    assert.deepEqual(known.unplanned, [], "what was read just now is known better than by inventory.json");
  });

  it("names archive rules that nobody planned", () => {
    const live = withAnalyzers();
    const found = live.accounts.find(({ id }) => id === "333333333333")?.analyzers[0]?.found;
    const rules = found !== undefined && "read" in found ? found.read[0]?.archiveRules : undefined;
    assert.ok(rules !== undefined && "read" in rules);
    rules.read.push({ name: "theirs", filter: { "principal.AWS": { eq: ["777777777777"] } } });
    const report = conclude(done, auditCoverage(config, live, today), [], rolledOut);
    assert.equal(report.exitCode, 0);
    assert.match(
      renderDeploy(report, new Map(), plain).replace(/\s+/g, " "),
      /Archive rules that nobody planned \(left alone\) - archive rule theirs, which nobody planned, of an analyzer of ours: \S+ in eu-central-1 of 333333333333/,
    );
  });

  it("is 2 when a preview shows what the plan says, not what is there, and tells so", () => {
    const shown = done.map((outcome): StackOutcome => (outcome.state === "done" ? { ...outcome, fromPlan: "denied" } : outcome));
    const report = conclude(shown, undefined, [], preview);
    assert.equal(report.exitCode, 2);
    const text = renderDeploy(report, new Map(), plain).replace(/\s+/g, " ");
    assert.match(text, /member-333333333333 333333333333 2 created, 1 unchanged \(from the plan\)/);
    assert.match(text, /- not seen: management, security, member-333333333333: shown from the plan, not from AWS, because .* \(denied\)/);
    assert.match(text, /Not everything could be seen\. Preview: nothing was changed\./);
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

function withAnalyzers() {
  const organization = inventory();
  for (const { account: id, region, type } of coveragePlan(config, organization, today).analyzers) {
    const place = organization.accounts
      .find((candidate) => candidate.id === id)
      ?.analyzers.find((candidate) => candidate.region === region);
    assert.ok(place && "read" in place.found);
    place.found.read.push(ours(config, id, type));
  }
  return organization;
}
