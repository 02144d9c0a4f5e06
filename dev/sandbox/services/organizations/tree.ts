import type { AccountState, World } from "../../world/world";

/** The ids of the organization's tree: the root (`r-`), organizational units (`ou-`) and accounts (12 digits). */
export function isParent(world: World, id: string): boolean {
  return id === world.organization.rootId || world.organization.organizationalUnits.has(id);
}

export function parentOf(world: World, id: string): string | undefined {
  return world.accounts.get(id)?.parentId ?? world.organization.organizationalUnits.get(id)?.parentId;
}

export function accountsIn(world: World, parentId: string): AccountState[] {
  return [...world.accounts.values()].filter((account) => account.parentId === parentId).sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function organizationalUnitsIn(world: World, parentId: string): { id: string; name: string; parentId: string }[] {
  return [...world.organization.organizationalUnits.values()]
    .filter((unit) => unit.parentId === parentId)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The accounts of a root or organizational unit, nested units included. */
export function accountsUnder(world: World, parentId: string): AccountState[] {
  return [...accountsIn(world, parentId), ...organizationalUnitsIn(world, parentId).flatMap((unit) => accountsUnder(world, unit.id))];
}

/** Whether an account or unit lies under `ancestor`, at any depth. */
export function isUnder(world: World, id: string, ancestor: string): boolean {
  const parent = parentOf(world, id);
  return parent !== undefined && (parent === ancestor || isUnder(world, parent, ancestor));
}
