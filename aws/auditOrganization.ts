import type { AccountId } from "../domain/identifiers";
import type { Inventory, Readable } from "../domain/inventory/inventory";
import { auditCoverage } from "../domain/audit/audit";
import type { Audit } from "../domain/audit/audit";
import type { FoundKeys } from "../domain/audit/leftKeys";
import type { FoundRoad } from "../domain/audit/road/found";
import type { Configuration } from "../domain/configuration/configuration";
import { coveragePlan } from "../domain/plan/coveragePlan";
import { Calls } from "./calls";
import type * as findingsRoadReader from "./findingsRoad/readFindingsRoad";
import type * as leftKeysReader from "./findingsRoad/readLeftKeys";
import { defaultConcurrency } from "./inventoryReader";
import { readLiveOrganization } from "./liveOrganization";
import type { LiveOrganizationOptions } from "./liveOrganization";
import { readRoles } from "./rolesReader";
import type { Session } from "./sessions";

export type { Audit } from "../domain/audit/audit";
export type { AuditedPlace, Coverer, PlaceState } from "../domain/audit/place";
export type { HidingRule } from "../domain/audit/archiveRules";
export type { AuditedRoles, RolesState } from "../domain/audit/auditRoles";
export type { AuditedRoadPart, RoadState } from "../domain/audit/road/auditRoad";
export type { RolesInstance } from "../domain/audit/foundRoles";
export type { AuditNote } from "../domain/audit/notes";
export type { AuditVerdict } from "../domain/audit/verdict";
export type { Configuration } from "../domain/configuration/configuration";
export { parseConfiguration } from "../domain/configuration/parseConfiguration";
export { ConfigurationError, InputError } from "../domain/errors";
export { CredentialsError, InterruptedError, ReadError } from "./callErrors";
export type { CallSettings } from "./clients";
export type { Progress } from "./inventoryReader";
export type { CredentialSource } from "./sessions";

export interface AuditOptions extends Omit<LiveOrganizationOptions, "withArchiveRules"> {
  /** YYYY-MM-DD, UTC: exemptions that end before it are over. Default: today. */
  today?: string;
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
  const { today = new Date().toISOString().slice(0, 10), ...reading } = options;
  const sessions = new Map<AccountId, Readable<Session>>();
  const live = await readLiveOrganization({
    ...reading,
    withArchiveRules: true,
    onEntered(account, inside) {
      sessions.set(account, inside);
      reading.onEntered?.(account, inside);
    },
  });
  const calls = new Calls(reading.concurrency ?? defaultConcurrency, reading.calls, reading.signal);
  const [foundRoles, foundRoad, foundKeys] = await Promise.all([
    readRoles(reading.configuration, live, sessions, calls),
    readRoad(reading.configuration, live, today, sessions, calls),
    readKeys(reading.configuration, live, today, sessions, calls),
  ]);
  return auditCoverage(reading.configuration, live, today, { foundRoles, ...(foundRoad === undefined ? {} : { foundRoad }), foundKeys });
}

/** Its clients are loaded only where there is a road. */
async function readRoad(
  configuration: Configuration,
  live: Inventory,
  today: string,
  sessions: ReadonlyMap<AccountId, Readable<Session>>,
  calls: Calls,
): Promise<FoundRoad | undefined> {
  if (configuration.notifications === undefined) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { readFindingsRoad }: typeof findingsRoadReader = require("./findingsRoad/readFindingsRoad");
  return readFindingsRoad(configuration, coveragePlan(configuration, live, today), live, sessions, calls);
}

/** Also where there is no road any more. Its client is loaded only now: not everything that audits looks for keys. */
function readKeys(
  configuration: Configuration,
  live: Inventory,
  today: string,
  sessions: ReadonlyMap<AccountId, Readable<Session>>,
  calls: Calls,
): Promise<FoundKeys[]> {
  const { delegatedAdministrator } = configuration.organization;
  const session = sessions.get(delegatedAdministrator) ?? { unreadable: `account ${delegatedAdministrator} was not entered` };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { readLeftKeys }: typeof leftKeysReader = require("./findingsRoad/readLeftKeys");
  return readLeftKeys(configuration, coveragePlan(configuration, live, today), session, calls);
}
