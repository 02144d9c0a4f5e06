import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { installProvider } from "../aws-provider/install";

export const rootFolder = join(__dirname, "..", "..");

/** A folder of its own inside the clone (ignored by git) for everything a run writes: configuration, inventory, state, credentials. */
export interface DemoProject {
  folder: string;
  /** Path of organization.yaml, relative to the clone. */
  config: string;
  /** What turns the product's own Pulumi project to this folder: state, plugins, files. Nothing of it is known to the product. */
  env: NodeJS.ProcessEnv;
  remove(): void;
}

/** @param configuration the organization.yaml to begin with; it is copied. */
export async function createProject(configuration = join(__dirname, "organization.yaml")): Promise<DemoProject> {
  const scratch = join(rootFolder, ".scratch");
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "demo-"));
  const [home, state, config] = [join(folder, "pulumi-home"), join(folder, "state"), join(folder, "organization.yaml")];
  mkdirSync(state);
  copyFileSync(configuration, config);
  await installProvider({ pulumiHome: home });
  return {
    folder,
    config: relative(rootFolder, config),
    env: {
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state}`,
      // The stacks hold no secret; the local backend wants a passphrase all the same.
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // The sandbox's stack sets are done in milliseconds.
      AWS_PROVIDER_WAITING: "0.01",
      ACCESS_ANALYZER_ORG_CONFIG: config,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
