import type { FileOptions } from "../options";
import { describeMove, otherAdministrator } from "../../domain/plan/administrator";
import { unplannedAnalyzers } from "../../domain/plan/unplanned";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { planDifference } from "./difference";
import { exitCode } from "../terminal/exitCodes";
import { renderDifference, renderPlan } from "./report";
import { styleOf } from "../terminal/style";

export interface PlanCommandOptions extends FileOptions {
  json: boolean;
  diff?: string;
  all: boolean;
}

export function runPlan(options: PlanCommandOptions): number {
  const configuration = readConfiguration(options);
  const inventory = readInventoryFile(inventoryFile(options));
  const today = new Date().toISOString().slice(0, 10);
  const plan = coveragePlan(configuration, inventory, today);
  const style = styleOf(process.stdout);
  if (options.diff === undefined) {
    const unplanned = unplannedAnalyzers(inventory, plan);
    const former = otherAdministrator(configuration, inventory);
    const moved = former === undefined ? {} : { moved: describeMove(configuration, former) };
    process.stdout.write(
      options.json
        ? json({ version: 1, date: today, ...plan, unplanned, ...moved })
        : renderPlan({ plan, unplanned, ...moved, inventory, today }, style, options.all),
    );
    return exitCode.asPlanned;
  }
  const before = readInventoryFile(options.diff);
  const difference = planDifference(coveragePlan(configuration, before, today), plan);
  process.stdout.write(
    options.json
      ? json({ version: 1, date: today, ...difference })
      : renderDifference(difference, [inventory, before], options.diff, style, options.all),
  );
  return exitCode.asPlanned;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
