import assert from "node:assert/strict";
import { traceOf, type StartedScan } from "../../../domain/scanner/startedScan";
import { observation } from "../findings/samples";

describe("scans that were started", () => {
  const first: StartedScan = { call: "PutBucketPolicy", at: "2026-11-20T01:19:00Z", startedAt: "2026-11-20T01:19:02.400Z" };
  const second: StartedScan = { call: "PutBucketAcl", at: "2026-11-20T01:19:04Z", startedAt: "2026-11-20T01:19:04.900Z" };

  for (const [when, analyzedAt, found] of [
    ["before any of them began", "2026-11-20T01:19:01Z", undefined],
    ["in the second in which the first began", "2026-11-20T01:19:02Z", first],
    ["in the second of the second call, perhaps before it", "2026-11-20T01:19:04Z", first],
    ["after both calls", "2026-11-20T01:19:05Z", second],
    ["a minute later", "2026-11-20T01:20:00Z", second],
    ["when the scanner has given up", "2026-11-20T01:34:06Z", undefined],
  ] as const)
    it(`${found === undefined ? "found nothing of" : `found by ${found.call}`} what the analyzer saw ${when}`, () => {
      const trace = found && { call: found.call, at: found.at, analyzedAt };
      assert.deepEqual(traceOf([second, first], observation({ analyzedAt })), trace);
    });
});
