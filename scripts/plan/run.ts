import type { FileOptions } from "../options";
import { auditedOrganization } from "../../domain/audit/audit";
import { plannedGaps } from "../../domain/audit/plannedGaps";
import type { AuditedPlace } from "../../domain/audit/place";
import { describeMove, otherAdministrator } from "../../domain/plan/administrator";
import { unplannedAnalyzers } from "../../domain/plan/unplanned";
import type { Warning } from "../../domain/plan/warnings";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { renderDrift } from "../audit/drift";
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
  const gaps = plannedGaps(configuration, inventory, plan);
  const problems = options.strict ? strictProblems(found, gaps) : [];
  for (const problem of problems) process.stderr.write(`--strict: ${problem}\n`);
  const code = problems.length === 0 ? exitCode.asPlanned : exitCode.badInput;
  const shownGaps = { places: gaps, accounts: inventory.accounts, organization: auditedOrganization(configuration, inventory) };
  const style = styleOf(process.stdout);
  if (options.diff === undefined) {
    const unplanned = unplannedAnalyzers(inventory, plan);
    const former = otherAdministrator(configuration, inventory);
    const moved = former === undefined ? {} : { moved: describeMove(configuration, former) };
    process.stdout.write(
      options.json
        ? json({ version: 1, date: today, ...plan, gaps, unplanned, ...moved, warnings })
        : renderPlan({ plan, gaps: shownGaps, unplanned, ...moved, inventory, today }, style, options.all),
    );
    return code;
  }
  const before = readInventoryFile(options.diff);
  const difference = planDifference(coveragePlan(configuration, before, today), plan);
  process.stdout.write(
    options.json
      ? json({ version: 1, date: today, ...difference, gaps, warnings })
      : [
          renderDifference(difference, [inventory, before], options.diff, style, options.all),
          ...(gaps.length === 0 ? [] : [`${renderDrift(shownGaps, style, options.all)}\n`]),
        ].join("\n"),
  );
  return code;
}

function strictProblems(found: readonly Warning[], gaps: readonly AuditedPlace[]): string[] {
  const mismatches = found.filter(({ isMismatch }) => isMismatch).length;
  return [
    ...(mismatches === 0 ? [] : [`${plural(mismatches, "thing")} that configuration and inventory do not agree about; see the warnings.`]),
    ...(gaps.length === 0 ? [] : [`${plural(gaps.length, "place")} that no external analyzer is certain to cover.`]),
  ];
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
