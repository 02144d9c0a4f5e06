import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountId } from "../../../domain/identifiers";
import { runStack } from "../../../scripts/deploy/runStack";
import { projectOf } from "../../support/project";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { analyzerLogicalName } from "../../../domain/plan/logicalName";
import type { AnalyzerSpec } from "../../../domain/plan/types";
import { configuration, member } from "../../support/organization";

const account = accountId("333333333333");
const stack = { name: `member-${account}`, role: { kind: "member" as const, account }, account };

/** What an engine says to a run whose arguments match, line by line, and how it ends. */
interface Answer {
  to: RegExp;
  says?: object[];
  code?: number;
}

const same = { summaryEvent: { resourceChanges: { same: 3 }, durationSeconds: 1 } };
const error = (message: string) => ({ diagnosticEvent: { severity: "error", message } });
const metadata = (op: string, name = "role") => ({ urn: urnOf(name), type: "aws:iam/role:Role", op });
const urnOf = (name: string) => `urn:pulumi:s::p::aws:iam/role:Role::${name}`;
const began = (op: string) => ({ resOutputsEvent: { metadata: metadata(op) } });
/** As the engine says it of a step: what went wrong, then that it did. */
const failed = (op: string, name: string, message: string) => [
  { diagnosticEvent: { severity: "error", urn: urnOf(name), message } },
  { resOpFailedEvent: { metadata: metadata(op, name) } },
];
/** As AWS says it. */
const roadDenial = (region: string) =>
  `AccessDenied: not authorized to perform: events:DescribeRule on resource: arn:aws:events:${region}:1:rule/x with an explicit deny in a service control policy`;
const violation = (enforcementLevel: string) => ({
  policyEvent: { policyPackName: "pack", policyName: "no-public-policy", enforcementLevel, message: "Described.\nIt is open." },
});
const isExport: Answer = { to: /^stack export/, says: [{ deployment: { resources: [] } }] };

