import type { Problem } from "./problems";
export function inconsistencies(_raw: unknown): Problem[] {
  return [];
}
