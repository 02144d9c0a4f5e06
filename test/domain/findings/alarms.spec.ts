import assert from "node:assert/strict";
import { roadAlarms } from "../../../domain/findings/alarms";
import { metricDimensions, roadMetrics } from "../../../domain/findings/metrics";
import { findingsRoad, roadNames, roadPlace } from "../../../domain/findings/road";
import { notifying } from "../../support/notifying";
import { configuration } from "../../support/organization";

const alarms = roadAlarms(findingsRoad(roadPlace(configuration(`${notifying}\nscanner: { enabled: true }`))));

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

  it("say nothing of the scanner where that is on nowhere", () => {
    const off = roadAlarms(findingsRoad(roadPlace(configuration(notifying)))).map(({ what }) => what);
    assert.deepEqual(alarms.flatMap(({ what }) => (off.includes(what) ? [] : [what])).sort(), [
      ...["errors-scanner", "policy-changes-unreadable", "scans-denied", "scans-left-to-sweep", "scans-without-analyzer"],
      "waiting-scan",
    ]);
  });
});
