import type { FileOptions } from "../options";
import { describeMove, otherAdministrator } from "../../domain/plan/administrator";
import { unplannedAnalyzers } from "../../domain/plan/unplanned";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { planDifference } from "./difference";
import { exitCode } from "../terminal/exitCodes";
import { renderDifference, renderPlan } from "./report";
import { styleOf } from "../terminal/style";
import { plural } from "../terminal/text";
import { messagesOf, tellWarnings } from "../terminal/warnings";

export interface PlanCommandOptions extends FileOptions {
  json: boolean;
  diff?: string;
  all: boolean;
  strict: boolean;
}

export function runPlan(options: PlanCommandOptions): number {
  const configuration = readConfiguration(options);
  const inventory = readInventoryFile(inventoryFile(options));
  const today = new Date().toISOString().slice(0, 10);
  const plan = coveragePlan(configuration, inventory, today);
  const found = tellWarnings(configuration, inventory, today, options);
  const warnings = messagesOf(found);
  const mismatches = found.filter(({ isMismatch }) => isMismatch).length;
  const code = options.strict && mismatches > 0 ? exitCode.badInput : exitCode.asPlanned;
  if (code !== exitCode.asPlanned)
    process.stderr.write(
      `--strict: ${plural(mismatches, "thing")} that configuration and inventory do not agree about; see the warnings.\n`,
    );
  const style = styleOf(process.stdout);
  if (options.diff === undefined) {
    const unplanned = unplannedAnalyzers(inventory, plan);
    const former = otherAdministrator(configuration, inventory);
    const moved = former === undefined ? {} : { moved: describeMove(configuration, former) };
    process.stdout.write(
      options.json
        ? json({ version: 1, date: today, ...plan, unplanned, ...moved, warnings })
        : renderPlan({ plan, unplanned, ...moved, inventory, today }, style, options.all),
    );
    return code;
  }
  const before = readInventoryFile(options.diff);
  const difference = planDifference(coveragePlan(configuration, before, today), plan);
  process.stdout.write(
    options.json
      ? json({ version: 1, date: today, ...difference, warnings })
      : renderDifference(difference, [inventory, before], options.diff, style, options.all),
  );
  return code;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
