import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Configuration } from "../../domain/configuration/configuration";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { ConfigurationError, InventoryError } from "../../domain/errors";
import type { Inventory } from "../../domain/inventory/inventory";
import { parseInventory } from "../../domain/inventory/parseInventory";
import type { FileOptions } from "../options";

/** @throws ConfigurationError when the file is missing, cannot be read or is wrong. */
export function readConfiguration({ config }: FileOptions): Configuration {
  return parseConfiguration(
    readInput(config, ConfigurationError, 'Write one (ten lines are enough), or name another file with "--config FILE".'),
    config,
  );
}

/** @throws InventoryError when the file is missing, cannot be read or is wrong. */
export function readInventoryFile(file: string): Inventory {
  return parseInventory(
    readInput(file, InventoryError, 'Write it with "access-analyzer-org inventory", or name another file with "--inventory FILE".'),
    file,
  );
}

/** The inventory that was written before, if there is one, or what is wrong with it: it is about to be written anew. */
export function readPreviousInventory(file: string): Inventory | { broken: string } | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return readInventoryFile(file);
  } catch (error) {
    if (error instanceof InventoryError) return { broken: error.message };
    throw error;
  }
}

export function inventoryFile({ config, inventory }: FileOptions): string {
  return inventory ?? join(dirname(config), "inventory.json");
}

function readInput(file: string, Problem: typeof ConfigurationError | typeof InventoryError, remedy: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "ENOENT"
        ? "there is no such file"
        : String(error instanceof Error ? error.message : error);
    throw new Problem(`${file}: ${why}. ${remedy}`);
  }
}
