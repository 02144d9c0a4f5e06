import { nearest as nearestOf } from "../configuration/nearest";
import { quoted } from "../configuration/quoted";
import type { Configuration } from "../configuration/configuration";
import { isEnabled, type Inventory, type InventoryAccount } from "../inventory/inventory";
import { isKnownRegion } from "../partitions";
import { describeDisagreement, disagreements } from "./accountSettings";
import { wildcardWarnings } from "./wildcards";

/** What a person should look at, and what stops no command. */
export interface Warning {
  /** Begins with the path of the configuration. */
  message: string;
  /** The organization has not, or no longer, what the configuration speaks of: `plan --strict` refuses it, for pull requests. */
  isMismatch: boolean;
}

/**
 * What the configuration names and the organization does not have, what it leaves undecided, and what it hardly means. Accounts, units and
 * tags come and go, so that none of it is an error.
 *
 * @param today YYYY-MM-DD, UTC.
 */
export function warnings(config: Configuration, inventory: Inventory, today: string): Warning[] {
  const nearest = suggester();
  const mismatches = [
    ...ownerWarnings(config, inventory, nearest),
    ...accountWarnings(config, inventory, nearest),
    ...ouWarnings(config, inventory, nearest),
    ...tagWarnings(config, inventory),
    ...regionWarnings(config, inventory, nearest),
    ...disagreementWarnings(config, inventory, today),
  ];
  return [
    ...mismatches.map((message) => ({ message, isMismatch: true })),
    ...[...newHomeRegion(config), ...wildcardWarnings(config)].map((message) => ({ message, isMismatch: false })),
  ];
}

type Nearest = typeof nearestOf;

/** Looks for what was meant a hundred times: where more names are wrong, they are not misspelt, and looking takes long. */
function suggester(): Nearest {
  let left = 100;
  return (text, candidates) => (left-- > 0 ? nearestOf(text, candidates) : undefined);
}

/** The organization's analyzers need an ACTIVE owner, and the home Region on in it and in the management account. */
function ownerWarnings(config: Configuration, { accounts }: Inventory, nearest: Nearest): string[] {
  const { management, delegatedAdministrator, homeRegion } = config.organization;
  const owner = accounts.find(({ id }) => id === delegatedAdministrator);
  const manager = accounts.find(({ id }) => id === management);
  const names = new Map(accounts.map(({ id, name }) => [String(id), name]));
  const gone =
    owner === undefined
      ? [
          `organization.delegatedAdministrator: found ${delegatedAdministrator}, ${notThere(delegatedAdministrator, names, (text) => nearest(text, [...names.keys()]))}`,
        ]
      : [];
  const inactive =
    owner === undefined || owner.state === "ACTIVE"
      ? []
      : [
          `organization.delegatedAdministrator: found ${owner.id} (${quoted(owner.name)}), which is ${owner.state}, expected an ACTIVE account of the organization`,
        ];
  const off = [
    owner && homeRegionOff(homeRegion, "delegated administrator", owner),
    manager && homeRegionOff(homeRegion, "management account", manager),
  ];
  return [...gone, ...inactive, ...off.filter((message) => message !== undefined)];
}

function homeRegionOff(homeRegion: string, role: string, { id, name, regions }: InventoryAccount): string | undefined {
  if ("unreadable" in regions) return undefined;
  const home = regions.read.find((region) => region.name === homeRegion);
  if (home !== undefined && isEnabled(home)) return undefined;
  const choice = regions.read.filter(isEnabled).map((region) => region.name);
  return `organization.homeRegion: found ${homeRegion}, which is ${home?.optStatus ?? "not known"} in the ${role} ${id} (${quoted(name)}); enable the Region there, or choose one of ${choice.join(", ")}`;
}

/** Its name is all that tells its partition. */
function newHomeRegion({ organization: { homeRegion, partition } }: Configuration): string[] {
  if (isKnownRegion(homeRegion)) return [];
  return [
    `organization.homeRegion: found ${homeRegion}, a Region that this version does not know; by its name it is taken for one of the partition ${partition}`,
  ];
}

function accountWarnings(config: Configuration, inventory: Inventory, nearest: Nearest): string[] {
  const { unusedAccess, internalAccess } = config.analyzers;
  const named = [
    ...unusedAccess.exclude.accounts.map((account, index) => ({ path: `analyzers.unusedAccess.exclude.accounts[${index}]`, account })),
    ...internalAccess.include.flatMap(({ accounts }, index) =>
      (accounts ?? []).map((account, position) => ({ path: `analyzers.internalAccess.include[${index}].accounts[${position}]`, account })),
    ),
    ...config.archiveRules.flatMap(({ where }, index) =>
      (where?.accounts ?? []).map((account, position) => ({ path: `archiveRules[${index}].where.accounts[${position}]`, account })),
    ),
    ...config.overrides.flatMap(({ where }, index) =>
      "account" in where ? [{ path: `overrides[${index}].where.account`, account: where.account }] : [],
    ),
    ...callersByPath(config),
  ];
  const names = new Map(inventory.accounts.map(({ id, name }) => [String(id), name]));
  const ids = [...names.keys()];
  return named
    .filter(({ account }) => !names.has(account))
    .map(({ path, account }) => `${path}: found ${account}, ${notThere(account, names, (text) => nearest(text, ids))}`);
}

