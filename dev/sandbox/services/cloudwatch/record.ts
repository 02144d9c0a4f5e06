import type { World } from "../../world/world";

export function recordMetrics(
  _world: World,
  _place: { account: string; region: string },
  _data: { namespace: string; name: string; dimensions: Record<string, string>; value: number; unit?: string; time?: Date }[],
): void {
  // not there yet
}
