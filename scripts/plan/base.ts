import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../../domain/errors";
import type { PlannedProject } from "../../domain/plan/changedStacks";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import type { Configuration } from "../../domain/configuration/configuration";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import type { FileOptions } from "../options";

/**
 * What a plan is compared with: a folder that has both files, under the names that they have here, or an inventory alone under the
 * configuration that is in force here.
 *
 * @throws InputError that says it is the base, and what is wrong with it.
 */
export function readBase(base: string, options: FileOptions, config: Configuration, today: string): PlannedProject {
  try {
    const files = isFolder(base) ? inFolder(base, options) : undefined;
    const before = files ? readConfiguration(files) : config;
    const inventory = readInventoryFile(files ? inventoryFile(files) : base);
    return { config: before, inventory, plan: coveragePlan(before, inventory, today) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`What the plan is compared with (--diff ${base}) cannot be used. ${error.message}`);
  }
}

function inFolder(folder: string, options: FileOptions): Required<FileOptions> {
  return { config: join(folder, basename(options.config)), inventory: join(folder, basename(inventoryFile(options))) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
