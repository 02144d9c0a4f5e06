import { compare } from "../lists";
import type { ExistingAnalyzer, Inventory, InventoryAccount, Readable } from "./inventory";
import { optStatuses } from "./fileSchema";

/**
 * The text of inventory.json. The same inventory always gives the same text, whatever the order of its lists; a new account is a block of
 * its own, a Region that is turned on changes two lines, and an analyzer is a line. Nothing in it depends on when it was written.
 */
export function serializeInventory({ organization, accounts }: Inventory): string {
  const { id, rootId, management, delegatedAdministrators, rolesRegions } = organization;
  const organizationLines = [
    `"id": ${line(id)}`,
    `"rootId": ${line(rootId)}`,
    `"management": ${line(management)}`,
    "unreadable" in delegatedAdministrators
      ? `"delegatedAdministratorsUnreadable": ${line(delegatedAdministrators.unreadable)}`
      : `"delegatedAdministrators": ${list(
          [...delegatedAdministrators.read]
            .sort((a, b) => compare(a.service, b.service) || compare(a.account, b.account))
            .map(({ service, account }) => line({ service, account })),
          4,
        )}`,
    either("rolesRegions", rolesRegions, line),
  ];
  const blocks = [...accounts].sort((a, b) => compare(a.id, b.id)).map((account) => object(accountLines(account), 4));
  return `${object([`"version": 1`, `"organization": ${object(organizationLines, 2)}`, `"accounts": ${list(blocks, 2)}`], 0)}\n`;
}

function accountLines(account: InventoryAccount): string[] {
  const { id, name, state, ou, tags, regions } = account;
  const found = account.analyzers
    .flatMap(({ region, found }) => ("read" in found ? found.read.map((analyzer) => ({ region, analyzer })) : []))
    .sort((a, b) => compare(a.region, b.region) || compare(a.analyzer.name, b.analyzer.name));
  const without = account.analyzers.filter(({ found }) => "read" in found && found.read.length === 0).map(({ region }) => region);
  return [
    `"id": ${line(id)}`,
    `"name": ${line(name)}`,
    `"state": ${line(state)}`,
    `"ou": ${line(ou)}`,
    either("tags", tags, (read) => line(sortedKeys(read))),
    either("regions", regions, (read) => object(regionGroups(read), 6)),
    ...(without.length === 0 ? [] : [`"regionsWithoutAnalyzer": ${line(without.sort(compare))}`]),
    ...unreadableGroups(account),
    `"analyzers": ${list(
      found.map(({ region, analyzer }) => line(analyzerLine(region, analyzer))),
      6,
    )}`,
  ];
}

function regionGroups(facts: readonly { name: string; optStatus: string }[]): string[] {
  const others = facts.map(({ optStatus }) => optStatus).filter((status) => !optStatuses.includes(status));
  return [...optStatuses, ...[...new Set(others)].sort(compare)].flatMap((status) => {
    const names = facts.filter(({ optStatus }) => optStatus === status).map(({ name }) => name);
    return names.length === 0 ? [] : [`${line(status)}: ${line(names.sort(compare))}`];
  });
}

/** Regions that could not be read for the same reason are one line. */
function unreadableGroups(account: InventoryAccount): string[] {
  const byReason = new Map<string, string[]>();
  for (const { region, found } of account.analyzers) {
    if ("unreadable" in found) byReason.set(found.unreadable, [...(byReason.get(found.unreadable) ?? []), region]);
  }
  if (byReason.size === 0) return [];
  const groups = [...byReason]
    .sort(([a], [b]) => compare(a, b))
    .map(([reason, regions]) => line({ reason, regions: regions.sort(compare) }));
  return [`"analyzersUnreadable": ${list(groups, 6)}`];
}

function analyzerLine(region: string, { name, type, status, statusReason, owner, tags, configuration }: ExistingAnalyzer): object {
  const { kind, ...by } = owner;
  return {
    region,
    name,
    type,
    status,
    statusReason,
    owner: { kind, ...by },
    tags: sortedKeys(tags),
    configuration: sortedKeys(configuration),
  };
}

function either<T>(key: string, value: Readable<T>, write: (read: T) => string): string {
  return "read" in value ? `"${key}": ${write(value.read)}` : `"${key}Unreadable": ${line(value.unreadable)}`;
}

/** JSON on one line, with a space where a reader expects one. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return members.length === 0 ? "{}" : `{ ${members.map(([key, member]) => `${JSON.stringify(key)}: ${line(member)}`).join(", ")} }`;
}

function object(members: readonly string[], indent: number): string {
  return members.length === 0 ? "{}" : block("{", members, "}", indent);
}

function list(items: readonly string[], indent: number): string {
  return items.length === 0 ? "[]" : block("[", items, "]", indent);
}

function block(open: string, lines: readonly string[], close: string, indent: number): string {
  const inner = " ".repeat(indent + 2);
  return `${open}\n${lines.map((text) => `${inner}${text}`).join(",\n")}\n${" ".repeat(indent)}${close}`;
}

/** Keys in order, at every depth; lists keep theirs. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, member]) => [key, sortedKeys(member)]),
  );
}
