import type { Configuration } from "../configuration/configuration";
import type { Inventory } from "../inventory/inventory";
import type { CoveragePlan } from "../plan/types";
import { ruleRegions } from "./roadRegions";
import type { RoadAnalyzer, RoadSettings } from "./settings";

/**
 * What the functions are told at their deployment. Equal for equal files, so that a deployment without a change changes nothing.
 *
 * @throws Error where there are no notifications: then there is no road.
 */
export function roadSettings(config: Configuration, inventory: Inventory, plan: CoveragePlan): RoadSettings {
  const { organization, access, notifications, findings } = config;
  if (notifications === undefined) throw new Error("There are no notifications, and so no functions that would have to know of them.");
  const { partition, management, delegatedAdministrator, homeRegion } = organization;
  return {
    partition,
    organization: inventory.organization.id,
    management,
    delegatedAdministrator,
    homeRegion,
    rolePath: access.rolePath,
    accounts: Object.fromEntries(
      inventory.accounts.map(({ id, name, ou, tags }) => [id, { name, ou, ...("read" in tags ? { tags: tags.read } : {}) }]),
    ),
    analyzers: sweptAnalyzers(config, plan),
    ruleRegions: ruleRegions(config, plan),
    notifications,
    withinOrganization: findings.withinOrganization,
  };
}

/**
 * The delegated administrator's analyzers, an other owner's that are kept included. What they say of its own account and what members' analyzers say
 * is access inside the organization as well: read only where that was asked for. No role of ours scans the management account.
 */
function sweptAnalyzers(config: Configuration, { analyzers }: CoveragePlan): RoadAnalyzer[] {
  const { partition, management, delegatedAdministrator } = config.organization;
  const isInsideWanted = config.findings.withinOrganization !== "ignore";
  return analyzers
    .filter(({ account, type }) => (type === "ACCOUNT" ? isInsideWanted && account !== management : account === delegatedAdministrator))
    .map(({ account, region, type, name }) => ({
      arn: `arn:${partition}:access-analyzer:${region}:${account}:analyzer/${name}`,
      account,
      region,
      type,
    }));
}
