import type { StoreKey, World } from "../../world/world";
import type { Stored } from "../storing/stored";
import type { Queue } from "./queues";

interface Watch {
  wakes: Set<() => void>;
  /** Calls off the timer of the message that is to be visible next. */
  cancel?: () => void;
}

/** By the queue's ARN, so that a queue that is made again is watched on. */
const key: StoreKey<Map<string, Watch>> = { name: "sqs watches", create: () => new Map() };

/** Calls `wake` whenever a message of the queue comes to be visible. The returned function ends it. */
export function watch(world: World, queueArn: string, wake: () => void): () => void {
  const watches = world.store(key);
  const watched = watches.get(queueArn) ?? { wakes: new Set() };
  watches.set(queueArn, watched);
  watched.wakes.add(wake);
  return () => void watched.wakes.delete(wake);
}

/** After messages have come: wakes whoever watches, if one of them is visible. */
export function wakeIfVisible(world: World, queue: Stored<Queue>): void {
  setTimer(world, queue);
  const now = world.clock.now();
  if (queue.settings.messages.some(({ visibleAt }) => visibleAt <= now)) wakeAll(world, queue);
}

/** After messages have been hidden for a while: wakes whoever watches when the first of them comes to be visible again. */
export function setTimer(world: World, queue: Stored<Queue>): void {
  const watched = world.store(key).get(queue.arn);
  if (!watched || watched.wakes.size === 0) return;
  watched.cancel?.();
  const now = world.clock.now().getTime();
  const next = queue.settings.messages
    .map(({ visibleAt }) => visibleAt.getTime())
    .filter((time) => time > now)
    .reduce((least, time) => Math.min(least, time), Infinity);
  watched.cancel = Number.isFinite(next) ? world.clock.after(next - now, () => wakeIfVisible(world, queue)) : undefined;
}

function wakeAll(world: World, { arn }: Stored<Queue>): void {
  for (const wake of [...(world.store(key).get(arn)?.wakes ?? [])]) wake();
}
