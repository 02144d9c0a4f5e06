import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../../../dev/engine/location";
import { roadAlarms } from "../../../domain/findings/alarms";
import { metricDimensions, roadMetrics } from "../../../domain/findings/metrics";
import { findingsRoad, roadNames, roadPlace } from "../../../domain/findings/road";
import { notifying } from "../../support/notifying";
import { configuration } from "../../support/organization";

const alarmsOf = (more: string) => {
  const config = configuration(`${notifying}\n${more}`);
  return roadAlarms(findingsRoad(roadPlace(config)), config);
};
const alarms = alarmsOf("scanner: { enabled: true }");

describe("alarms of the findings road", () => {
  it("have names of their own, look at metrics that are written, and hear the silence of both sweeps alone", () => {
    assert.equal(new Set(alarms.map(({ what }) => what)).size, alarms.length);
    for (const { namespace, metric, dimensions } of alarms.filter((alarm) => alarm.namespace === roadNames.metrics)) {
      assert.ok(metric in roadMetrics, `${namespace} ${metric}`);
      assert.deepEqual(dimensions, metricDimensions);
    }
    assert.deepEqual(
      alarms.filter(({ isHeartbeat }) => isHeartbeat).map(({ metric }) => metric),
      ["SweepPlanned", "ResourceSweepPlanned"],
    );
  });

  it("hear the silence of the sweep of resources where one is due each day or more often: two of them", () => {
    const beat = (sweep: string) => {
      const found = alarmsOf(`scanner: { enabled: true, sweep: ${sweep} }`).find(({ metric }) => metric === "ResourceSweepPlanned");
      return found && [found.period, found.periods];
    };
    assert.deepEqual(beat("rate(1 hour)"), [3600, 2]);
    assert.deepEqual(beat("rate(6 hours)"), [21_600, 2]);
    assert.deepEqual(beat("rate(1 day)"), [86_400, 2]);
    for (const none of ["rate(25 hours)", "rate(2 days)", "off"]) assert.equal(beat(none), undefined, none);
  });

  it("hear every function's errors", () => {
    const functions = alarms.filter(({ metric }) => metric === "Errors").map(({ dimensions }) => dimensions["FunctionName"]);
    assert.deepEqual(functions.sort(), Object.values(roadNames.functions).sort());
  });

  it("of the scanner have each a row in docs/findings-road.md", () => {
    const page = readFileSync(join(rootFolder, "docs", "findings-road.md"), "utf8");
    const named = new Set([...page.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, names = ""]) => names.match(/[a-z-]+/g) ?? []));
    const off = alarmsOf("").map(({ what }) => what);
    for (const { what } of alarms) assert.ok(off.includes(what) || named.has(what), what);
  });

  it("say nothing of the scanner where that is on nowhere", () => {
    const off = alarmsOf("").map(({ what }) => what);
    assert.deepEqual(alarms.flatMap(({ what }) => (off.includes(what) ? [] : [what])).sort(), [
      ...["errors-scanner", "policy-changes-unreadable", "resource-sweep-missing", "scans-denied", "scans-left-to-sweep"],
      ...["scans-without-analyzer", "waiting-scan"],
    ]);
  });
});
