import { setTimeout as sleep } from "node:timers/promises";
import { readAnalyzers } from "../../aws/analyzerReader";
import { Calls } from "../../aws/calls";
import { defaultConcurrency, enterAccount, readInventory, type ReadInventoryOptions } from "../../aws/inventoryReader";
import { auditCoverage, type Audit } from "../../domain/audit/audit";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId, Region } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { plural } from "../terminal/text";

export interface WaitForActiveOptions {
  config: Configuration;
  today: string;
  /** Who reads the accounts, and how. */
  reading: Pick<ReadInventoryOptions, "session" | "organization" | "role" | "ownAccount">;
  accounts: ReadonlySet<AccountId>;
  /** Milliseconds since the epoch. The organization is read once in any case. */
  deadline: number;
  /** A sentence for the person who watches. */
  say: (sentence: string) => void;
  signal: AbortSignal;
}

const pause = 3_000;

/**
 * The audit of the accounts that were rolled out, once no analyzer is CREATING any more, the deadline has come or `signal` was raised. The
 * accounts are read once; after that only Regions where an analyzer is still CREATING are looked at, since AWS throttles those who ask much.
 *
 * @throws ReadError when the organization cannot be listed, InterruptedError when `signal` was raised before it was.
 */
export async function waitForActive(options: WaitForActiveOptions): Promise<Audit> {
  const { config, today, reading, accounts, deadline, signal, say } = options;
  let live = await readInventory({ ...reading, accounts, withArchiveRules: true, signal });
  const calls = new Calls(defaultConcurrency, reading.session.settings, signal);
  for (let looks = 1; ; looks++) {
    const audit = auditCoverage(config, live, today, { accounts });
    const creating = audit.places.flatMap((place) =>
      place.state === "inactive" && place.status === "CREATING" && place.region !== undefined ? [{ ...place, region: place.region }] : [],
    );
    if (creating.length === 0 || signal.aborted || Date.now() + pause > deadline) return audit;
    if (looks === 1) say(`Waiting for ${plural(creating.length, "analyzer")} to become ACTIVE, ${until(deadline)}.`);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return audit;
    live = await lookAgain(live, creating, reading, calls).catch((error: unknown) => {
      if (signal.aborted) return live;
      throw error;
    });
  }
}

function until(deadline: number): string {
  return `until ${new Date(deadline).toISOString().slice(11, 19)} UTC at the latest`;
}

/** What was read, with these Regions as they are now. */
async function lookAgain(
  live: Inventory,
  regions: readonly { account: AccountId; region: Region }[],
  reading: WaitForActiveOptions["reading"],
  calls: Calls,
): Promise<Inventory> {
  const asked = new Map<AccountId, Set<Region>>();
  for (const { account, region } of regions) asked.set(account, (asked.get(account) ?? new Set()).add(region));
  const accounts = await Promise.all(
    live.accounts.map(async (account) => {
      const again = asked.get(account.id);
      if (again === undefined) return account;
      const inside = await enterAccount(reading, account.id, calls);
      const analyzers = await Promise.all(
        account.analyzers.map(async ({ region, found }) => {
          if (!again.has(region)) return { region, found };
          return { region, found: "read" in inside ? await readAnalyzers(inside.read, region, calls, { withArchiveRules: true }) : inside };
        }),
      );
      return { ...account, analyzers };
    }),
  );
  return { ...live, accounts };
}
