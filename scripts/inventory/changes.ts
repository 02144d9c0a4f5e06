import { isDeepStrictEqual } from "node:util";
import type { Inventory, InventoryAccount, Readable } from "../../domain/inventory/inventory";
import { listed } from "../terminal/text";

/** What changed since the inventory was written last, in words. Equal changes of several accounts are one line. */
export function inventoryChanges(before: Inventory, now: Inventory): string[] {
  const changes: string[] = [];
  const grouped = new Map<string, string[]>();
  const old = new Map(before.accounts.map((account) => [account.id, account]));
  const current = new Set(now.accounts.map(({ id }) => id));
  if (before.organization.id !== now.organization.id)
    changes.push(`another organization: ${now.organization.id}, it was ${before.organization.id}`);
  if (!isDeepStrictEqual(before.organization.delegatedAdministrators, now.organization.delegatedAdministrators))
    changes.push(delegationChange(before, now));
  if (!isDeepStrictEqual(before.organization.rolesRegions, now.organization.rolesRegions))
    changes.push(rolesRegionsChange(before.organization.rolesRegions, now.organization.rolesRegions));
  for (const account of now.accounts) {
    const was = old.get(account.id);
    if (was === undefined)
      changes.push(
        `new account ${nameOf(account)}${account.ou === "" ? "" : ` in ${account.ou}`}${account.state === "ACTIVE" ? "" : `, ${account.state}`}`,
      );
    else for (const change of accountChanges(was, account)) grouped.set(change, [...(grouped.get(change) ?? []), nameOf(account)]);
  }
  for (const account of before.accounts)
    if (!current.has(account.id)) changes.push(`account ${nameOf(account)} is no longer in the organization`);
  return [...changes, ...[...grouped].map(([change, accounts]) => `${change} in ${listed(accounts, 6)}`)];
}

function nameOf({ id, name }: InventoryAccount): string {
  return `${id} ${name}`;
}

function accountChanges(was: InventoryAccount, is: InventoryAccount): string[] {
  return [
    ...(was.name === is.name ? [] : [`name "${was.name}" became "${is.name}"`]),
    ...(was.state === is.state ? [] : [`state ${was.state} became ${is.state}`]),
    ...(was.ou === is.ou ? [] : [`organizational unit "${was.ou}" became "${is.ou}"`]),
    ...(isDeepStrictEqual(was.tags, is.tags) ? [] : [readabilityChange("tags", was.tags, is.tags) ?? "tags changed"]),
    ...regionChanges(was, is),
    ...analyzerChanges(was, is),
  ];
}

function regionChanges(was: InventoryAccount, is: InventoryAccount): string[] {
  if ("unreadable" in was.regions || "unreadable" in is.regions) {
    return isDeepStrictEqual(was.regions, is.regions)
      ? []
      : [readabilityChange("Regions", was.regions, is.regions) ?? "Regions are unreadable for another reason"];
  }
  const old = new Map(was.regions.read.map(({ name, optStatus }) => [name, optStatus]));
  const current = new Set(is.regions.read.map(({ name }) => name));
  return [
    ...is.regions.read.flatMap(({ name, optStatus }) =>
      old.get(name) === optStatus ? [] : [`Region ${name} ${optStatus}${old.has(name) ? ` (was ${old.get(name) ?? ""})` : ", new"}`],
    ),
    ...was.regions.read.flatMap(({ name }) => (current.has(name) ? [] : [`Region ${name} is no longer known`])),
  ];
}

function analyzerChanges(was: InventoryAccount, is: InventoryAccount): string[] {
  const old = new Map(was.analyzers.map(({ region, found }) => [region, found]));
  return is.analyzers.flatMap(({ region, found }) => {
    const before = old.get(region);
    // A Region that was turned on is listed as such already.
    const changed = before === undefined ? undefined : readabilityChange(`analyzers of ${region}`, before, found);
    if (changed !== undefined) return [changed];
    if ("unreadable" in found || (before !== undefined && "unreadable" in before)) return [];
    const earlier = new Map((before?.read ?? []).map((analyzer) => [analyzer.name, analyzer]));
    const names = new Set(found.read.map(({ name }) => name));
    return [
      ...found.read.flatMap((analyzer) => {
        const { name, type, status } = analyzer;
        const one = earlier.get(name);
        if (one === undefined) return [`new analyzer ${name} (${type}, ${status}) in ${region}`];
        if (one.status !== status) return [`analyzer ${name} in ${region} went from ${one.status} to ${status}`];
        return isDeepStrictEqual(one, analyzer) ? [] : [`analyzer ${name} in ${region} changed`];
      }),
      ...[...earlier.keys()].filter((name) => !names.has(name)).map((name) => `analyzer ${name} is gone from ${region}`),
    ];
  });
}

function readabilityChange(what: string, was: Readable<unknown>, is: Readable<unknown>): string | undefined {
  if ("read" in was && "unreadable" in is) return `${what} can no longer be read (${is.unreadable})`;
  return "unreadable" in was && "read" in is ? `${what} can be read now` : undefined;
}

function rolesRegionsChange(was: Readable<string[]>, is: Readable<string[]>): string {
  const changed = readabilityChange("the Region of the roles' StackSet", was, is);
  if (changed !== undefined || "unreadable" in was || "unreadable" in is)
    return changed ?? "the Region of the roles' StackSet is unreadable for another reason";
  const where = (regions: string[]) => (regions.length === 0 ? "in no Region" : `in ${regions.join(" and ")}`);
  return `the roles' StackSet is ${where(is.read)}, it was ${where(was.read)}`;
}

function delegationChange(before: Inventory, now: Inventory): string {
  const was = before.organization.delegatedAdministrators;
  const is = now.organization.delegatedAdministrators;
  const changed = readabilityChange("delegated administrators", was, is);
  if (changed !== undefined || "unreadable" in was || "unreadable" in is)
    return changed ?? "delegated administrators are unreadable for another reason";
  const text = (entry: { service: string; account: string }) => `${entry.account} for ${entry.service}`;
  const old = new Set(was.read.map(text));
  const current = new Set(is.read.map(text));
  const added = [...current].filter((entry) => !old.has(entry)).map((entry) => `${entry} registered`);
  const removed = [...old].filter((entry) => !current.has(entry)).map((entry) => `${entry} deregistered`);
  return `delegated administrator ${[...added, ...removed].join(", ")}`;
}
