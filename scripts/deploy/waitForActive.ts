import { setTimeout as sleep } from "node:timers/promises";
import { readInventory } from "../../aws/inventoryReader";
import type { Session } from "../../aws/sessions";
import { auditCoverage, totalsOf, type Audit } from "../../domain/audit/audit";
import { verdictOf } from "../../domain/audit/verdict";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import { auditRoleName } from "../../domain/names";

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
  // Our own audit role, whatever role served for the first look; in the management account its caller needs none.
  const role = { path: config.access.rolePath, name: auditRoleName };
  const live = await readInventory({
    session,
    accounts,
    signal,
    role,
    ownAccount: session.account === config.organization.management ? "caller" : "assume",
  });
  const audit = auditCoverage(config, live, today);
  const places = audit.places.filter(({ account }) => accounts.has(account));
  const totals = totalsOf(places);
  return { ...audit, accounts: audit.accounts.filter(({ id }) => accounts.has(id)), places, totals, verdict: verdictOf(totals, places) };
}
