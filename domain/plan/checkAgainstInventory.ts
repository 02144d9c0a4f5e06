import { disagreements, isInOu } from "./accountSettings";
import type { Configuration } from "../configuration/configuration";
import { ConfigurationError } from "../errors";
import type { AccountId, Region } from "../identifiers";
import { isEnabled, type Inventory, type InventoryAccount } from "../inventory/inventory";
import { nearest } from "../configuration/nearest";

/**
 * The delegated administrator's account, once all that the configuration names is found in the inventory.
 *
 * @throws ConfigurationError that tells everything that is not, one on each line.
 */
export function checkAgainstInventory(config: Configuration, inventory: Inventory, today: string): InventoryAccount {
  const owner = inventory.accounts.find(({ id }) => id === config.organization.delegatedAdministrator);
  const problems = [
    ...organizationProblems(config, inventory, owner),
    ...accountProblems(config, inventory),
    ...ouProblems(config, inventory),
    ...disagreementProblems(config, inventory, today),
  ];
  if (owner === undefined || problems.length > 0) throw new ConfigurationError(problems.join("\n"));
  return owner;
}

function organizationProblems(config: Configuration, inventory: Inventory, owner: InventoryAccount | undefined): string[] {
  const { management, delegatedAdministrator, homeRegion } = config.organization;
  const problems: string[] = [];
  if (management !== inventory.organization.management) {
    problems.push(
      `organization.management: found ${management}, but the inventory's organization ${inventory.organization.id} has the management account ${inventory.organization.management}; correct the id, or read the inventory of the right organization`,
    );
  }
  if (owner === undefined) {
    problems.push(
      `organization.delegatedAdministrator: found ${delegatedAdministrator}, ${notInInventory(delegatedAdministrator, inventory)}`,
    );
    return problems;
  }
  if (owner.state !== "ACTIVE") {
    problems.push(
      `organization.delegatedAdministrator: found ${delegatedAdministrator} (${owner.name}), which is ${owner.state}, expected an ACTIVE account of the organization`,
    );
  }
  const manager = inventory.accounts.find(({ id }) => id === management);
  for (const [role, account] of [
    ["delegated administrator", owner],
    ["management account", manager],
  ] as const) {
    const problem = account === undefined ? undefined : homeRegionProblem(homeRegion, role, account);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

/** A StackSet's Region must be on in the management account, and so must the Region of the unused-access analyzer in its owner. */
function homeRegionProblem(homeRegion: Region, role: string, { id, name, regions }: InventoryAccount): string | undefined {
  if ("unreadable" in regions) return undefined;
  const home = regions.read.find((region) => region.name === homeRegion);
  if (home !== undefined && isEnabled(home)) return undefined;
  const choice = regions.read.filter(isEnabled).map((region) => region.name);
  return `organization.homeRegion: found ${homeRegion}, which is ${home?.optStatus ?? "not known"} in the ${role} ${id} (${name}); enable the Region there, or choose one of ${choice.join(", ")}`;
}

function accountProblems(config: Configuration, inventory: Inventory): string[] {
  const { unusedAccess, internalAccess } = config.analyzers;
  const named: { path: string; account: AccountId }[] = [
    ...unusedAccess.exclude.accounts.map((account, index) => ({ path: `analyzers.unusedAccess.exclude.accounts[${index}]`, account })),
    ...internalAccess.include.flatMap(({ accounts }, index) =>
      (accounts ?? []).map((account, position) => ({ path: `analyzers.internalAccess.include[${index}].accounts[${position}]`, account })),
    ),
    ...config.overrides.flatMap(({ where }, index) =>
      "account" in where ? [{ path: `overrides[${index}].where.account`, account: where.account }] : [],
    ),
  ];
  const known = new Set(inventory.accounts.map(({ id }) => id));
  return named
    .filter(({ account }) => !known.has(account))
    .map(({ path, account }) => `${path}: found ${account}, ${notInInventory(account, inventory)}`);
}

function notInInventory(account: AccountId, inventory: Inventory): string {
  const meant = nearest(
    account,
    inventory.accounts.map(({ id }) => id),
  );
  const suggestion = meant === undefined ? "" : ` did you mean ${meant} (${inventory.accounts.find(({ id }) => id === meant)?.name})?`;
  return `which is not among the ${inventory.accounts.length} accounts of the inventory;${suggestion || " correct the id,"} or read the inventory again`.replace(
    "? or read",
    "? Or read",
  );
}

function ouProblems(config: Configuration, inventory: Inventory): string[] {
  return config.overrides.flatMap(({ where }, index) => {
    if (!("ou" in where) || inventory.accounts.some((account) => isInOu(account, where.ou))) return [];
    const meant = nearest(where.ou, organizationalUnits(inventory));
    const remedy = meant === undefined ? "correct the path" : `did you mean ${JSON.stringify(meant)}?`;
    return [
      `overrides[${index}].where.ou: found ${JSON.stringify(where.ou)}, but no account of the inventory is in that OU; ${remedy}${meant === undefined ? ", or take the override out" : ""} (paths go from below the root down, as in Workloads/Prod)`,
    ];
  });
}

/** Every OU that has an account somewhere below it. */
function organizationalUnits(inventory: Inventory): string[] {
  const all = new Set<string>();
  for (const { ou } of inventory.accounts) {
    const names = ou === "" ? [] : ou.split("/");
    names.forEach((_, depth) => all.add(names.slice(0, depth + 1).join("/")));
  }
  return [...all].sort();
}

/** Each pair once, reported for the first account that it concerns. */
function disagreementProblems(config: Configuration, inventory: Inventory, today: string): string[] {
  const reported = new Map<string, string>();
  for (const account of inventory.accounts) {
    for (const {
      setting,
      overrides: [first, second],
    } of disagreements(config, account, today)) {
      const key = `${setting} ${first} ${second}`;
      if (reported.has(key)) continue;
      reported.set(
        key,
        `overrides[${first}] and overrides[${second}] disagree about ${setting} of account ${account.id} (${account.name}) and are equally specific; say it for the account itself, or make one of them narrower`,
      );
    }
  }
  return [...reported.values()];
}
