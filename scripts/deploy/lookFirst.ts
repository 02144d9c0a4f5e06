import { InputError } from "../../domain/errors";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { activeAdministrator, otherAdministrator } from "../../domain/plan/administrator";
import { listStacks } from "../pulumi";
import { whyDenied } from "./callers";
import { within } from "./deadline";
import type { Deployment } from "./deployment";
import { enterable, readForComparison } from "./liveReading";
import { moveAdministrator } from "./moveAdministrator";
import { refuseOtherAdministrator } from "./refusals";
import { compareInventory, inventoryInForce } from "./staleInventory";

export const backendSeconds = 120;

/** What is there before anything is done. */
export interface Looked {
  /** Stacks that the backend has. */
  known: string[];
  /** The accounts that were compared with the inventory's file; undefined for all. */
  asked: ReadonlySet<AccountId> | undefined;
  live: Inventory;
  /** In force for this run. */
  inventory: Inventory;
  /** The delegated administrator until now, if the registration was moved. */
  movedFrom?: AccountId;
  /** Why the organization could not be listed: a reviewer has no role before the first roll-out. */
  unlisted?: string;
}

/**
 * Looks at the backend and the live organization, and brings the inventory and the delegated administrator in line where that was asked for.
 *
 * @throws InputError for what must not be rolled out on.
 */
export async function lookFirst(deployment: Deployment): Promise<Looked | { lost: string; inventory: Inventory }> {
  const { options, config, file, written, project, signal, callers, board } = deployment;
  const say = (sentence: string) => board.say(sentence);
  const known = (await within(backendSeconds, "Pulumi's backend (pulumi stack ls)", listStacks(project))).map(({ name }) => name);
  const asked = enterable(callers, options.only, known, config);
  const unlisted = options.preview && isFirst(known) && !options.writeInventory ? await whyDenied(callers.organization) : undefined;
  const live = unlisted === undefined ? await readForComparison(callers, config, asked, signal) : written;
  const administrator = activeAdministrator(config, live.accounts);
  if ("lost" in administrator) {
    const inventory = options.writeInventory ? inventoryInForce(written, live, file, true, say) : written;
    return { lost: administrator.lost, inventory };
  }
  const inventory = inventoryInForce(written, live, file, options.writeInventory, say);
  const looked = { known, asked, live, inventory, ...(unlisted === undefined ? {} : { unlisted }) };
  const { current } = compareInventory(written, live);
  const from = otherAdministrator(config, current);
  if (from === undefined) return looked;
  if (!options.moveAdministrator) refuseOtherAdministrator(config, current);
  const management = callers.organization;
  const moved = await moveAdministrator({ config, from, project, known, inventory, file, management, yes: options.yes, signal, say });
  if (moved === undefined) throw new InputError("Nothing was changed.");
  return { ...looked, ...moved, movedFrom: from };
}

/** The stack management is the first that is made. */
export function isFirst(known: readonly string[]): boolean {
  return !known.includes("management");
}
