import type { Configuration } from "../domain/configuration/configuration";
import type { Inventory } from "../domain/inventory/inventory";
import { auditRoleName } from "../domain/names";
import type { CallSettings } from "./clients";
import { readInventory } from "./inventoryReader";
import type { ReadInventoryOptions } from "./inventoryReader";
import { checkOrganization } from "./organizationCheck";
import { openSession, parseRoleName } from "./sessions";
import type { CredentialSource } from "./sessions";

export interface LiveOrganizationOptions extends Pick<
  ReadInventoryOptions,
  "concurrency" | "withArchiveRules" | "onProgress" | "onEntered" | "signal"
> {
  /** organization.yaml: says which organization is meant, and by which role its accounts are entered. */
  configuration: Configuration;
  /** Default: the usual AWS chain. */
  credentials?: CredentialSource;
  /**
   * A role that every account has already, with path if it has one, for the time before our roles exist: for example
   * OrganizationAccountAccessRole. The caller's own account is then read with the caller's credentials. Default: `access.readRole` of the
   * configuration, or else the product's audit role.
   */
  roleName?: string;
  /** Timeouts and attempts. */
  calls?: CallSettings;
}

/**
 * The live organization; before any account is entered it is checked to be the one that the configuration speaks of.
 *
 * @throws InputError when configuration or credentials do not fit the organization, ReadError when it cannot be listed at all.
 */
export async function readLiveOrganization({
  configuration,
  credentials = {},
  roleName,
  calls,
  ...reading
}: LiveOrganizationOptions): Promise<Inventory> {
  const { delegatedAdministrator, homeRegion } = configuration.organization;
  const session = await openSession(credentials, homeRegion, calls, reading.signal);
  return readInventory({
    session,
    ...entrance(configuration, roleName),
    organizationFrom: delegatedAdministrator,
    onOrganization: (found) => checkOrganization(configuration, found),
    ...reading,
  });
}

/** By which role accounts are entered, and whether the caller's own account is as well. */
export function entrance(configuration: Configuration, roleName?: string): Pick<ReadInventoryOptions, "role" | "ownAccount"> {
  const existing = roleName ?? configuration.access.readRole;
  if (existing !== undefined) return { role: parseRoleName(existing), ownAccount: "caller" };
  return { role: { path: configuration.access.rolePath, name: auditRoleName }, ownAccount: "assume" };
}
