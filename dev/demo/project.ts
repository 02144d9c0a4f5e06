import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { bundledPack, placePolicyPack } from "../engine/policyPack";
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
  const config = join(folder, "organization.yaml");
  copyFileSync(configuration, config);
  return {
    folder,
    config: relative(rootFolder, config),
    env: { ...(await preparePulumi(folder)), ACCESS_ANALYZER_ORG_CONFIG: config },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * A home for Pulumi with the provider in it, and a state, both in this folder. Returns the environment that turns Pulumi there.
 *
 * @param plugin the vendor's `pulumi-resource-aws`, to use instead of ours.
 */
export async function preparePulumi(folder: string, plugin?: string): Promise<NodeJS.ProcessEnv> {
  const [home, state] = [join(folder, "pulumi-home"), join(folder, "state")];
  mkdirSync(state, { recursive: true });
  await placePolicyPack();
  await installProvider({ pulumiHome: home, ...(plugin === undefined ? {} : { plugin }) });
  return {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    // The stacks hold no secret; the local backend wants a passphrase all the same.
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ACCESS_ANALYZER_ORG_POLICY_PACK: bundledPack,
    // The sandbox's stack sets are done in milliseconds.
    AWS_PROVIDER_WAITING: "0.01",
  };
}
