import type { AccountId, Region } from "../domain/identifiers";
import { isEnabled } from "../domain/inventory/inventory";
import type { Inventory, InventoryAccount, Readable } from "../domain/inventory/inventory";
import { readAnalyzers } from "./analyzerReader";
import { InterruptedError, describeError } from "./callErrors";
import { Calls } from "./calls";
import type { ListedOrganization, MemberFacts } from "./organizationReader";
import { readOrganization } from "./organizationReader";
import { readRegions } from "./regionReader";
import { readRolesRegions } from "./rolesRegionReader";
import { assumeRole } from "./sessions";
import type { Session } from "./sessions";

export interface ReadInventoryOptions {
  /** A principal of the management account or of a delegated administrator that may assume `role` in every account. */
  session: Session;
  /** The role to enter accounts by. */
  role: { path: string; name: string };
  /**
   * `assume` (default) enters the caller's own account by the role too, and reads AWS Organizations there: the caller then needs no
   * permission but sts:AssumeRole. `caller` uses the caller's own credentials for both.
   */
  ownAccount?: "assume" | "caller";
  /** With `assume`: the account whose role reads AWS Organizations, where it can be entered. Default: the caller's own. */
  organizationFrom?: AccountId;
  /** Reads AWS Organizations, and the account that it belongs to, as it is: where `session` may do nothing but assume roles that may not be there yet. */
  organization?: Session;
  /** Enter only these accounts; the others are listed as not entered. Default: every account. */
  accounts?: ReadonlySet<AccountId>;
  /** Reads the archive rules of external-access analyzers too. Default: false. */
  withArchiveRules?: boolean;
  /** How many calls may be under way at once. Default {@link defaultConcurrency}. */
  concurrency?: number;
  onProgress?: (progress: Progress) => void;
  /** Called once the organization is known and before any account is entered; what it throws ends the reading. */
  onOrganization?: (found: ListedOrganization) => void;
  /** Called for each account that was tried to enter, with the session in it: for what else is to be read there. */
  onEntered?: (account: AccountId, inside: Readable<Session>) => void;
  /** Raised to stop: the reading then ends with InterruptedError. */
  signal?: AbortSignal;
}

/** Counts only grow; `places` (account and Region) become known as accounts tell their Regions. */
export interface Progress {
  accounts: { entered: number; total: number };
  places: { read: number; total: number };
  unreadable: number;
}

/** Calls at once over all accounts and Regions: where more gain little (see bench/README.md). */
export const defaultConcurrency = 64;

/**
 * The live organization. Only accounts in state ACTIVE are entered. What cannot be read (denied, throttled to the end, no answer) is
 * recorded as unreadable, with the operation and the reason.
 *
 * @throws ReadError when the organization itself cannot be listed, InterruptedError when `signal` was raised.
 */
export async function readInventory(options: ReadInventoryOptions): Promise<Inventory> {
  const { session, accounts: wanted, concurrency = defaultConcurrency, withArchiveRules = false, onProgress, signal } = options;
  const isEntered = (account: MemberFacts) => isActive(account) && (wanted?.has(account.id) ?? true);
  const calls = new Calls(concurrency, session.settings, signal);
  const reader = options.organization ?? (await organizationReader(options, calls));
  const { organization, accounts } = await readOrganization(reader, calls);
  const managementReader = reader.account === organization.management ? reader : undefined;
  options.onOrganization?.({ organization, accounts });
  const progress: Progress = {
    accounts: { entered: 0, total: accounts.filter(isEntered).length },
    places: { read: 0, total: 0 },
    unreadable: 0,
  };
  const advance = (change: () => void) => {
    change();
    onProgress?.(structuredClone(progress));
  };
  let rolesRegions: Readable<Region[]> = { unreadable: "the management account was not entered" };
  const read = await Promise.all(accounts.map((account) => (isEntered(account) ? readAccount(account) : notEntered(account))));
  return { version: 1, organization: { ...organization, rolesRegions }, accounts: read };

  async function readAccount(account: MemberFacts): Promise<InventoryAccount> {
    const inside = await enterAccount(options, account.id, calls);
    options.onEntered?.(account.id, inside);
    const regions = await readRegions(account.id, inside, managementReader, calls);
    const enabled = "read" in regions ? regions.read.filter(isEnabled) : [];
    advance(() => {
      progress.accounts.entered++;
      progress.places.total += enabled.length;
      if ("unreadable" in regions) progress.unreadable++;
    });
    if (account.id === organization.management) {
      const readable = "read" in inside ? regions : inside;
      rolesRegions =
        "read" in inside && "read" in regions
          ? await readRolesRegions(
              inside.read,
              enabled.map(({ name }) => name),
              calls,
            )
          : { unreadable: "unreadable" in readable ? readable.unreadable : "" };
    }
    const analyzers = await Promise.all(
      enabled.map(async ({ name }) => {
        const found = "read" in inside ? await readAnalyzers(inside.read, name, calls, { withArchiveRules }) : inside;
        advance(() => {
          progress.places.read++;
          if ("unreadable" in found) progress.unreadable++;
        });
        return { region: name, found };
      }),
    );
    return { ...account, regions, analyzers };
  }
}

/** Where there is no such role (yet), the caller may still be allowed to read the organization itself. */
async function organizationReader(options: ReadInventoryOptions, calls: Calls): Promise<Session> {
  const { session, role, ownAccount = "assume", organizationFrom = session.account } = options;
  for (const account of ownAccount === "caller" ? [] : new Set([organizationFrom, session.account])) {
    const inside = await enterAccount({ session, role, ownAccount }, account, calls);
    if ("read" in inside) return inside.read;
  }
  return session;
}

function isActive(account: MemberFacts): boolean {
  return account.state === "ACTIVE";
}

function notEntered(account: MemberFacts): InventoryAccount {
  const why = isActive(account) ? "it was not asked for" : `the account is ${account.state}`;
  return { ...account, regions: { unreadable: `not entered: ${why}` }, analyzers: [] };
}

/** A session in an account. Its credentials are fetched at once, so that a role that cannot be assumed is tried and reported once. */
export async function enterAccount(
  { session, role, ownAccount = "assume", organization }: Pick<ReadInventoryOptions, "session" | "role" | "ownAccount" | "organization">,
  account: AccountId,
  calls: Calls,
): Promise<Readable<Session>> {
  if (account === organization?.account) return { read: organization };
  if (account === session.account && ownAccount === "caller") return { read: session };
  const inside = assumeRole(session, account, role);
  try {
    await calls.run(() => inside.credentials());
    return { read: inside };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    const reason = describeError(error);
    // AWS's own refusal names the role already.
    return { unreadable: reason.includes(inside.arn) ? `AssumeRole: ${reason}` : `AssumeRole of ${inside.arn}: ${reason}` };
  }
}
