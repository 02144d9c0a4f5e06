import assert from "node:assert/strict";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { startSandbox } from "../../../dev/sandbox/server/server";
import { SystemClock } from "../../../dev/sandbox/world/clock";
import { sessionIn } from "../../support/sandboxClients";
import { deployFunction } from "../../support/sandboxFunction";

const minute = 60_000;

describe("the machine's clock, moved on", () => {
  it("does what falls due on the way, in its order and at its time, and the rest as much sooner", () => {
    const clock = new SystemClock();
    const began = clock.now().getTime();
    const done: [string, number][] = [];
    const does = (what: string) => () => void done.push([what, Math.round((clock.now().getTime() - began) / minute)]);
    clock.after(20 * minute, does("second"));
    clock.after(10 * minute, () => {
      does("first")();
      clock.after(15 * minute, does("third"));
    });
    clock.after(12 * minute, does("called off"))();
    clock.after(40 * minute, does("later"));
    clock.advance(30 * minute);
    const first = [
      ["first", 10],
      ["second", 20],
      ["third", 25],
    ];
    assert.deepEqual(done, first);
    assert.equal(Math.round((clock.now().getTime() - began) / minute), 30);
    assert.equal(clock.pending(), 1);
    clock.advance(10 * minute);
    assert.deepEqual(done, [...first, ["later", 40]]);
    clock.stop();
  });

  it("waits after it no longer than is left", async () => {
    const clock = new SystemClock();
    const done = new Promise<void>((resolve) => void clock.after(minute + 10, resolve));
    clock.advance(minute);
    const kept = setTimeout(() => undefined, minute); // the clock's own timers keep no process
    await done;
    clearTimeout(kept);
    assert.equal(clock.pending(), 0);
  });

  it("is moved by a request of the control plane, and is what functions see", async function () {
    this.timeout(20_000);
    const sandbox = await startSandbox();
    try {
      const credentials = await sessionIn(sandbox, "444444444444");
      await deployFunction(sandbox, credentials, "clock", "export const handler = async () => [Date.now(), new Date(), new Date(0)];");
      const lambda = new LambdaClient({ endpoint: sandbox.url, region: "eu-central-1", credentials, maxAttempts: 1 });
      const seen = async () => {
        const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "clock" }));
        const [now, date, given] = JSON.parse(Payload?.transformToString() ?? "") as [number, string, string];
        assert.equal(given, "1970-01-01T00:00:00.000Z");
        return [now, Date.parse(date)].map((time) => Math.round((time - Date.now()) / minute) + 0);
      };
      assert.deepEqual(await seen(), [0, 0]);
      const body = JSON.stringify({ advanceMilliseconds: 30 * minute });
      assert.equal((await fetch(`${sandbox.url}/_sandbox/clock`, { method: "POST", body })).status, 200);
      assert.deepEqual(await seen(), [30, 30]);
    } finally {
      await sandbox.close();
    }
  });
});
