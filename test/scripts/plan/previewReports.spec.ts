import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { previewedStacks, previewsExitCode, type PreviewedStack } from "../../../scripts/plan/previewReports";

const [first, second, third] = ["management", "security", "member-333333333333"] as const;
const violation = { policy: "no-public-policy", level: "mandatory", message: "public" };
const done = (name: string, more = {}) => ({ stack: { name }, state: "done", changes: {}, steps: [], ...more });
const report = (...stacks: object[]) => ({ version: 1, isPreview: true, stacks });
const both = [done(first), done(second, { steps: ["create x"] })];

describe("reports of previews", () => {
  it("say of each stack what became of it; one without a report was not checked", () => {
    assert.deepEqual(states(report(...both, done(third))), [0, "unchanged", "changed", "unchanged"]);
    assert.deepEqual(states(report(...both)), [2, "unchanged", "changed", "notChecked"]);
    assert.deepEqual(states(), [2, "notChecked", "notChecked", "notChecked"]);
  });

  it("count only as what deploy --preview writes", () => {
    assert.deepEqual(states({ error: "no", exitCode: 3 }, report(...both)), [2, "unchanged", "changed", "notChecked"]);
    assert.deepEqual(states({ ...report(...both), isPreview: false }), [2, "notChecked", "notChecked", "notChecked"]);
    assert.deepEqual(states("no object", report(...both)), [2, "unchanged", "changed", "notChecked"]);
  });

  it("of a deploy that failed as a whole: its error is why nothing was checked", () => {
    const [previewed] = seen({ version: 1, error: "There is no Pulumi.yaml in /x", exitCode: 3 }, 7);
    assert.deepEqual(previewed?.details, [
      "no report of its preview",
      "There is no Pulumi.yaml in /x",
      '1.json is no report of "deploy --preview --json"',
    ]);
  });

  it("pass only what was looked at and is not forbidden", () => {
    for (const [expected, outcome] of [
      [1, { ...done(third), state: "failed", reason: "x" }],
      [1, done(third, { violations: [violation] })],
      [1, done(third, { violations: [{ ...violation, level: "some day" }] })],
      [2, { ...done(third), state: "unreachable", reason: "x" }],
      [2, { ...done(third), state: "notStarted", reason: "x" }],
      [2, { ...done(third), state: "some day" }],
      [2, done(third, { fromPlan: "no role yet" })],
      [2, { stack: { name: third }, state: "done" }],
      [0, done(third, { violations: [{ ...violation, level: "warning" }] })],
    ] as const)
      assert.equal(states(report(...both, outcome))[0], expected, JSON.stringify(outcome));
  });

  it("name the policies that block, once; what these say is told beside it", () => {
    const violations = [violation, { ...violation, urn: "another" }, { ...violation, policy: "plan-complete" }];
    const notes = [{ ...violation, policy: "no-public-policy-notes", level: "warning" }];
    const reason = "The policy pack blocks it:\nno-public-policy: public";
    const [previewed] = seen(report({ ...done(first), state: "failed", reason, violations: [...notes, ...violations] }));
    assert.deepEqual(previewed?.details, ["no-public-policy", "plan-complete"]);
  });

  it("of one stack twice: the worse one counts", () => {
    const twice = [report(...both, done(third)), report({ ...done(third), state: "failed", reason: "x" })];
    assert.equal(states(...twice)[0], 1);
    assert.equal(states(...twice.reverse())[0], 1);
  });
});

/** The exit code, and the stacks' states. */
function states(...reports: unknown[]): unknown[] {
  const previewed = seen(...reports);
  return [previewsExitCode(previewed), ...previewed.map(({ state }) => state)];
}

function seen(...reports: unknown[]): PreviewedStack[] {
  const folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
  try {
    // Each artifact is a folder of its own.
    mkdirSync(join(folder, "artifact"));
    reports.forEach((content, index) => writeFileSync(join(folder, "artifact", `${index}.json`), JSON.stringify(content)));
    return previewedStacks([first, second, third], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
