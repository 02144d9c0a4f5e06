import type { World } from "../../world/world";
import { addPoint, type Place } from "./metrics";

export interface Datum {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  value: number;
  unit?: string;
  /** Default: now. */
  time?: Date;
}

/** Puts values of metrics into an account and Region, as a service does there. */
export function recordMetrics(world: World, place: Place, data: readonly Datum[]): void {
  for (const { namespace, name, dimensions, value, unit = "None", time = world.clock.now() } of data)
    addPoint(world, place, { namespace, name, dimensions }, { time, unit, count: 1, sum: value, minimum: value, maximum: value });
}
