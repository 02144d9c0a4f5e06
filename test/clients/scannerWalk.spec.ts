import assert from "node:assert/strict";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { requireProgram } from "../support/deployedSandbox";
import { soc } from "../support/findingsRoad";
import { type } from "../support/policyWalk";
import { scannerOnRoad, type ScannerOnRoad } from "../support/scannerOnRoad";
import { scannerSteps, type ScannerStep } from "../support/scannerSteps";

/** Access Analyzer's own look, as AWS says: what is told earlier was scanned. */
const halfAnHour = 1_800_000;

/**
 * The scanner as people see it: unmodified AWS CLI on one side, the events that CloudTrail makes of its calls, and a queue on the other. Access
 * Analyzer's own events of what a scan found come before the report, as they do at AWS.
 */
describe("The scanner, walked with the AWS CLI", function () {
  this.timeout(240_000);
  const clock = new HeldClock(new Date());
  let on: ScannerOnRoad;
  let steps: ScannerStep[];
  let printed: string[];

  before(async function () {
    await requireProgram(this, "aws --version", "the AWS CLI");
    on = await scannerOnRoad(clock, { destinations: { soc } });
    steps = await scannerSteps(on);
    on.analyze();
    await on.events();
    on.sandbox.world.settings.analysisMilliseconds = halfAnHour;
    await on.follow();
  });
  after(() => on?.close());

  /** What is told within a minute, after which the scanner has nothing more to do. */
  const told = async () => {
    const began = clock.now().getTime();
    await on.pass(5);
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    await on.pass(55);
    assert.ok(clock.now().getTime() - began < halfAnHour);
    assert.equal(await on.waiting(on.road.scan), 0);
    return (await on.soc()).map(({ kind, resource, scan }) => ({ kind, resource, ...traceOf(scan) }));
  };

  it("whatever is opened is told with the call that opened it, seconds after it", async () => {
    printed = await type(
      on,
      steps.map(({ open }) => open),
    );
    const expected = steps.map(({ resource, calls: [call] }) => ({ kind: "opened", resource, call, isSoon: true }));
    assert.deepEqual(byResource(await told()), byResource(expected));
  });

  it("whatever is taken back is told as resolved, with the call that took it back", async () => {
    await type(
      on,
      steps.map(({ close }, index) => close(printed[index] ?? "")),
    );
    const expected = steps.map(({ resource, calls: [, call] }) => ({ kind: "resolved", resource, call, isSoon: true }));
    assert.deepEqual(byResource(await told()), byResource(expected));
  });
});

/** Without what CloudTrail puts behind Lambda's names. */
function traceOf(scan: unknown): { call?: string; isSoon: boolean } {
  const { call, at, analyzedAt } = (scan ?? {}) as { call?: string; at?: string; analyzedAt?: string }; // docs/events.md
  const isSoon = Date.parse(analyzedAt ?? "") - Date.parse(at ?? "") < 60_000;
  return { ...(call === undefined ? {} : { call: call.replace(/20\d{6}(v\d)?$/, "") }), isSoon };
}

function byResource<Told extends { resource?: unknown }>(all: readonly Told[]): Told[] {
  return [...all].sort((a, b) => (String(a.resource) < String(b.resource) ? -1 : 1));
}
