import type { FactState, Source } from "./fact";

/** Follows from the sources alone, in whatever order they came. */
export function stateOf(sources: readonly Source[]): FactState {
  const inSight = sources.filter(({ isDeleted, gone }) => !isDeleted && !gone);
  if (inSight.some(({ status }) => status === "ACTIVE")) return "open";
  if (inSight.some(({ status }) => status === "ARCHIVED")) return "archived";
  return sources.some(({ status }) => status === "RESOLVED") ? "resolved" : "gone";
}

/** Seconds, because events have no finer ones. */
export function compareTimes(a: string, b: string): number {
  return Math.floor(Date.parse(a) / 1000) - Math.floor(Date.parse(b) / 1000);
}
