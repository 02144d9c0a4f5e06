import type { Configuration } from "../configuration/configuration";
import { accountCoverage } from "./accountCoverage";
import { checkAgainstInventory } from "./checkAgainstInventory";
import { byPlace } from "./order";
import { compare } from "../lists";
import { organizationCoverage } from "./organizationCoverage";
import { scannerPlan } from "./scannerPlan";
import type { CoveragePlan } from "./types";
import type { Inventory } from "../inventory/inventory";

/**
 * The one list of accounts, Regions and analyzers that everything else derives from.
 *
 * Every enabled Region of every active account is, for each type that is planned, among the analyzers or left out with a reason. An
 * organization analyzer covers every account that has its Region enabled; who it does not reach has an exemption of its own.
 *
 * @param today YYYY-MM-DD, UTC: an exemption holds until the end of its day.
 *
 * @throws ConfigurationError when configuration and inventory do not speak of one organization.
 */
export function coveragePlan(config: Configuration, inventory: Inventory, today: string): CoveragePlan {
  const sorted: Inventory = { ...inventory, accounts: [...inventory.accounts].sort((a, b) => compare(a.id, b.id)) };
  checkAgainstInventory(config, sorted);
  const plans = [...sorted.accounts.map((account) => accountCoverage(config, account, today)), organizationCoverage(config, sorted, today)];
  const scanner = scannerPlan(config, sorted, today);
  return {
    analyzers: plans.flatMap(({ analyzers }) => analyzers).sort(byPlace),
    uncovered: plans.flatMap(({ uncovered }) => uncovered).sort(byPlace),
    ...(scanner === undefined ? {} : { scanner }),
  };
}