describe("a stack that is rolled out", function () {
  this.timeout(30_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: p\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** With a program in the engine's place that gives the first answer to what it is asked. */
  async function rolledOut(answers: Answer[], { isNew = false, specs = [] as AnalyzerSpec[] } = {}) {
    const pulumi = join(folder, "pulumi");
    const told = [...answers, ...(specs.length > 0 ? [] : [isExport])].map(({ to, says = [], code = 0 }) => ({
      to: to.source,
      text: says.map((one, sequence) => JSON.stringify(to === isExport.to ? one : { sequence, ...one })).join("\n"),
      code,
    }));
    writeFileSync(
      pulumi,
      `#!${process.execPath}
const asked = process.argv.slice(2).join(" ");
require("fs").appendFileSync(${JSON.stringify(join(folder, "asked"))}, asked + "\\n");
const { text = "", code = 0 } = ${JSON.stringify(told)}.find(({ to }) => new RegExp(to).test(asked)) ?? {};
console.log(text);
process.exitCode = code;
`,
    );
    chmodSync(pulumi, 0o755);
    const outcome = await runStack(stack, {
      project: { folder, engine: { pulumi, path: "" } },
      existing: new Set(isNew ? [] : [stack.name]),
      signal: new AbortController().signal,
      onEvent: () => undefined,
      specs,
      config: configuration(),
      isOurs: async () => specs.length > 0,
      policyPack: { folder: "pack" },
      say: () => undefined,
    });
    const asked = readFileSync(join(folder, "asked"), "utf8").trim().split("\n");
    return { outcome, asked: asked.filter((line) => /^(preview|up)/.test(line)) };
  }

  it("is spared where a preview that has read what is there finds nothing to do", async () => {
    const { outcome, asked } = await rolledOut([{ to: /^preview/, says: [same] }]);
    assert.equal(outcome.state, "done");
    assert.deepEqual(
      asked.map((line) => line.split(" ")[0]),
      ["preview"],
    );
  });

  it("is not called unchanged where what is there could not be read, though the program has nothing new", async () => {
    const { outcome, asked } = await rolledOut([
      { to: /^(preview|up).* --refresh/, says: [error("AccessDenied: eu-west-1")], code: 1 },
      { to: /^preview/, says: [same] },
      { to: /^up/, says: [same] },
    ]);
    assert.ok(
      asked.some((line) => line.startsWith("up ")),
      asked.join("\n"),
    );
    assert.match((outcome.state === "failed" && outcome.reason) || outcome.state, /AccessDenied: eu-west-1/);
  });

  const toCreate = { summaryEvent: { resourceChanges: { create: 1 }, durationSeconds: 1 } };
  const onlyCreates: Answer = { to: /^preview/, says: [toCreate] };
  const restIsDone: Answer = { to: /^up.* --continue-on-error/, says: [began("create")] };

  it("is not whole where a policy denied the road a Region at first, though the rest, which is done without reading, succeeds", async () => {
    const denial = `rule: ${roadDenial("eu-west-1")}`;
    const { outcome } = await rolledOut([
      { to: /^preview.* --refresh/, says: [error(denial)], code: 1 },
      onlyCreates,
      restIsDone,
      { to: /^up/, says: [began("refresh"), error(denial)], code: 1 },
    ]);
    assert.deepEqual([outcome.state, outcome.state === "regionDenied" && outcome.regions], ["regionDenied", ["eu-west-1"]]);
  });

  it("does not count as an attempt that something was taken into the state, though not without end", async () => {
    const { config, inventory: live } = projectOf();
    const specs = coveragePlan(config, live, "2026-11-28").analyzers.filter(({ account }) => account === member);
    const name = analyzerLogicalName(specs[0] ?? assert.fail());
    const urn = (type: string, of: string) => `urn:pulumi:s::access-analyzer-org::${type}::${of}`;
    const type = "aws:accessanalyzer/analyzer:Analyzer";
    const resources = [
      { urn: urn("access-analyzer-org:index:Analyzer", name), type: "access-analyzer-org:index:Analyzer" },
      { urn: urn("pulumi:providers:aws", "aws"), type: "pulumi:providers:aws", id: "1" },
    ];
    const message = "creating: ConflictException: An analyzer with the name x already exists";
    const { outcome, asked } = await rolledOut(
      [
        { to: isExport.to, says: [{ deployment: { resources } }] },
        { to: /^preview/, says: [{ summaryEvent: { resourceChanges: { create: 1 }, durationSeconds: 1 } }] },
        { to: /^up/, says: [{ diagnosticEvent: { severity: "error", urn: urn(type, name), message } }], code: 1 },
      ],
      { specs },
    );
    assert.equal(outcome.state, "failed");
    assert.ok(specs.length > 1);
    assert.equal(asked.filter((line) => line.startsWith("up ")).length, 5 + specs.length);
  });

  it("is done where all that failed at first was done again with the rest", async () => {
    const { outcome } = await rolledOut([
      onlyCreates,
      restIsDone,
      { to: /^up/, says: [...failed("create", "role", "it could not be created"), error("update failed")], code: 1 },
    ]);
    assert.deepEqual([outcome.state, outcome.state === "done" && outcome.engine], ["done", "rest"]);
  });

  it("has failed where something could not be read, whatever else failed at first and was done with the rest", async () => {
    const unread = failed("refresh", "analyzer", "AccessDenied: access-analyzer:GetAnalyzer in eu-west-1");
    for (const more of [[], failed("create", "role", "it could not be created"), failed("refresh", "rule", roadDenial("eu-west-2"))]) {
      const { outcome } = await rolledOut([onlyCreates, restIsDone, { to: /^up/, says: [began("same"), ...more, ...unread], code: 1 }]);
      assert.equal(outcome.state, "failed", JSON.stringify(more));
      assert.match((outcome.state === "failed" && outcome.reason) || "", /^analyzer: AccessDenied: access-analyzer:GetAnalyzer/m);
      assert.doesNotMatch((outcome.state === "failed" && outcome.reason) || "", /could not be created/);
    }
  });

  it("has failed where a preview could not read something, and the run that was to read it ended before", async () => {
    const { outcome } = await rolledOut([
      { to: /^preview.* --refresh/, says: failed("refresh", "analyzer", "AccessDenied: access-analyzer:GetAnalyzer"), code: 1 },
      onlyCreates,
      restIsDone,
      { to: /^up/, says: [began("same"), ...failed("create", "role", "it could not be created")], code: 1 },
    ]);
    assert.match((outcome.state === "failed" && outcome.reason) || outcome.state, /^analyzer: AccessDenied/);
  });

  it("tells every Region that is denied the road, those of the reading too; what else could not be read is a failure", async () => {
    const denied = { to: /^up.* --continue-on-error/, says: failed("create", "rule", roadDenial("eu-west-1")), code: 1 };
    const first = (message: string) => ({ to: /^up/, says: [began("same"), ...failed("refresh", "one", message)], code: 1 });
    const both = await rolledOut([onlyCreates, denied, first(roadDenial("eu-west-2"))]);
    assert.deepEqual(both.outcome.state === "regionDenied" && both.outcome.regions, ["eu-west-1", "eu-west-2"]);
    const { outcome } = await rolledOut([onlyCreates, denied, first("InternalFailure")]);
    assert.match((outcome.state === "failed" && outcome.reason) || outcome.state, /one: InternalFailure/);
  });

  it("is judged in each run, and nothing is done where the preview is blocked", async () => {
    const blocked = { says: [violation("mandatory")], code: 1 };
    for (const isNew of [false, true]) {
      rmSync(join(folder, "asked"), { force: true });
      const { outcome, asked } = await rolledOut([{ to: /^(preview|up)/, ...blocked }], { isNew });
      assert.deepEqual(
        [outcome.state === "failed" && outcome.reason, asked.length],
        ["The policy pack blocks it:\nno-public-policy: It is open.", 1],
      );
      assert.ok(
        asked.every((line) => line.includes("--policy-pack pack") && !line.includes("--skip-preview")),
        asked.join("\n"),
      );
    }
  });

  it("has failed where a policy forbids what a program did in earnest alone, which stays", async () => {
    const { outcome, asked } = await rolledOut([
      { to: /^preview/, says: [{ summaryEvent: { resourceChanges: { create: 1 }, durationSeconds: 1 } }] },
      { to: /^up/, says: [began("create"), violation("mandatory")], code: 1 },
    ]);
    assert.match(
      (outcome.state === "failed" && outcome.reason) || "",
      /^The policy pack forbids what was done; it stays as it is now:\nno-public-policy/,
    );
    assert.ok(
      asked.every((line) => line.includes("--policy-pack pack")),
      asked.join("\n"),
    );
  });

  it("has failed by a policy that is heard only when the rest is done after a failure", async () => {
    const { outcome } = await rolledOut([
      { to: /^preview/, says: [{ summaryEvent: { resourceChanges: { create: 2 }, durationSeconds: 1 } }] },
      { to: /^up.* --continue-on-error/, says: [began("create"), violation("mandatory")], code: 1 },
      { to: /^up/, says: [began("create"), error("it could not be created")], code: 1 },
    ]);
    assert.match((outcome.state === "failed" && outcome.reason) || "", /no-public-policy: It is open\./);
    assert.equal(outcome.violations?.length, 1);
  });
});
