import { coveragePlan } from "../../domain/plan/coveragePlan";
import type { Inventory } from "../../domain/inventory/inventory";
import type { Project } from "../../stacks/project";
import { configuration, inventory } from "./organization";

/** What a stack reads, from some YAML beside the organization and an inventory. */
export function projectOf(yaml = "", found: Inventory = inventory()): Project {
  const config = configuration(yaml);
  return { config, inventory: found, plan: coveragePlan(config, found, "2026-11-22") };
}
