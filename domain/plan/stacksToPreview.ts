export interface StacksToPreview {
  /** In the order of the roll-out. */
  stacks: string[];
  /** Files whose difference makes it every stack: programs, packages, settings, anything but the two files that the plan is made of. */
  otherFiles: string[];
  /** Of these, what judges a pull request: the pack, its settings and keys, the proof, and the pipeline. The base branch's are in force. */
  judges: string[];
}

/**
 * The stacks that a pull request has to preview: those that {@link changedStacks} names, and all of them where any file differs that is
 * neither configuration nor inventory, whatever it is.
 *
 * @param changed what {@link changedStacks} says.
 * @param planned every stack of the pull request's plan.
 * @param changedFiles every file that differs, as git names them.
 * @param isPlanFile whether it is the configuration or the inventory that were compared.
 */
export function stacksToPreview(
  changed: readonly string[],
  planned: readonly string[],
  changedFiles: readonly string[],
  isPlanFile: (file: string) => boolean,
): StacksToPreview {
  const otherFiles = changedFiles.filter((file) => !isPlanFile(file));
  const stacks = otherFiles.length === 0 ? [...changed] : [...new Set([...planned, ...changed])];
  return { stacks, otherFiles, judges: otherFiles.filter(isJudge) };
}

/**
 * At most `most` parts of about the same size, for pipelines that cannot have a job for each stack of a large organization. In the order
 * given.
 */
export function batches(stacks: readonly string[], most: number): string[][] {
  const size = Math.max(1, Math.ceil(stacks.length / most));
  return Array.from({ length: Math.ceil(stacks.length / size) }, (_, index) => stacks.slice(index * size, (index + 1) * size));
}

/** Git quotes names with unusual characters. */
function isJudge(file: string): boolean {
  return judges.some((pattern) => pattern.test(file.replace(/^"|"$/g, "")));
}

const judges = [
  // The pipeline, and who has to approve it.
  /^\.github\//,
  /^\.gitlab(\/|-ci)/,
  /(^|\/)CODEOWNERS$/,
  // The package brings the command and the pack.
  /(^|\/)(package(-lock)?\.json|npm-shrinkwrap\.json|\.npmrc)$/,
  // The pack's settings, a pack of one's own, keys, the proof.
  /(^|\/)policy-?pack[^/]*(\/|$)/i,
  /(^|\/)PulumiPolicy\.yaml$/,
  /\.pem$/,
  /(^|\/)coverage\.json(\.sig)?$/,
];
