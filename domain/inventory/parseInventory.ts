import { LineCounter, parseDocument } from "yaml";
import { DocumentIndex } from "../configuration/documentIndex";
import { withHiddenProto, withProto } from "../configuration/plainKeys";
import { describeProblems, problemsIn, type Problem } from "../configuration/problems";
import { shortened } from "../configuration/quoted";
import type { AnalyzerConfiguration } from "../analyzer";
import { compare } from "../lists";
import { InventoryError } from "../errors";
import type { Region } from "../identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount, Readable, RegionFacts } from "./inventory";
import { inventoryFileSchema, type InventoryFileAccount } from "./fileSchema";

/**
 * Reads inventory.json, whatever the order of its lists: the result is sorted.
 *
 * @param file Name of the file, for messages only.
 *
 * @throws InventoryError that names every mistake with line, path, value and what is expected, one on each line.
 */
export function parseInventory(text: string, file: string): Inventory {
  const raw = withHiddenProto(parseJson(text, file));
  const malformed = problemsIn(inventoryFileSchema, raw);
  if (malformed.length > 0) throw mistakes(malformed, text, file);

  const { organization, accounts } = withProto(inventoryFileSchema.parse(raw));
  const problems = [
    ...repeated(accounts, ({ id }) => id).map((index): Problem => ({
      path: ["accounts", index, "id"],
      message: "which stands here a second time",
    })),
    ...accounts.flatMap(accountProblems),
    ...eitherOr(organization, "delegatedAdministrators", "delegatedAdministratorsUnreadable", ["organization"]),
  ];
  if (problems.length > 0) throw mistakes(problems, text, file);

  const { id, rootId, management, delegatedAdministrators, delegatedAdministratorsUnreadable, rolesRegions, rolesRegionsUnreadable } =
    organization;
  const registered = [...(delegatedAdministrators ?? [])].sort((a, b) => compare(a.service, b.service) || compare(a.account, b.account));
  return {
    version: 1,
    organization: {
      id,
      rootId,
      management,
      delegatedAdministrators: readable(registered, delegatedAdministratorsUnreadable),
      rolesRegions: readable(
        [...(rolesRegions ?? [])].sort(compare),
        rolesRegions === undefined ? (rolesRegionsUnreadable ?? "the inventory does not say") : undefined,
      ),
    },
    accounts: accounts.map(toAccount).sort((a, b) => compare(a.id, b.id)),
  };
}

function toAccount(account: InventoryFileAccount): InventoryAccount {
  const { id, name, state, ou, tags, tagsUnreadable, regions, regionsUnreadable } = account;
  const facts = Object.entries(regions ?? {}).flatMap(([optStatus, names]) => names.map((name): RegionFacts => ({ name, optStatus })));
  return {
    id,
    name,
    state,
    ou,
    tags: readable(tags ?? {}, tagsUnreadable),
    regions: readable(
      facts.sort((a, b) => compare(a.name, b.name)),
      regionsUnreadable,
    ),
    analyzers: toAnalyzers(account),
  };
}

function toAnalyzers(account: InventoryFileAccount): InventoryAccount["analyzers"] {
  const found = new Map<Region, ExistingAnalyzer[]>((account.regionsWithoutAnalyzer ?? []).map((region) => [region, []]));
  for (const { region, configuration, ...rest } of account.analyzers) {
    // The parts of it that this version reads were checked; the rest is AWS's.
    const analyzer = { ...rest, ...(configuration === undefined ? {} : { configuration: configuration as AnalyzerConfiguration }) };
    const here = found.get(region);
    if (here === undefined) found.set(region, [analyzer]);
    else here.push(analyzer);
  }
  const read = [...found].map(([region, list]) => ({ region, found: { read: list.sort((a, b) => compare(a.name, b.name)) } }));
  const unread = (account.analyzersUnreadable ?? []).flatMap(({ reason, regions }) =>
    regions.map((region) => ({ region, found: { unreadable: reason } })),
  );
  return [...read, ...unread].sort((a, b) => compare(a.region, b.region));
}

function accountProblems(account: InventoryFileAccount, index: number): Problem[] {
  const path = ["accounts", index];
  const grouped = Object.entries(account.regions ?? {}).flatMap(([status, names]) =>
    names.map((region, place) => ({ region, path: ["regions", status, place] })),
  );
  const scanned = [
    ...[...new Set(account.analyzers.map(({ region }) => region))].map((region) => ({ region, path: ["analyzers"] as PropertyKey[] })),
    ...(account.regionsWithoutAnalyzer ?? []).map((region, place) => ({ region, path: ["regionsWithoutAnalyzer", place] })),
    ...(account.analyzersUnreadable ?? []).flatMap(({ regions }, group) =>
      regions.map((region, place) => ({ region, path: ["analyzersUnreadable", group, "regions", place] })),
    ),
  ];
  const twice = [grouped, scanned].flatMap((list) =>
    repeated(list, ({ region }) => region).map((at): Problem => ({
      path: [...path, ...(list[at]?.path ?? [])],
      message: "a Region that stands in another group of this account too",
    })),
  );
  const sameName = repeated(account.analyzers, ({ region, name }) => `${region} ${name}`).map((at): Problem => ({
    path: [...path, "analyzers", at, "name"],
    message: "the name of another analyzer of the same account and Region",
  }));
  return [
    ...twice,
    ...sameName,
    ...eitherOr(account, "tags", "tagsUnreadable", path),
    ...eitherOr(account, "regions", "regionsUnreadable", path),
  ];
}

/** What was read and why it was not: one of the two. */
function eitherOr<T extends object>(value: T, read: keyof T & string, unreadable: keyof T & string, path: PropertyKey[]): Problem[] {
  if ((value[read] === undefined) !== (value[unreadable] === undefined)) return [];
  return [{ path: [...path, value[read] === undefined ? read : unreadable], message: `expected either ${read} or ${unreadable}` }];
}

function readable<T>(read: T, unreadable: string | undefined): Readable<T> {
  return unreadable === undefined ? { read } : { unreadable };
}

/** Places of the items whose key another item had before. */
function repeated<T>(items: readonly T[], keyOf: (item: T) => string): number[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InventoryError(
      `${file}: this is not JSON (${shortened(error instanceof Error ? error.message : String(error))}); write the file anew with "access-analyzer-org inventory"`,
    );
  }
}

/** JSON is YAML too, and only a file with mistakes pays for positions. */
function mistakes(problems: readonly Problem[], text: string, file: string): InventoryError {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  return new InventoryError(
    `${describeProblems(problems, file, new DocumentIndex(document), lines)}\nThe file is written by "access-analyzer-org inventory"; write it anew rather than by hand.`,
  );
}
