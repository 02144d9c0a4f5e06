import * as pulumi from "@pulumi/pulumi";
import { InputError } from "../domain/errors";
import { memberInputs } from "../domain/plan/memberInputs";
import { parseStackName, type StackRole } from "../domain/plan/stackName";
import { refuseInReview } from "../domain/review";
import { managementStack } from "./management";
import { memberStack } from "./member";
import type { StackOutputs } from "./outputs";
import { projectFiles, readProject, type Project } from "./project";
import { securityStack } from "./security";
import type { StackSettings } from "./settings";

export type { StackOutputs, StackSettings };

/**
 * The Pulumi program: rolls out the part of the organization that the selected stack's name says (`management`, `security` or
 * `member-<account id>`), from organization.yaml and inventory.json beside Pulumi.yaml.
 *
 * @example
 * // index.ts of a project of your own; what the function returns are the stack's outputs
 * import { run } from "access-analyzer-org/stacks";
 * export = run;
 *
 * @throws pulumi.RunError, shown as a sentence without a stack trace, if the stack's name or one of the two files is wrong.
 */
export function run(): StackOutputs {
  // Pulumi's SDK captures a stack trace for each promise, and maps its frames: a tenth of a small program's time. The frame that throws must do.
  Error.stackTraceLimit = 1;
  try {
    const role = parseStackName(pulumi.getStack());
    const project = readProject(projectFiles(pulumi.getRootDirectory(), process.env), new Date().toISOString().slice(0, 10));
    return rollOut(role, project, { env: process.env });
  } catch (error) {
    throw shown(error);
  }
}

/**
 * What Pulumi shows of an error: the sentence alone for bad input, the stack trace as well for anything unforeseen.
 *
 * The trace is part of the text and not the error's own: Pulumi colours an error's stack by util.inspect, which on Node 20 takes half a
 * minute and gigabytes for its own frames.
 */
function shown(error: unknown): pulumi.RunError {
  const text = error instanceof InputError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  const sentence = new pulumi.RunError(text);
  sentence.stack = undefined;
  return sentence;
}

/**
 * The same, from a project that was read already: for programs that hold their configuration elsewhere.
 *
 * @throws InputError in a review (ACCESS_ANALYZER_ORG_REVIEW) that is no preview.
 */
export function rollOut(role: StackRole, project: Project, settings: StackSettings): StackOutputs {
  if (!pulumi.runtime.isDryRun()) refuseInReview(settings.env);
  switch (role.kind) {
    case "management":
      return managementStack(project, settings);
    case "security":
      return securityStack(project, settings);
    case "member":
      return memberStack(memberInputs(role.account, project, settings.env));
  }
}
