import { seenCover } from "../audit/externalCover";
import { asPlanned } from "../audit/plannedGaps";
import type { Configuration } from "../configuration/configuration";
import { isEnabled, type Inventory } from "../inventory/inventory";
import type { CoveragePlan } from "../plan/types";
import type { Evidence } from "./cover";

/**
 * What the plan puts around a stack of our own: the roll-out that previews the stack brings the other stacks' analyzers too. What the
 * configuration leaves out with a reason is a decision that was made there.
 */
export function plannedEvidence(config: Configuration, inventory: Inventory, plan: CoveragePlan): Evidence[] {
  const planned = seenCover(asPlanned(inventory, plan), config.organization.delegatedAdministrator, () => true);
  const leftOut = new Map<string, Set<string>>();
  for (const { account, region, reason } of plan.uncovered) {
    if (reason.kind !== "exempt" && reason.kind !== "regionExcluded") continue;
    const regions = inventory.accounts.find(({ id }) => id === account)?.regions;
    const all = regions !== undefined && "read" in regions ? regions.read.filter(isEnabled).map(({ name }) => name) : [];
    leftOut.set(account, new Set([...(leftOut.get(account) ?? []), ...(region === undefined ? all : [region])]));
  }
  return [
    { state: "none by the plan", covered: coveredBy(planned) },
    { state: "no exemption for it in organization.yaml", covered: leftOut, note: leftOutNote },
  ];
}

/** Accounts and their Regions, as evidence has them. */
export function coveredBy(accounts: Readonly<Record<string, readonly string[]>>): Evidence["covered"] {
  return new Map(Object.entries(accounts).map(([account, regions]) => [account, new Set(regions)]));
}

const leftOutNote =
  "Resources of this stack are in places that organization.yaml leaves out, for the reasons that `access-analyzer-org plan` shows.";
