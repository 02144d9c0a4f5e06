import type { OperationResult, RawState } from "../pulumi";
import { irreplaceable } from "./replacements";

/**
 * Whether a preview that has read what is live found nothing to create, change or take out: then the roll-out itself is spared. It proves
 * nothing about the resources' options, see {@link carriesOptions}.
 */
export function hasNothingToDo({ succeeded, steps, changes, changesOutputs }: OperationResult): boolean {
  return succeeded && steps.length === 0 && !changesOutputs && Object.keys(changes).every((op) => op === "same");
}

/**
 * Whether a state has the options that keep its resources from being deleted. What was imported gets them by the next `up` alone, and no
 * preview counts that as a change.
 */
export function carriesOptions({ deployment }: RawState): boolean {
  return (deployment.resources ?? []).every(({ type, retainOnDelete, deletedWith, protect }) => {
    if (type === "aws:accessanalyzer/analyzer:Analyzer") return retainOnDelete === true;
    if (type === "aws:accessanalyzer/archiveRule:ArchiveRule") return Boolean(deletedWith);
    if (type.startsWith("aws:kms/")) return retainOnDelete === true;
    return !irreplaceable.includes(type) || protect === true;
  });
}
