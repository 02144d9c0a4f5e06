import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { intakePattern, roadPattern } from "../../../domain/findings/eventPattern";
import { parseIntakeMessage } from "../../../domain/findings/intakeMessage";
import { MessageRejected } from "../../../domain/findings/messageRejected";
import { bytesOf } from "../../../domain/findings/messages/size";
import { fitting } from "../../../domain/scanner/fitting";
import { scanDetailType, scanOutcomes, scannerSource, type ScanReport } from "../../../domain/scanner/scanReport";
import { accountAnalyzer, analyzer, external, member, observation, publicAccess, settings } from "../findings/samples";

const unscanned: ScanReport = {
  ...{ schemaVersion: "1", outcome: "denied", resource: "arn:aws:s3:::example-data", resourceType: "AWS::S3::Bucket" },
  ...{ account: member, region: observation().region, because: { call: "PutBucketPolicy", at: "2026-11-20T01:19:00.000Z" } },
  findings: [],
};
const report: ScanReport = {
  ...{ ...unscanned, outcome: "scanned", analyzer, analyzedAt: "2026-11-20T01:20:00.000Z", findings: [observation()] },
};
const event = (detail: object = report, more: object = {}) => ({
  ...{ version: "0", id: "1", source: scannerSource, "detail-type": scanDetailType, account: settings().delegatedAdministrator },
  ...{ time: "2026-11-20T01:20:10Z", region: "eu-central-1", resources: [report.resource], detail },
  ...more,
});
const parsed = (message: object) => parseIntakeMessage(JSON.stringify(message), settings());
const withoutAnalyzer = (outcome: string) => ({ ...unscanned, outcome, reason: "because" });

describe("a report of the scanner", () => {
  it("is read as it was written", () => {
    assert.deepEqual(parsed(event()), { kind: "report", report });
    const bySweep = { ...report, because: { sweep: "m1", at: report.because.at }, leftOut: 3 };
    assert.deepEqual(parsed(event(bySweep)), { kind: "report", report: bySweep });
    const own = { ...report, analyzer: accountAnalyzer, findings: [observation({ analyzer: accountAnalyzer })] };
    assert.deepEqual(parsed(event(own)), { kind: "report", report: own });
    const started = { ...unscanned, outcome: "started", analyzer, startedAt: "2026-11-20T01:19:03.000Z" };
    assert.deepEqual(parsed(event(started)), { kind: "report", report: started });
    for (const outcome of scanOutcomes.slice(2))
      assert.deepEqual(parsed(event(withoutAnalyzer(outcome))), { kind: "report", report: withoutAnalyzer(outcome) });
  });

  for (const [what, message, why] of [
    ["from another account", event(report, { account: member }), "origin"],
    ["from another source", event(report, { source: "aws.access-analyzer" }), "form"],
    ["from a source that only begins so", event(report, { source: `${scannerSource}.x` }), "form"],
    ["by an analyzer that cannot see the resource", event({ ...report, analyzer: analyzer.replace(/2{12}/, "4".repeat(12)) }), "origin"],
    ["with another resource's finding", event({ ...report, findings: [observation({ resource: "arn:aws:s3:::other" })] }), "origin"],
    ["with another analyzer's finding", event({ ...report, findings: [observation({ analyzer: accountAnalyzer })] }), "origin"],
    ["with another account's finding", event({ ...report, account: settings().delegatedAdministrator }), "origin"],
    ["with findings of a scan that was not made", event({ ...report, outcome: "denied" }), "form"],
    ["of a scan without an analyzer", event(withoutAnalyzer("scanned")), "form"],
    ["of a start that has no time", event({ ...unscanned, outcome: "started", analyzer }), "form"],
    ["of a start with findings", event({ ...report, outcome: "started", startedAt: report.analyzedAt }), "form"],
    ["of another version", event({ ...report, schemaVersion: "2" }), "form"],
    ["with an outcome that there is not", event({ ...report, outcome: "fine" }), "form"],
  ] as const) {
    it(`is refused ${what}`, () => {
      assert.throws(
        () => parsed(message),
        (error) => error instanceof MessageRejected && error.why === why,
      );
    });
  }

  it("comes to the intake by the rule of the bus alone, and only where it brings findings or announces them", () => {
    const { $or } = intakePattern(settings()) as { $or: object[] };
    assert.deepEqual($or.slice(0, -1), roadPattern.$or);
    assert.deepEqual($or.at(-1), {
      ...{ source: [scannerSource], "detail-type": [scanDetailType], account: ["222222222222"] },
      detail: { outcome: ["started", "scanned"] },
    });
    assert.ok(!JSON.stringify(roadPattern).includes(scannerSource));
  });

  it("keeps to what an event holds: what is public and open first, and it says how many are left out", () => {
    const long = { ...external, condition: { "aws:SourceArn": "ü".repeat(3000) } };
    const findings = Array.from({ length: 60 }, (_, index) =>
      observation({
        ...{ findingId: `f${index}`, status: index % 3 === 0 ? "RESOLVED" : "ACTIVE" },
        access: index === 59 ? { ...publicAccess, condition: long.condition } : long,
      }),
    );
    const sent = fitting({ ...report, findings });
    assert.ok(bytesOf(JSON.stringify(sent)) < 210 * 1024);
    assert.equal(sent.findings[0]?.findingId, "f59");
    assert.equal((sent.leftOut ?? 0) + sent.findings.length, 60);
    assert.ok((sent.leftOut ?? 0) > 0);
    assert.deepEqual(new Set(sent.findings.map(({ status }) => status)), new Set(["ACTIVE"]));
    assert.equal(fitting({ ...report, findings: Array.from({ length: 150 }, () => observation()) }).leftOut, 50);
    assert.deepEqual(fitting(report), report);
  });

  describe("in docs/events.md", () => {
    const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "events.md"), "utf8");
    const [, schema] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => JSON.parse(text) as Record<string, unknown>);
    const { required, properties } = schema as { required: string[]; properties: Record<string, { enum?: unknown; const?: unknown }> };

    it("has the members that it has", () => {
      const all = { ...report, startedAt: report.analyzedAt, reason: "because", leftOut: 1 };
      assert.deepEqual(Object.keys(properties).sort(), Object.keys(all).sort());
      assert.deepEqual(
        [...required].sort(),
        Object.keys(withoutAnalyzer("denied"))
          .filter((name) => name !== "reason")
          .sort(),
      );
      assert.deepEqual(properties["outcome"]?.enum, scanOutcomes);
      assert.equal(properties["schemaVersion"]?.const, report.schemaVersion);
      for (const text of [scannerSource, scanDetailType, ...scanOutcomes]) assert.ok(page.includes(`\`${text}\``), text);
    });
  });
});
