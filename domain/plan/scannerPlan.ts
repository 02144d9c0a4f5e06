import type { Configuration } from "../configuration/configuration";
import { hasScanner } from "../configuration/hasScanner";
import type { Region } from "../identifiers";
import { isEnabled, type Inventory, type InventoryAccount } from "../inventory/inventory";
import { compare } from "../lists";
import { partitions } from "../partitions";
import { rowsOf } from "../policyChanges/rows";
import { accountSettings } from "./accountSettings";
import { regionExcluded } from "./accountCoverage";
import { describeReason } from "./describeReason";
import type { ScannerPlace, ScannerPlan } from "./types";

/**
 * The accounts and Regions in which a rule follows changes of policies: enabled ones, from which events reach the bus at home, and in which the
 * delegated administrator can have a queue for dead letters. An exempt account has none, nor has the management account, which the roles'
 * StackSet does not reach.
 *
 * Calls of IAM are seen in the partition's global Region alone, and roles are scanned at home: they are followed there also where the Region is
 * otherwise left out. Elsewhere they are not followed.
 *
 * @param today YYYY-MM-DD, UTC.
 * @returns undefined where the scanner is on nowhere.
 */
export function scannerPlan(config: Configuration, inventory: Inventory, today: string): ScannerPlan | undefined {
  if (!hasScanner(config)) return undefined;
  const accounts = inventory.accounts
    .filter(({ id, state }) => id !== config.organization.management && state === "ACTIVE")
    .sort((a, b) => compare(a.id, b.id));
  const queues = regionsWithQueue(config, inventory);
  const plan: ScannerPlan = { places: [], undecided: [] };
  for (const account of accounts) {
    const { exempt, scanner, undecided } = accountSettings(config, account, today);
    if (exempt !== undefined || (!scanner.enabled && undecided.scanner === undefined)) continue;
    const reason = undecided.scanner ?? undecided.exempt ?? ("unreadable" in account.regions ? unreadable(account.regions) : undefined);
    if (reason !== undefined) plan.undecided.push({ account: account.id, reason });
    plan.places.push(...placesIn(config, account, queues));
  }
  return plan;
}

function unreadable({ unreadable: reason }: { unreadable: string }): string {
  return describeReason({ kind: "unreadable", reason });
}

/** Undefined where it is not known: then the delegated administrator's own stack says so. */
function regionsWithQueue({ organization }: Configuration, { accounts }: Inventory): ReadonlySet<Region> | undefined {
  const regions = accounts.find(({ id }) => id === organization.delegatedAdministrator)?.regions;
  return regions === undefined || "unreadable" in regions
    ? undefined
    : new Set(regions.read.flatMap((region) => (isEnabled(region) ? [region.name] : [])));
}

function placesIn(config: Configuration, { id, regions }: InventoryAccount, queues: ReadonlySet<Region> | undefined): ScannerPlace[] {
  if ("unreadable" in regions) return [];
  const { homeRegion, partition } = config.organization;
  const { crossRegionEvents, globalRegion } = partitions[partition];
  const { scanner } = config;
  const withoutForwarders = config.regions.forwarders.exclude.map(({ name }) => name);
  const names = regions.read.flatMap((region) => (isEnabled(region) ? [region] : []));
  return names
    .filter(({ name }) => queues?.has(name) !== false && (crossRegionEvents || name === homeRegion))
    .sort((a, b) => compare(a.name, b.name))
    .flatMap((region): ScannerPlace[] => {
      const { name } = region;
      const isWanted = scanner.regions === "enabled" || scanner.regions.includes(name);
      const isLeftOut = regionExcluded(config, region) !== undefined || withoutForwarders.includes(name);
      const isFollowed = (source: string) => (source === iam ? name === globalRegion : isWanted && !isLeftOut);
      const followed = rowsOf(scanner.resourceTypes).filter(({ source }) => isFollowed(source));
      return followed.length === 0 ? [] : [{ account: id, region: name, resourceTypes: followed.map(({ type }) => type) }];
    });
}

const iam = "aws.iam";
