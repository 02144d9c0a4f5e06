import { setTimeout as sleep } from "node:timers/promises";
import { entrance } from "../../aws/liveOrganization";
import { readInventory } from "../../aws/inventoryReader";
import type { ReadInventoryOptions } from "../../aws/inventoryReader";
import type { Session } from "../../aws/sessions";
import { auditCoverage, totalsOf, type Audit } from "../../domain/audit";
import { verdictOf } from "../../domain/auditVerdict";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";

export interface WaitForActiveOptions {
  config: Configuration;
  today: string;
  /** Reads the accounts: the delegated administrator's caller, or for the management account alone the management caller. */
  session: Session;
  accounts: ReadonlySet<AccountId>;
  /** Milliseconds since the epoch. The organization is read once in any case. */
  deadline: number;
  signal: AbortSignal;
}

const pause = 3_000;

/** The audit of the accounts that were rolled out, once no analyzer is CREATING any more or the deadline has come. */
export async function waitForActive(options: WaitForActiveOptions): Promise<Audit> {
  for (;;) {
    const audit = await auditAccounts(options);
    const isCreating = audit.places.some((place) => place.state === "inactive" && place.status === "CREATING");
    if (!isCreating || Date.now() + pause > options.deadline) return audit;
    await sleep(pause, undefined, { signal: options.signal });
  }
}

async function auditAccounts({ config, today, session, accounts, signal }: WaitForActiveOptions): Promise<Audit> {
  const isManagementAlone = session.account === config.organization.management;
  const entering: Pick<ReadInventoryOptions, "role" | "ownAccount"> = { ...entrance(withoutReadRole(config)), ...(isManagementAlone ? { ownAccount: "caller" } : {}) };
  const live = await readInventory({ session, accounts, signal, ...entering });
  const audit = auditCoverage(config, live, today);
  const places = audit.places.filter(({ account }) => accounts.has(account));
  const totals = totalsOf(places);
  return { ...audit, accounts: audit.accounts.filter(({ id }) => accounts.has(id)), places, totals, verdict: verdictOf(totals, places) };
}

/** After a roll-out our own audit role is there, whatever role served for the first look. */
function withoutReadRole(config: Configuration): Configuration {
  const { readRole: _, ...access } = config.access;
  return { ...config, access };
}