/** IAM refuses a trust policy that names an account that is not there; one of another organization is trusted in vain. */
function callersByPath({ access: { callers } }: Configuration): { path: string; account: string }[] {
  return Object.entries(callers ?? {}).flatMap(([kind, list]) =>
    list.flatMap((caller, index) =>
      caller.startsWith("arn:") ? [{ path: `access.callers.${kind}[${index}]`, account: caller.split(":")[4] ?? "" }] : [],
    ),
  );
}

/** The end of a sentence about an account that is not in the organization. */
function notThere(account: string, names: ReadonlyMap<string, string>, nearest: (text: string) => string | undefined): string {
  const meant = nearest(account);
  const remedy =
    meant === undefined
      ? "correct the id, take it out if the account has left, or read the inventory again"
      : `did you mean ${meant} (${quoted(names.get(meant) ?? "")})? Or take it out if the account has left, or read the inventory again`;
  return `which is not among the ${names.size} accounts of the inventory; ${remedy}`;
}

function ouWarnings(config: Configuration, inventory: Inventory, nearest: Nearest): string[] {
  const known = organizationalUnits(inventory);
  const paths = [...known];
  const named = [
    ...config.archiveRules.flatMap(({ where }, index) =>
      (where?.ous ?? []).map((ou, position) => ({ path: `archiveRules[${index}].where.ous[${position}]`, ou })),
    ),
    ...config.overrides.flatMap(({ where }, index) => ("ou" in where ? [{ path: `overrides[${index}].where.ou`, ou: where.ou }] : [])),
  ];
  return named
    .filter(({ ou }) => !known.has(ou))
    .map(({ path, ou }) => {
      const meant = nearest(ou, paths);
      const remedy = meant === undefined ? "correct the path, or take it out" : `did you mean ${quoted(meant)}?`;
      return `${path}: found ${quoted(ou)}, but no account of the inventory is in that OU; ${remedy} (paths go from below the root down, as in Workloads/Prod)`;
    });
}

/** Every OU that has an account somewhere below it. */
function organizationalUnits({ accounts }: Inventory): ReadonlySet<string> {
  const all = new Set<string>();
  for (const ou of new Set(accounts.map((account) => account.ou))) {
    const names = ou === "" ? [] : ou.split("/");
    names.forEach((_, depth) => all.add(names.slice(0, depth + 1).join("/")));
  }
  return all;
}

/** While the tags of an account cannot be read, it may be the one. */
function tagWarnings(config: Configuration, { accounts }: Inventory): string[] {
  if (accounts.some(({ tags }) => "unreadable" in tags)) return [];
  const tags = accounts.flatMap((account) => ("read" in account.tags ? Object.entries(account.tags.read) : []));
  const keys = new Set(tags.map(([key]) => key));
  const values = new Set(tags.map((tag) => JSON.stringify(tag)));
  return config.overrides.flatMap(({ where }, index) => {
    if (!("tag" in where)) return [];
    const { key, value } = where.tag;
    if (value === undefined ? keys.has(key) : values.has(JSON.stringify([key, value]))) return [];
    const found = value === undefined ? quoted(key) : `${quoted(key)} with the value ${quoted(value)}`;
    return [
      `overrides[${index}].where.tag: found ${found}, but no account of the inventory carries that tag; correct it, or take the override out`,
    ];
  });
}

/** Regions that this version does not know may be newer than it, or misspelt: the inventory tells them apart. */
function regionWarnings(config: Configuration, { accounts }: Inventory, nearest: Nearest): string[] {
  const known = new Set(accounts.flatMap(({ regions }) => ("read" in regions ? regions.read.map(({ name }) => String(name)) : [])));
  const named = [
    ...config.regions.exclude.map(({ name }, index) => ({ path: `regions.exclude[${index}].name`, name })),
    ...(config.scanner.regions === "enabled" ? [] : config.scanner.regions).map((name, index) => ({
      path: `scanner.regions[${index}]`,
      name,
    })),
    ...config.archiveRules.flatMap(({ where }, index) =>
      (where?.regions ?? []).map((name, position) => ({ path: `archiveRules[${index}].where.regions[${position}]`, name })),
    ),
    ...config.overrides.flatMap(({ regions }, index) =>
      (regions?.exclude ?? []).map(({ name }, position) => ({ path: `overrides[${index}].regions.exclude[${position}].name`, name })),
    ),
  ];
  return named
    .filter(({ name }) => !isKnownRegion(name) && !known.has(name))
    .map(({ path, name }) => {
      const meant = nearest(name, [...known]);
      return `${path}: found ${quoted(name)}, a Region that neither this version nor any account of the inventory knows${meant === undefined ? "" : `; did you mean ${meant}?`}`;
    });
}

/** Each pair once, reported for the first account that it concerns. */
function disagreementWarnings(config: Configuration, { accounts }: Inventory, today: string): string[] {
  const reported = new Map<string, string>();
  for (const account of accounts) {
    for (const disagreement of disagreements(config, account, today)) {
      const text = describeDisagreement(disagreement);
      const outcome = disagreement.setting === "exempt" ? "the first one is shown" : "it is left as it is";
      if (!reported.has(text))
        reported.set(
          text,
          `${text}: of account ${account.id} (${quoted(account.name)}) ${outcome}; say it for the account itself, or make one of them narrower`,
        );
    }
  }
  return [...reported.values()];
}
