import { readFileSync } from "node:fs";
import type * as parseConfigurationModule from "../domain/configuration/parseConfiguration";
import type { Configuration } from "../domain/configuration/configuration";
import type { Inventory } from "../domain/inventory/inventory";
import type * as parseInventoryModule from "../domain/inventory/parseInventory";
import type * as coveragePlanModule from "../domain/plan/coveragePlan";
import { rolesStackSetName } from "../domain/names";
import type { CoveragePlan } from "../domain/plan/types";
import type * as plannedEvidenceModule from "../domain/requiredCover/plannedEvidence";
import type { Evidence } from "../domain/requiredCover/cover";
import type { StackResource } from "../domain/stackResource";

/** Where the plan is written. Absolute paths: a pack runs in its own folder and cannot see the project's. */
export interface PlanFiles {
  configuration: string;
  inventory: string;
}

export interface ReadPlan {
  config: Configuration;
  inventory: Inventory;
  plan: CoveragePlan;
}

const read = new Map<string, ReadPlan>();

/**
 * The plan in two files, read once.
 *
 * @throws what is wrong with them, as a sentence.
 */
export function readPlan({ configuration, inventory: inventoryFile }: PlanFiles, today: string): ReadPlan {
  const key = [configuration, inventoryFile, today].join("\n");
  const known = read.get(key);
  if (known !== undefined) return known;
  // Loaded only now: most stacks that the pack sees have no plan, and its start must not pay for the parsers.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { parseConfiguration }: typeof parseConfigurationModule = require("../domain/configuration/parseConfiguration");
  const { parseInventory }: typeof parseInventoryModule = require("../domain/inventory/parseInventory");
  const { coveragePlan }: typeof coveragePlanModule = require("../domain/plan/coveragePlan");
  /* eslint-enable */
  const config = parseConfiguration(readFileSync(configuration, "utf8"), configuration);
  const inventory = parseInventory(readFileSync(inventoryFile, "utf8"), inventoryFile);
  const plan = { config, inventory, plan: coveragePlan(config, inventory, today) };
  read.set(key, plan);
  return plan;
}

/** What analyzer-required goes by in a stack of our own. A plan that cannot be read is no evidence; plan-complete blocks then. */
export function planEvidence(files: PlanFiles, today: string): Evidence[] {
  try {
    const { config, inventory, plan } = readPlan(files, today);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
    const { plannedEvidence }: typeof plannedEvidenceModule = require("../domain/requiredCover/plannedEvidence");
    return plannedEvidence(config, inventory, plan);
  } catch (error) {
    return [{ state: `the plan cannot be read: ${error instanceof Error ? error.message : String(error)}`, covered: new Map() }];
  }
}

/** What brings our roles into the members. Whether they are watched is a matter of the plan. */
export function isRolesStackSet({ type, inputs }: StackResource): boolean {
  return /^aws:cloudformation\/stackSet/.test(type) && [inputs?.["name"], inputs?.["stackSetName"]].includes(rolesStackSetName);
}
