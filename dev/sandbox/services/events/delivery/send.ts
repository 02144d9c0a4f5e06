import type { World } from "../../../world/world";
import { bury } from "./bury";
import { bring } from "./bring";
import type { Delivery } from "./delivery";
import { failureOf, type Failure } from "./failure";

/**
 * Sends an event to a target: soon, usually once and usually in order, as EventBridge does. What fails for good goes to the dead-letter
 * queue at once, anything else is tried again until the target's retry policy ends it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */
export function send(world: World, delivery: Delivery): void {
  const { account, region } = delivery.rule.bus;
  const { eventDeliveryMilliseconds: soon } = world.settings;
  const effects = world.faults.takeOnArrival({ service: "events", operation: "Deliver", account, region }).map(({ effect }) => effect);
  if (effects.some(({ kind }) => kind === "drop")) return;
  const copies = effects.reduce((sum, effect) => sum + (effect.kind === "duplicate" ? effect.copies : 0), 1);
  // What is held back is overtaken by what comes after it.
  const wait = effects.some(({ kind }) => kind === "reorder") ? soon * 20 : soon;
  const since = world.clock.now().getTime();
  for (let copy = 0; copy < copies; copy++) world.clock.after(wait, () => attempt(world, delivery, { retries: 0, since }));
}

interface Progress {
  retries: number;
  /** When it was tried first, in milliseconds. */
  since: number;
}

function attempt(world: World, delivery: Delivery, progress: Progress): void {
  const failed = (error: unknown) => afterFailure(world, delivery, progress, failureOf(error));
  try {
    void bring(world, delivery)?.catch(failed);
  } catch (error) {
    failed(error);
  }
}

function afterFailure(world: World, delivery: Delivery, { retries, since }: Progress, failure: Failure): void {
  const { MaximumRetryAttempts: mostRetries = 185, MaximumEventAgeInSeconds: oldest = 86_400 } = delivery.target.RetryPolicy ?? {};
  const wait = world.settings.eventRetryMilliseconds * 2 ** Math.min(retries, 6);
  const exhausted =
    retries >= mostRetries
      ? "MaximumRetryAttempts"
      : world.clock.now().getTime() + wait - since > oldest * 1000
        ? "MaximumEventAgeInSeconds"
        : undefined;
  if (failure.isFinal || exhausted) bury(world, delivery, failure, { retries, exhausted: failure.isFinal ? undefined : exhausted });
  else world.clock.after(wait, () => attempt(world, delivery, { retries: retries + 1, since }));
}
