import type { World } from "../../world/world";

export interface Datum {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  value: number;
  unit?: string;
  time?: Date;
}

/** Puts values of metrics into an account and Region, as a service does there. */
export function recordMetrics(_world: World, _place: { account: string; region: string }, _data: readonly Datum[]): void {
  // Filled in by the next commit.
}
