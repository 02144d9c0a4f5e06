import assert from "node:assert/strict";
import { accountId } from "../../../domain/identifiers";
import type { PlannedStack } from "../../../domain/plan/plannedStacks";
import { within, withDeadline } from "../../../scripts/deploy/deadline";
import { remedyFor } from "../../../scripts/deploy/failures";
import type { RunStackOptions } from "../../../scripts/deploy/runStack";
import type { StackOutcome } from "../../../scripts/deploy/stackOutcome";
import type { StepEvent } from "../../../scripts/pulumi";

const account = accountId("333333333333");
const stack: PlannedStack = { name: `member-${account}`, role: { kind: "member", account }, account };
const done: StackOutcome = { stack, seconds: 1, state: "done", changes: {}, steps: [] };

describe("the deadline of a stack", () => {
  it("leaves a stack alone that ends in time", async () => {
    assert.deepEqual(
      await withDeadline(
        async () => Promise.resolve(done),
        () => 5,
      )(stack, options()),
      done,
    );
  });

  it("ends one that does not, and names what it waited for: neither what had ended, nor what holds it", async () => {
    const outcome = await withDeadline(
      (_, { signal, onEvent }) => {
        onEvent(step("started", "component", "access-analyzer-org:index:Analyzer"));
        onEvent(step("started", "stack", "pulumi:pulumi:Stack"));
        onEvent(step("started", "central"));
        onEvent(step("started", "west"));
        onEvent(step("done", "central"));
        return new Promise((resolve) =>
          signal.addEventListener("abort", () => {
            onEvent(step("failed", "west"));
            resolve({ stack, seconds: 1, state: "failed", reason: "interrupted" });
          }),
        );
      },
      () => 0.05,
    )(stack, options());
    assert.ok(outcome.state === "failed");
    assert.equal(outcome.reason, "It did not end within 0.05 seconds (--stack-timeout), and was ended. It was waiting for create west.");
    assert.match(remedyFor(outcome.reason), /--stack-timeout/);
  });

  it("gives up one that does not even end when it is interrupted", async () => {
    const outcome = await withDeadline(
      () => new Promise(() => undefined),
      () => 0.05,
      50,
    )(stack, options());
    assert.ok(outcome.state === "failed");
    assert.match(outcome.reason, /waiting for Pulumi\.$/);
  });

  it("does not claim what a person's interrupt ended", async () => {
    const interrupt = new AbortController();
    const running = withDeadline(
      (_, { signal }) =>
        new Promise((resolve) =>
          signal.addEventListener("abort", () => resolve({ stack, seconds: 0, state: "notStarted", reason: "interrupted" })),
        ),
      () => 60,
    )(stack, options(interrupt.signal));
    interrupt.abort();
    assert.deepEqual(await running, { stack, seconds: 0, state: "notStarted", reason: "interrupted" });
  });

  it("is there for single waits too", async () => {
    assert.equal(await within(5, "x", Promise.resolve(1)), 1);
    await assert.rejects(within(0.05, "The backend", new Promise(() => undefined)), /The backend did not answer within 0\.05 seconds/);
  });
});

function step(state: StepEvent["state"], name: string, type = "aws:accessanalyzer/analyzer:Analyzer"): StepEvent {
  return {
    kind: "step",
    phase: "update",
    state,
    urn: `urn::${name}`,
    type,
    name,
    op: "create",
    diff: [],
    replaces: [],
    isRetained: false,
    changesOutputs: false,
  };
}

/** What the deadline looks at, and nothing else. */
function options(signal = new AbortController().signal): RunStackOptions {
  return { signal, onEvent: () => undefined } as unknown as RunStackOptions;
}
