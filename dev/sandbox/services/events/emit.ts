import type { StoreKey, World } from "../../world/world";

/** An event of an AWS service. */
export interface EmittedEvent {
  account: string;
  region: string;
  source: string;
  detailType: string;
  resources?: string[];
  detail: object;
  time?: Date;
}

const key: StoreKey<EmittedEvent[]> = { name: "emitted events", create: () => [] };

/** Puts an event of an AWS service on the account's default bus. */
export function emitEvent(world: World, event: EmittedEvent): void {
  world.store(key).push(event);
}

export function emittedEvents(world: World): EmittedEvent[] {
  return world.store(key);
}
