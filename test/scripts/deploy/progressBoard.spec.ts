import assert from "node:assert/strict";
import { accountId } from "../../../domain/identifiers";
import type { PlannedStack } from "../../../domain/plan/plannedStacks";
import { ProgressBoard } from "../../../scripts/deploy/progressBoard";
import type { StepEvent } from "../../../scripts/pulumi";

const account = accountId("333333333333");
const stack: PlannedStack = { name: `member-${account}`, role: { kind: "member", account }, account };
const style = { colour: false, unicode: true, columns: 80 };
const step: StepEvent = {
  kind: "step",
  phase: "update",
  state: "done",
  urn: "",
  type: "",
  name: "a-b",
  op: "create",
  diff: [],
  replaces: [],
  isRetained: false,
  changesOutputs: false,
};

describe("the progress of a roll-out", () => {
  it("is plain lines where the output is no terminal: only what ended", () => {
    const { written, output } = recorder(false);
    const board = new ProgressBoard(output, style);
    board.doing(stack, "starting");
    board.event(stack, step);
    board.ended({ stack, seconds: 1.25, state: "done", changes: { create: 1 }, steps: [] });
    board.end();
    assert.equal(written.join(""), "✓ member-333333333333  1 created in 1.3 s\n");
  });

  it("counts unchanged stacks in plain lines, which come every 30 seconds with what is under way", () => {
    const { written, output } = recorder(false);
    const { setInterval } = globalThis;
    let tick: () => void = () => undefined;
    globalThis.setInterval = ((action: () => void, milliseconds: number) => {
      assert.equal(milliseconds, 30_000);
      tick = action;
      return setInterval(() => undefined, 1e9);
    }) as typeof setInterval; // What the board calls of it.
    try {
      const board = new ProgressBoard(output, style);
      board.ended({ stack, seconds: 1, state: "done", changes: { same: 3 }, steps: [] });
      tick();
      assert.deepEqual(written, []);
      board.doing(stack, "starting");
      board.event(stack, step);
      tick();
      assert.deepEqual(written, ["1 stack ended; under way: member-333333333333: create a-b (1 done)\n"]);
      board.end();
    } finally {
      globalThis.setInterval = setInterval;
    }
  });

  it("says of a preview what would be, never that it was done", () => {
    const { written, output } = recorder(false);
    new ProgressBoard(output, style, true).ended({ stack, seconds: 1, state: "done", changes: { create: 1 }, steps: [] });
    assert.equal(written.join(""), "✓ member-333333333333  would be: 1 created in 1.0 s\n");
  });

  it("rewrites one line on a terminal, within its width, and takes it away at the end", () => {
    const { written, output } = recorder(true);
    const board = new ProgressBoard(output, style);
    board.doing(stack, "starting");
    for (let count = 0; count < 3; count++) board.event(stack, { ...step, name: `a-very-long-name-${"x".repeat(100)}` });
    board.end();
    assert.ok(written.every((text) => text.replace("\r\u001b[K", "").length < 80));
    assert.ok(written.some((text) => text.startsWith("member-333333333333: create a-very")));
    assert.equal(written.at(-1), "\r\u001b[K");
  });

  it("tells the first line of a failure, without what would steer a terminal", () => {
    const { written, output } = recorder(false);
    new ProgressBoard(output, style).ended({ stack, seconds: 1, state: "failed", reason: "\nfirst \u001b[2J\nsecond" });
    assert.equal(written.join(""), "✗ member-333333333333  failed: first �[2J\n");
  });
});

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { written, output: { isTTY, columns: 80, write: (text: string) => written.push(text) } };
}
