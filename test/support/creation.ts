import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Run } from "./commandLine";
import { until } from "./processes";
import type { StacksWorld } from "./stacksWorld";

/** Calls `act` when the sandbox has created the next analyzer and before it answers, until it says that it did what it is for. */
export function onceCreated({ sandbox: { world } }: StacksWorld, act: () => boolean): () => boolean {
  const { clock, settings } = world;
  const after = clock.after.bind(clock);
  let hasActed = false;
  clock.after = (milliseconds, action) => {
    if (!hasActed && milliseconds === settings.creatingMilliseconds) hasActed = act();
    return after(milliseconds, action);
  };
  return () => hasActed;
}

const creationMilliseconds = 4_000;
/** Until then everything else of the stack is done and written down: a file backend does not survive a kill in the middle of a write. */
const quietMilliseconds = 2_500;

/** Waits until nothing is under way in this account but the creation of analyzers, which takes the sandbox a while from then on. */
export async function creating(
  { sandbox: { world } }: StacksWorld,
  account: string,
  ended: Promise<Run>,
  prepare: () => void = () => undefined,
): Promise<void> {
  let end: Run | undefined;
  void ended.then((run) => (end = run));
  const fault = world.faults.add({
    match: { service: "access-analyzer", operation: "CreateAnalyzer", account },
    effect: { kind: "latency", milliseconds: creationMilliseconds },
  });
  const { take } = world.faults;
  let isCreating = false;
  world.faults.take = (call) => {
    const hits = take(call);
    isCreating ||= hits.some(({ id }) => id === fault.id);
    return hits;
  };
  try {
    await until(() => isCreating || end || undefined, 240_000);
    prepare();
    assert.ok(isCreating, `the roll-out ended before: ${end?.stdout}\n${end?.stderr}`);
    await sleep(quietMilliseconds);
  } finally {
    world.faults.take = take;
    world.faults.remove(fault.id);
  }
}
