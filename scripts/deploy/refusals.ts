import type { Configuration } from "../../domain/configuration/configuration";
import { InputError } from "../../domain/errors";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { describeMove, otherAdministrator } from "../../domain/plan/administrator";

/** @throws InputError with what a change of the delegated administrator means and how it is made. */
export function refuseOtherAdministrator(config: Configuration, inventory: Inventory): void {
  const former = otherAdministrator(config, inventory);
  if (former !== undefined) throw new InputError(`${describeMove(config, former)} Nothing was changed.`);
}

/** Roles are made anew after the stack management, in members that are ACTIVE. @throws InputError for another wish of `--recreate-roles`. */
export function refuseRecreation(
  accounts: readonly AccountId[],
  hasManagement: boolean,
  { organization, accounts: there }: Inventory,
): void {
  if (accounts.length === 0) return;
  if (!hasManagement) throw new InputError("--recreate-roles is for the stack management. Nothing was changed.");
  const wrong = accounts.filter(
    (account) => !there.some(({ id, state }) => id === account && id !== organization.management && state === "ACTIVE"),
  );
  if (wrong.length > 0)
    throw new InputError(`--recreate-roles: ${wrong.join(", ")} is no ACTIVE member of the organization. Nothing was changed.`);
}
