import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import type { Credentials } from "../iam/accessKeys";
import type { Clock } from "../world/clock";
import { worldOf, type World, type WorldState } from "../world/world";

/** A world, and how its sandbox is used. */
export interface Saveable {
  world: World;
  homeRegion: string;
  adminCredentials: Credentials;
}

/**
 * A world as bytes, of which {@link openWorld} makes the same world again: the organization, its accounts and all that the services keep. The log of
 * calls begins empty there.
 *
 * @throws Error where something would be lost: what is still to happen, a fault that is switched on, a process or whoever waits.
 */
export function saveWorld({ world, homeRegion, adminCredentials }: Saveable): Buffer {
  const pending = world.clock.pending();
  if (pending > 0) throw new Error(`The world cannot be saved: ${pending} things are still to happen in it`);
  if (world.faults.list().length > 0) throw new Error("The world cannot be saved: faults are switched on in it");
  const { partition, settings, organization, accounts, stores } = world;
  const state: WorldState = { partition, settings, organization, accounts, stores };
  for (const [name, kept] of stores) assertData(name, kept);
  return serialize({ state, homeRegion, adminCredentials });
}

/** @param saved what {@link saveWorld} has made, by the same version of the sandbox. */
export function openWorld(saved: Uint8Array, clock: Clock): Saveable {
  const { state, ...others } = deserialize(saved) as Omit<Saveable, "world"> & { state: WorldState }; // as it was saved
  return { world: worldOf(state, clock), ...others };
}

/** Functions and promises are refused by serialize itself; an object of a class would lose what makes it one. */
function assertData(name: string, kept: unknown): void {
  const refused = (cause?: unknown) => new Error(`The world cannot be saved: "${name}" holds what is not data`, { cause });
  let again: unknown;
  try {
    again = deserialize(serialize(kept));
  } catch (error) {
    throw refused(error);
  }
  if (!isDeepStrictEqual(again, kept)) throw refused();
}
