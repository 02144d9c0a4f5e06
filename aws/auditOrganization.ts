import { auditCoverage } from "../domain/audit";
import type { Audit } from "../domain/audit";
import type { Configuration } from "../domain/configuration/configuration";
import { auditRoleName } from "../domain/roles";
import type { CallSettings } from "./clients";
import { readInventory } from "./inventoryReader";
import type { ReadInventoryOptions } from "./inventoryReader";
import { checkOrganization } from "./organizationCheck";
import { openSession, parseRoleName } from "./sessions";
import type { CredentialSource } from "./sessions";

export type { Audit, AuditedPlace, Coverer, PlaceState } from "../domain/audit";
export type { AuditNote } from "../domain/auditNotes";
export type { AuditVerdict } from "../domain/auditVerdict";
export type { Configuration } from "../domain/configuration/configuration";
export { parseConfiguration } from "../domain/configuration/parseConfiguration";
export { ConfigurationError, InputError } from "../domain/errors";
export { CredentialsError, InterruptedError, ReadError } from "./callErrors";
export type { CallSettings } from "./clients";
export type { Progress } from "./inventoryReader";
export type { CredentialSource } from "./sessions";

export interface AuditOptions extends Pick<ReadInventoryOptions, "concurrency" | "onProgress" | "signal"> {
  /** organization.yaml, see {@link parseConfiguration}. */
  configuration: Configuration;
  /** Default: the usual AWS chain. */
  credentials?: CredentialSource;
  /**
   * A role that every account has already, with path if it has one, for the time before our roles exist: for example
   * OrganizationAccountAccessRole. The caller's own account is then read with the caller's credentials. Default: `access.readRole` of the
   * configuration, or else the product's audit role.
   */
  roleName?: string;
  /** YYYY-MM-DD, UTC: exemptions that end before it are over. Default: today. */
  today?: string;
  /** Timeouts and attempts. */
  calls?: CallSettings;
}

/**
 * Reads the live organization and compares it with its coverage plan. Reads only.
 *
 * @example
 * const audit = await auditOrganization({ configuration: parseConfiguration(text, "organization.yaml") });
 * for (const place of audit.places) if (place.state === "missing") console.log(place.account, place.region, place.type);
 *
 * @throws InputError when configuration or credentials do not fit the organization, ReadError when it cannot be listed at all.
 */
export async function auditOrganization(options: AuditOptions): Promise<Audit> {
  const { configuration, today = new Date().toISOString().slice(0, 10) } = options;
  const live = await readLiveOrganization(options);
  return auditCoverage(configuration, live, today);
}

/** The live organization, after a check that it is the one the configuration speaks of. */
export async function readLiveOrganization({ configuration, credentials = {}, roleName, calls, ...reading }: Omit<AuditOptions, "today">) {
  const session = await openSession(credentials, configuration.organization.homeRegion, calls);
  const live = await readInventory({ session, ...entrance(configuration, roleName), ...reading });
  checkOrganization(configuration, live);
  return live;
}

/** By which role accounts are entered, and whether the caller's own account is as well. */
export function entrance(configuration: Configuration, roleName?: string): Pick<ReadInventoryOptions, "role" | "ownAccount"> {
  const existing = roleName ?? configuration.access.readRole;
  if (existing !== undefined) return { role: parseRoleName(existing), ownAccount: "caller" };
  return { role: { path: configuration.access.rolePath, name: auditRoleName }, ownAccount: "assume" };
}
