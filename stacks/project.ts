import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { AnalyzerType } from "../domain/analyzer";
import { parseConfiguration } from "../domain/configuration/parseConfiguration";
import type { Configuration } from "../domain/configuration/configuration";
import { coveragePlan } from "../domain/plan/coveragePlan";
import { describeReason } from "../domain/plan/describeReason";
import { type CoveragePlan } from "../domain/plan/types";
import { ConfigurationError, InventoryError } from "../domain/errors";
import type { AccountId } from "../domain/identifiers";
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

/**
 * A plan that has nothing for an account because nothing is known of it must not empty the account's stack.
 *
 * @throws InventoryError with what is not known, and what to do.
 */
export function refuseUndecided(account: AccountId, { config, inventory, plan }: Project): void {
  const kept = "Nothing was changed: what the stack holds stays in AWS and in the state.";
  const forget = `To drop the stack without touching AWS, run \`npx access-analyzer-org forget ${account}\`.`;
  if (!inventory.accounts.some(({ id }) => id === account)) {
    throw new InventoryError(
      `Account ${account} is not in the inventory: it left the organization, its id is mistyped, or inventory.json is older than the account. ${kept} ` +
        `Write the inventory again with \`npx access-analyzer-org inventory\`. ${forget}`,
    );
  }
  const owns = (type: AnalyzerType) => type === "ACCOUNT" || account === config.organization.delegatedAdministrator;
  // Where anything is planned it goes on; what is undecided stays in AWS as it is.
  const { management, delegatedAdministrator } = config.organization;
  const isEmpty = account !== management && account !== delegatedAdministrator && !plan.analyzers.some((spec) => spec.account === account);
  const unknown = plan.uncovered.find(
    ({ account: where, type, reason: { kind } }) =>
      where === account && owns(type) && (kind === "accountState" || kind === "unreadable" || (kind === "undecided" && isEmpty)),
  );
  if (unknown === undefined) return;
  const remedy =
    unknown.reason.kind === "accountState"
      ? forget
      : unknown.reason.kind === "undecided"
        ? "Say it for the account itself, or write the inventory again with credentials that can read tags."
        : "Write the inventory again with credentials that can read the account: `npx access-analyzer-org inventory`.";
  throw new InventoryError(`What account ${account} is to have is not known: ${describeReason(unknown.reason)}. ${kept} ${remedy}`);
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
