import type { Configuration, Override } from "../configuration/configuration";
import type { InventoryAccount } from "../inventory/inventory";

export interface Match {
  override: Override;
  index: number;
  /** The higher, the more specific: an OU's depth, a tag, the account itself. */
  rank: number;
}

export interface Matches {
  /** Overrides that speak of the account, the most specific first. */
  certain: Match[];
  /** Those that go by tag, where the account's tags cannot be read. */
  possible: Match[];
}

/** No OU is nested that deep. */
export const tagRank = 1000;
const accountRank = 1001;

/** The overrides of one account, found by key: many accounts and many overrides cost no more than their sum. */
export function matchingOverrides({ overrides }: Configuration, account: InventoryAccount): Matches {
  const index = indexed(overrides);
  const ous = account.ou === "" ? [] : account.ou.split("/").map((_, depth, names) => names.slice(0, depth + 1).join("/"));
  const byTag =
    "unreadable" in account.tags
      ? []
      : Object.entries(account.tags.read).flatMap(([key, value]) =>
          (index.byTag.get(key) ?? []).filter(({ override: { where } }) => "tag" in where && (where.tag.value ?? value) === value),
        );
  const certain = [...(index.byAccount.get(account.id) ?? []), ...byTag, ...ous.flatMap((ou) => index.byOu.get(ou) ?? [])];
  return {
    certain: certain.sort((a, b) => b.rank - a.rank || a.index - b.index),
    possible: "unreadable" in account.tags ? index.tagged : [],
  };
}

interface OverrideIndex {
  byAccount: ReadonlyMap<string, Match[]>;
  byTag: ReadonlyMap<string, Match[]>;
  byOu: ReadonlyMap<string, Match[]>;
  /** All that go by tag, in their order. */
  tagged: Match[];
}

const indexes = new WeakMap<readonly Override[], OverrideIndex>();

function indexed(overrides: readonly Override[]): OverrideIndex {
  const known = indexes.get(overrides);
  if (known !== undefined) return known;
  const [byAccount, byTag, byOu] = [new Map<string, Match[]>(), new Map<string, Match[]>(), new Map<string, Match[]>()];
  overrides.forEach((override, index) => {
    const { where } = override;
    if ("account" in where) add(byAccount, where.account, { override, index, rank: accountRank });
    else if ("tag" in where) add(byTag, where.tag.key, { override, index, rank: tagRank });
    else add(byOu, where.ou, { override, index, rank: where.ou.split("/").length });
  });
  const made = { byAccount, byTag, byOu, tagged: [...byTag.values()].flat().sort((a, b) => a.index - b.index) };
  indexes.set(overrides, made);
  return made;
}

function add(map: Map<string, Match[]>, key: string, match: Match): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [match]);
  else list.push(match);
}
