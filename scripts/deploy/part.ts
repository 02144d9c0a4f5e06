import type { StackRole } from "../../domain/plan/stackName";

export const parts = ["management", "security", "members"] as const;
/** What `--only` can name: different people may hold the credentials. */
export type Part = (typeof parts)[number];

export function partOf(kind: StackRole["kind"]): Part {
  return kind === "member" ? "members" : kind;
}
