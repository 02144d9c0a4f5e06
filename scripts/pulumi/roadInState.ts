import { InputError } from "../../domain/errors";
import type { PulumiProject } from "./project";
import { exportState } from "./stacks";

/**
 * The findings road is deleted by a roll-out alone: whoever drops the stack without one would leave it behind, with roles that are gone.
 *
 * @param known names of the stacks that the backend has.
 * @throws InputError while the stack `security` holds it.
 */
export async function refuseWithRoad(project: PulumiProject, known: readonly string[], doing: string): Promise<void> {
  if (!known.includes("security")) return;
  const { resources } = await exportState(project, "security");
  if (!resources.some(({ type }) => type.startsWith("access-analyzer-org:findings:"))) return;
  throw new InputError(
    `The stack "security" holds the findings road, which would be left behind by ${doing}. Take notifications out of organization.yaml, run ` +
      `\`access-analyzer-org deploy\`, which deletes the road, and then go on.`,
  );
}
