import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseConfiguration } from "../domain/configuration/parseConfiguration";
import type { Configuration } from "../domain/configuration/configuration";
import { coveragePlan } from "../domain/plan/coveragePlan";
import { type CoveragePlan } from "../domain/plan/types";
import { ConfigurationError, InventoryError } from "../domain/errors";
import type { Inventory } from "../domain/inventory/inventory";
import { parseInventory } from "../domain/inventory/parseInventory";

/** What every stack is computed from. */
export interface Project {
  config: Configuration;
  inventory: Inventory;
  plan: CoveragePlan;
}

export interface ProjectFiles {
  /** Path of organization.yaml. */
  config: string;
  /** Path of inventory.json. */
  inventory: string;
}

/**
 * Where the two files are: named by ACCESS_ANALYZER_ORG_CONFIG and ACCESS_ANALYZER_ORG_INVENTORY (relative to `root`), otherwise
 * organization.yaml in `root`, and inventory.json beside the configuration.
 */
export function projectFiles(root: string, env: NodeJS.ProcessEnv): ProjectFiles {
  const config = resolve(root, env.ACCESS_ANALYZER_ORG_CONFIG || "organization.yaml");
  const inventory = env.ACCESS_ANALYZER_ORG_INVENTORY;
  return { config, inventory: inventory ? resolve(root, inventory) : join(dirname(config), "inventory.json") };
}

/**
 * @param today YYYY-MM-DD, UTC.
 *
 * @throws InputError if a file is missing or wrong.
 */
export function readProject(files: ProjectFiles, today: string): Project {
  const config = parseConfiguration(read(files.config, ConfigurationError, missingConfiguration), files.config);
  const inventory = parseInventory(read(files.inventory, InventoryError, missingInventory), files.inventory);
  return { config, inventory, plan: coveragePlan(config, inventory, today) };
}

function read(file: string, InputProblem: new (message: string) => Error, missing: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputProblem(`${file} cannot be read (${reason}). ${missing}`);
  }
}

const missingConfiguration = "It says what coverage the organization wants: write it, or name another file by ACCESS_ANALYZER_ORG_CONFIG.";
const missingInventory =
  "It lists the accounts and their Regions: write it with `npx access-analyzer-org inventory`, or name another file by ACCESS_ANALYZER_ORG_INVENTORY.";
