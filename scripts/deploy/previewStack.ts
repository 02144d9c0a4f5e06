import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PlannedStack } from "../../domain/plan/plannedStacks";
import { blockedBy, initStack, judged, preview, stackFile, type PulumiProject } from "../pulumi";
import { leavingSteps } from "./leaving";
import { withoutCallers } from "./otherCaller";
import { replacementReason } from "./replacements";
import { reasonOf, type RunStackOptions } from "./runStack";
import type { StackOutcome } from "./stackOutcome";
import { withTemporaryFolder } from "../files/temporaryFolder";

/**
 * What rolling one stack out would do to what is really there. Writes neither into the backend nor into the project's folder: a stack that
 * does not exist is made in a backend of its own, which is taken away again. Never throws.
 */
export async function previewStack(
  stack: PlannedStack,
  {
    project,
    existing,
    config,
    signal,
    onEvent,
    policyPack,
  }: Pick<RunStackOptions, "project" | "existing" | "config" | "signal" | "onEvent" | "policyPack">,
): Promise<StackOutcome> {
  const begun = Date.now();
  const ended = <Rest>(rest: Rest) => ({ stack, seconds: (Date.now() - begun) / 1000, ...rest });
  try {
    return await withTemporaryFolder(async (folder) => {
      const apart = existing.has(stack.name) ? besideCopy(project, stack.name, folder) : await inOwnBackend(project, stack.name, folder);
      const result = await preview(apart, stack.name, { signal, onEvent, refresh: true, policyPack });
      const blocked = blockedBy(result);
      if (blocked !== undefined) return ended({ state: "failed" as const, reason: blocked, ...judged(result) });
      const replaced = replacementReason(result);
      if (replaced !== undefined) return ended({ state: "failed" as const, reason: replaced });
      if (!result.succeeded) return ended({ state: "failed" as const, reason: reasonOf(stack, result) });
      const { changes, steps } = leavingSteps(withoutCallers(result, stack, config, project.env ?? process.env));
      return ended({ state: "done" as const, changes, steps, ...judged(result) });
    });
  } catch (error) {
    return ended({ state: "failed" as const, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** The engine may write the file of the stack, even in a preview: it gets a copy. */
function besideCopy(project: PulumiProject, stack: string, configFolder: string): PulumiProject {
  const file = stackFile(project, stack);
  const copy = { ...project, configFolder };
  if (existsSync(file)) copyFileSync(file, stackFile(copy, stack));
  return copy;
}

async function inOwnBackend(project: PulumiProject, stack: string, folder: string): Promise<PulumiProject> {
  const backend = join(folder, "backend");
  mkdirSync(backend);
  const own = { PULUMI_BACKEND_URL: pathToFileURL(backend).href, PULUMI_CONFIG_PASSPHRASE: "preview" };
  const apart = { ...project, configFolder: folder, env: { ...(project.env ?? process.env), ...own } };
  await initStack(apart, stack);
  return apart;
}
