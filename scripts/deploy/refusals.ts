import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "../../domain/configuration/configuration";
import { InputError } from "../../domain/errors";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { ownHosts } from "../pulumi";
import { listed } from "../terminal/text";
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

/** @throws InputError if `--stacks` names one that is neither planned nor in the backend. */
export function refuseUnknownStacks(named: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = (named ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new InputError(`--stacks: there is no stack ${unknown.join(", ")}. There are ${listed(known, 12)}. Nothing was changed.`);
}

/** What starts the policy pack is not the program's to choose. @throws InputError if Pulumi.yaml does. */
export function refuseOwnHosts(folder: string): void {
  const named = ownHosts(folder);
  if (named.length > 0)
    throw new InputError(
      `${join(folder, "Pulumi.yaml")}: ${named.join(" and ")} would start the policy pack that judges the stacks. Take it out. Nothing was changed.`,
    );
}

/** @throws InputError if `--policy-pack` names no policy pack. */
export function refuseNoPack(folder: string): string {
  if (existsSync(join(folder, "PulumiPolicy.yaml"))) return folder;
  throw new InputError(`--policy-pack ${folder}: there is no PulumiPolicy.yaml in it. Nothing was changed.`);
}
