import type { Configuration } from "../../domain/configuration/configuration";
import { InputError } from "../../domain/errors";
import type { Inventory } from "../../domain/inventory/inventory";
import { describeMove, otherAdministrator } from "../../domain/plan/administrator";

/** What no roll-out can bring about is refused before anything is changed. @throws InputError with the reason and the way out. */
export function refuseWhatCannotBeDone(config: Configuration, inventory: Inventory): void {
  const former = otherAdministrator(config, inventory);
  if (former !== undefined) throw new InputError(`${describeMove(config, former)} Nothing was changed.`);
}
