import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import type { Configuration } from "../../domain/configuration/configuration";
import { accountId, region, type AccountId } from "../../domain/identifiers";
import type { AccountState, Inventory, InventoryAccount } from "../../domain/inventory/inventory";

export const management = accountId("111111111111");
export const delegatedAdministrator = accountId("222222222222");
export const member = accountId("333333333333");

/** A configuration with this beside the organization. */
export function configuration(yaml = ""): Configuration {
  return parseConfiguration(configurationText(yaml), "organization.yaml");
}

/** Its text. */
export function configurationText(yaml = ""): string {
  return `version: 1
organization: { management: "${management}", delegatedAdministrator: "${delegatedAdministrator}", homeRegion: eu-central-1 }
${yaml}`;
}

/** The management account, the delegated administrator and these members, with the given Regions each. */
export function inventory(members: AccountId[] = [member], regions = ["eu-central-1", "eu-west-1", "us-east-1"]): Inventory {
  return {
    version: 1,
    organization: { id: "o-exampleorgid", rootId: "r-root", management, delegatedAdministrators: { read: [] }, rolesRegions: { read: [] } },
    accounts: [management, delegatedAdministrator, ...members].sort().map((id) => account(id, regions)),
  };
}

export function account(id: AccountId, regions: string[], state: AccountState = "ACTIVE"): InventoryAccount {
  const names = [...regions].sort().map(region);
  return {
    id,
    name: `account-${id}`,
    state,
    ou: "",
    tags: { read: {} },
    regions: { read: names.map((name) => ({ name, optStatus: "ENABLED_BY_DEFAULT" })) },
    analyzers: names.map((name) => ({ region: name, found: { read: [] } })),
  };
}
