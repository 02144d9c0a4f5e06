import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../../domain/errors";
import { refuseInReview } from "../../domain/review";
import type { CredentialOptions, FileOptions, ManagementCredentialOptions } from "../options";
import { findEngine } from "./findEngine";
import type { PulumiProject } from "./project";

export interface ProjectOptions extends FileOptions, CredentialOptions, ManagementCredentialOptions {
  /** Where the files Pulumi.<stack>.yaml are kept. Default: beside Pulumi.yaml. */
  stackConfigDir?: string;
  /** Nothing is written: allowed in a review too. */
  preview?: boolean;
}

/**
 * The project in which a subcommand runs stacks: its programs read the same files as the subcommand, under the same credentials.
 *
 * @throws InputError if there is no Pulumi.yaml, or no engine; and in a review for what is no preview.
 */
export async function commandProject(options: ProjectOptions, inventory: string): Promise<PulumiProject> {
  if (options.preview !== true) refuseInReview(process.env);
  const folder = projectFolder(process.cwd());
  const engine = await findEngine();
  if (engine.kind === "none") throw new InputError(`${engine.why}\nNothing was changed.`);
  return {
    folder,
    engine,
    ...(options.stackConfigDir ? { configFolder: resolve(options.stackConfigDir) } : {}),
    env: {
      ...process.env,
      ACCESS_ANALYZER_ORG_CONFIG: resolve(options.config),
      ACCESS_ANALYZER_ORG_INVENTORY: resolve(inventory),
      ...(options.profile ? { ACCESS_ANALYZER_ORG_PROFILE: options.profile } : {}),
      ...(options.roleArn ? { ACCESS_ANALYZER_ORG_ROLE_ARN: options.roleArn } : {}),
      ...(options.managementProfile ? { ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: options.managementProfile } : {}),
      ...(options.managementRoleArn ? { ACCESS_ANALYZER_ORG_MANAGEMENT_ROLE_ARN: options.managementRoleArn } : {}),
    },
  };
}

/** As Pulumi does: the nearest folder upward that has a Pulumi.yaml. */
function projectFolder(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (dirname(folder) === folder)
      throw new InputError(
        `There is no Pulumi.yaml in ${from} or above it. Run this in the folder of the Pulumi project; nothing was changed.`,
      );
  }
}
