import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { InputError } from "../../domain/errors";
import { changedStacks, type PlannedProject } from "../../domain/plan/changedStacks";
import { plannedStacks } from "../../domain/plan/plannedStacks";
import { batches, stacksToPreview, type StacksToPreview } from "../../domain/plan/stacksToPreview";
import { inventoryFile } from "../files/inputFiles";
import type { FileOptions } from "../options";
import { planDifference, type PlanDifference } from "./difference";
import { previewedStacks, type PreviewedStack } from "./previewReports";

export interface ComparisonOptions extends FileOptions {
  changedFiles?: string;
  previews?: string;
}

/** What `plan --diff BASE --json` tells of the two plans. */
export interface Comparison extends PlanDifference {
  /** Stacks whose programs get something else. */
  stacks: string[];
  /** Which stacks to preview. Absent where nobody said which files differ. */
  preview?: StacksToPreview & {
    /** Names with commas between, for `deploy --preview --stacks`: one stack each, more where there are more stacks than a pipeline takes jobs. */
    jobs: string[];
  };
  /** What came of it. Absent where nobody said. */
  previewed?: PreviewedStack[];
}

/** GitHub takes 256 jobs of one matrix. */
const mostJobs = 250;

/** @throws InputError if the list of files, or the folder of reports, cannot be read. */
export function comparison(before: PlannedProject, after: PlannedProject, options: ComparisonOptions): Comparison {
  const stacks = changedStacks(before, after);
  const compared = { ...planDifference(before.plan, after.plan), stacks };
  if (options.changedFiles === undefined) return compared;
  const planned = plannedStacks(after.config, after.plan).map(({ name }) => name);
  const selected = stacksToPreview(stacks, planned, listIn(options.changedFiles), isPlanFile(options));
  const preview = { ...selected, jobs: batches(selected.stacks, mostJobs).map((names) => names.join(",")) };
  return {
    ...compared,
    preview,
    ...(options.previews === undefined ? {} : { previewed: previewedStacks(preview.stacks, options.previews) }),
  };
}

/** Git names files from the folder of the repository, which is where the command runs then. */
function isPlanFile(options: FileOptions): (file: string) => boolean {
  const files = new Set([resolve(options.config), resolve(inventoryFile(options))]);
  return (file) => files.has(resolve(file));
}

function listIn(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch (error) {
    throw new InputError(
      `--changed-files ${file}: cannot be read (${error instanceof Error ? error.message : String(error)}). Write it with "git diff --name-only".`,
    );
  }
}
