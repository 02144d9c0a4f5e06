import type { Configuration, Override } from "../configuration/configuration";
import type { Region } from "../identifiers";
import type { InventoryAccount } from "../inventory/inventory";
import { compare } from "../lists";

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
  possible?: Possible;
}

/** Of all overrides by tag, one for each thing that they may say of an account. */
export interface Possible {
  /** The one that holds longest. */
  exempt?: Match;
  account: ReadonlyMap<boolean, Match>;
  unusedAccess: ReadonlyMap<boolean, Match>;
  scanner: ReadonlyMap<boolean, Match>;
  regions: ReadonlyMap<Region, Match>;
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
    ...("unreadable" in account.tags ? { possible: index.possible } : {}),
  };
}

interface OverrideIndex {
  byAccount: ReadonlyMap<string, Match[]>;
  byTag: ReadonlyMap<string, Match[]>;
  byOu: ReadonlyMap<string, Match[]>;
  possible: Possible;
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
  const made = { byAccount, byTag, byOu, possible: possibleOf([...byTag.values()].flat()) };
  indexes.set(overrides, made);
  return made;
}

function possibleOf(tagged: Match[]): Possible {
  const lasting = ({ override }: Match) => override.exempt?.until ?? "9999-12-31";
  const [exempt] = tagged.filter(({ override }) => override.exempt !== undefined).sort((a, b) => compare(lasting(b), lasting(a)));
  const said = (setting: "account" | "unusedAccess" | "scanner") =>
    new Map(
      tagged.flatMap((match) => {
        const value = match.override[setting]?.enabled;
        return value === undefined ? [] : [[value, match] as const];
      }),
    );
  return {
    ...(exempt === undefined ? {} : { exempt }),
    account: said("account"),
    unusedAccess: said("unusedAccess"),
    scanner: said("scanner"),
    regions: new Map(tagged.flatMap((match) => (match.override.regions?.exclude ?? []).map(({ name }) => [name, match] as const))),
  };
}

function add(map: Map<string, Match[]>, key: string, match: Match): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [match]);
  else list.push(match);
}
