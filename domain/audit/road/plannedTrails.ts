import type { Configuration } from "../../configuration/configuration";
import { managementWatchRegions, watchRegions } from "../../findings/roadRegions";
import type { AccountId, Region } from "../../identifiers";
import type { Inventory } from "../../inventory/inventory";
import type { CoveragePlan } from "../../plan/types";
import { rowsOf } from "../../policyChanges/rows";
import type { PlannedPart } from "./found";
import { logsCalls, logsKmsCalls, trailPart } from "./trailLog";

/** Wherever a rule waits for calls that CloudTrail saw, a trail has to log them: those of the watch, and those of the scanner. */
export function plannedTrails(config: Configuration, plan: CoveragePlan, inventory: Inventory): PlannedPart[] {
  const { delegatedAdministrator, management } = config.organization;
  const needed = new Map<string, { account: AccountId; region: Region; hasKms: boolean }>();
  const need = (account: AccountId, region: Region, hasKms: boolean) => {
    const key = `${account} ${region}`;
    needed.set(key, { account, region, hasKms: hasKms || needed.get(key)?.hasKms === true });
  };
  // The road has keys.
  for (const region of watchRegions(config, inventory, plan)) need(delegatedAdministrator, region, true);
  for (const region of managementWatchRegions(config, inventory, plan)) need(management, region, true);
  for (const { account, region, resourceTypes } of plan.scanner?.places ?? [])
    need(
      account,
      region,
      rowsOf(resourceTypes).some(({ source }) => source === "aws.kms"),
    );
  return [...needed.values()].map(({ account, region, hasKms }) => ({
    ...{ kind: "trail", name: trailPart, region },
    ...(account === delegatedAdministrator ? {} : { account }),
    facts: { [logsCalls]: "on", ...(hasKms ? { [logsKmsCalls]: "on" } : {}) },
  }));
}
