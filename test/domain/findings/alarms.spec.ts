import assert from "node:assert/strict";
import { roadAlarms } from "../../../domain/findings/alarms";
import { metricDimensions, roadMetrics } from "../../../domain/findings/metrics";
import { findingsRoad, roadNames, roadPlace } from "../../../domain/findings/road";
import { isNewlyArchived } from "../../../domain/findings/sweep";
import { configuration } from "../../support/organization";

const alarms = roadAlarms(findingsRoad(roadPlace(configuration())));

describe("alarms of the findings road", () => {
  it("have names of their own, look at metrics that are written, and hear the planner's silence alone", () => {
    assert.equal(new Set(alarms.map(({ what }) => what)).size, alarms.length);
    for (const { namespace, metric, dimensions } of alarms.filter((alarm) => alarm.namespace === roadNames.metrics)) {
      assert.ok(metric in roadMetrics, `${namespace} ${metric}`);
      assert.deepEqual(dimensions, metricDimensions);
    }
    assert.deepEqual(
      alarms.filter(({ isHeartbeat }) => isHeartbeat).map(({ metric }) => metric),
      ["SweepPlanned"],
    );
  });

  it("hear every function's errors", () => {
    const functions = alarms.filter(({ metric }) => metric === "Errors").map(({ dimensions }) => dimensions["FunctionName"]);
    assert.deepEqual(functions.sort(), Object.values(roadNames.functions).sort());
  });
});

describe("findings that were archived since the sweep before", () => {
  const sweepStartedAt = "2026-11-27T12:00:00.000Z";
  const archived = (updatedAt: string, analyzerCreatedAt = "2026-11-01T00:00:00.000Z", status: "ARCHIVED" | "ACTIVE" = "ARCHIVED") =>
    isNewlyArchived({ status, updatedAt }, { sweepStartedAt, analyzerCreatedAt });

  it("are those of the last hour", () => {
    assert.ok(archived("2026-11-27T11:00:00.000Z"));
    assert.ok(archived("2026-11-27T12:00:05.000Z"));
    assert.ok(!archived("2026-11-27T10:59:59.999Z"));
    assert.ok(!archived("2026-11-27T11:30:00.000Z", undefined, "ACTIVE"));
  });

  it("are none on the first day of an analyzer", () => {
    assert.ok(!archived("2026-11-27T11:30:00.000Z", "2026-11-26T12:00:00.001Z"));
    assert.ok(archived("2026-11-27T11:30:00.000Z", "2026-11-26T12:00:00.000Z"));
  });
});
