import type { World } from "../../world/world";
import { heardDefaultBus } from "./buses";
import { eventOf, type EmittedEvent } from "./event";
import { arrive } from "./arrive";

/** Puts an event of an AWS service on the account's default bus there. */
export function emitEvent(world: World, event: EmittedEvent): void {
  const bus = heardDefaultBus(world, event);
  if (bus) arrive(world, bus, eventOf(world, event));
}

/** Whether anybody listens there. Who asks first need not make an event that nobody hears. */
export function isHeard(world: World, place: { account: string; region: string }): boolean {
  return heardDefaultBus(world, place) !== undefined;
}
