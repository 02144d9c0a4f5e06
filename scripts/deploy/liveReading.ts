import { readInventory } from "../../aws/inventoryReader";
import { checkOrganization } from "../../aws/organizationCheck";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { showProgress } from "../terminal/progress";
import { readingBy, type Callers } from "./callers";
import type { Part } from "./part";

/**
 * The accounts that can be looked into before the roll-out; undefined for all. The management caller alone has its own, and before the first
 * roll-out nobody has more.
 */
export function enterable(
  { everythingElse }: Callers,
  only: Part | undefined,
  known: readonly string[],
  { organization }: Configuration,
): ReadonlySet<AccountId> | undefined {
  const hasRoles = everythingElse !== undefined && (only !== undefined || known.includes("management"));
  return hasRoles ? undefined : new Set([organization.management]);
}

/**
 * The live organization before the roll-out, with progress on standard error.
 *
 * @throws ConfigurationError when it is not the configuration's, ReadError when it cannot be listed, InterruptedError when `signal` was raised.
 */
export async function readForComparison(
  callers: Callers,
  config: Configuration,
  accounts: ReadonlySet<AccountId> | undefined,
  signal: AbortSignal,
): Promise<Inventory> {
  const progress = showProgress(process.stderr);
  return readInventory({
    ...readingBy(callers, config),
    ...(accounts === undefined ? {} : { accounts }),
    onOrganization: (found) => checkOrganization(config, found),
    onProgress: progress.show,
    signal,
  }).finally(progress.end);
}
