import assert from "node:assert/strict";
import { traceOf, type StartedScan } from "../../../domain/scanner/startedScan";
import { observation } from "../findings/samples";

describe("a scan that was started", () => {
  const started: StartedScan = { call: "PutBucketPolicy", at: "2026-11-20T01:19:00Z", startedAt: "2026-11-20T01:19:05.400Z" };

  for (const [when, analyzedAt, isFound] of [
    ["in the second in which it began", "2026-11-20T01:19:05Z", true],
    ["a minute later", "2026-11-20T01:20:00Z", true],
    ["before it began", "2026-11-20T01:19:04Z", false],
    ["when the scanner has given up", "2026-11-20T01:34:06Z", false],
  ] as const)
    it(`${isFound ? "found" : "did not find"} what the analyzer saw ${when}`, () => {
      const { call, at } = started;
      assert.deepEqual(traceOf(started, observation({ analyzedAt })), isFound ? { call, at, analyzedAt } : undefined);
    });
});
