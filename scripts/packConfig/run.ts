import { coveragePlan } from "../../domain/plan/coveragePlan";
import type { FileOptions } from "../options";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { exitCode } from "../terminal/exitCodes";
import { packConfiguration, readPackSettings } from "./packConfiguration";

export interface PackConfigOptions extends FileOptions {
  policyPackConfig?: string;
}

export function runPackConfig(options: PackConfigOptions): number {
  const inventory = inventoryFile(options);
  const own = options.policyPackConfig === undefined ? {} : readPackSettings(options.policyPackConfig);
  const config = readConfiguration(options);
  // What is wrong with it is better said here than in every preview.
  coveragePlan(config, readInventoryFile(inventory), new Date().toISOString().slice(0, 10));
  const settings = packConfiguration(config, { configuration: options.config, inventory }, own);
  process.stdout.write(`${JSON.stringify(settings, undefined, 2)}\n`);
  return exitCode.asPlanned;
}
