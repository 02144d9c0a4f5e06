import assert from "node:assert/strict";
import { showProgress } from "../../../scripts/terminal/progress";

const progress = { accounts: { entered: 350, total: 350 }, places: { read: 0, total: 5950 }, unreadable: 0 };

describe("the progress of a reading", () => {
  it("says nothing where a short reading is no terminal's, however much there is to read", () => {
    const written: string[] = [];
    const { show, end } = showProgress({ write: (text) => written.push(text) });
    for (let read = 0; read <= 5950; read++) show({ ...progress, places: { read, total: 5950 } });
    end();
    assert.deepEqual(written, []);
  });

  it("is a plain line every 15 seconds of a long one, also while nothing comes in", () => {
    const { setInterval } = globalThis;
    let tick: () => void = () => undefined;
    globalThis.setInterval = ((action: () => void, milliseconds: number) => {
      assert.equal(milliseconds, 15_000);
      tick = action;
      return setInterval(() => undefined, 1e9);
    }) as typeof setInterval; // What the progress calls of it.
    const written: string[] = [];
    try {
      const { show, end } = showProgress({ write: (text) => written.push(text) });
      tick();
      show({ ...progress, places: { read: 17, total: 5950 } });
      tick();
      tick();
      end();
    } finally {
      globalThis.setInterval = setInterval;
    }
    const line = "Reading the organization: 350 of 350 accounts entered, 17 of 5,950 Regions read\n";
    assert.deepEqual(written, [line, line]);
  });
});
