import { auditedOrganization } from "../../domain/audit/audit";
import { InputError } from "../../domain/errors";
import { plannedGaps } from "../../domain/audit/plannedGaps";
import type { AuditedPlace } from "../../domain/audit/place";
import { describeMove, otherAdministrator } from "../../domain/plan/administrator";
import { unplannedAnalyzers } from "../../domain/plan/unplanned";
import type { Warning } from "../../domain/plan/warnings";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { inventoryFile, readConfiguration, readInventoryFile } from "../files/inputFiles";
import { renderDrift } from "../audit/drift";
import { readBase } from "./base";
import { renderComment } from "./comment";
import { comparison, type ComparisonOptions } from "./comparison";
import { previewsExitCode } from "./previewReports";
import { exitCode } from "../terminal/exitCodes";
import { renderDifference, renderPlan } from "./report";
import { styleOf } from "../terminal/style";
import { plural } from "../terminal/text";
import { messagesOf, tellWarnings } from "../terminal/warnings";

export interface PlanCommandOptions extends ComparisonOptions {
  json: boolean;
  diff?: string;
  markdown: boolean;
  all: boolean;
  strict: boolean;
}

export function runPlan(options: PlanCommandOptions): number {
  refuseAlone(options);
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
  const before = readBase(options.diff, options, configuration, today);
  const compared = comparison(before, { config: configuration, inventory, plan }, options);
  const inventories = [inventory, before.inventory];
  process.stdout.write(
    options.json
      ? json({ version: 1, date: today, ...compared, gaps, warnings })
      : options.markdown
        ? renderComment({ compared, gaps, warnings, inventories })
        : [
            renderDifference(compared, inventories, options.diff, style, options.all),
            ...(gaps.length === 0 ? [] : [`${renderDrift(shownGaps, style, options.all)}\n`]),
          ].join("\n"),
  );
  return Math.max(code, previewsExitCode(compared.previewed ?? []));
}

/** What is said of a comparison, where there is none, would be left out in silence. */
function refuseAlone({ diff, markdown, json, changedFiles, previews }: PlanCommandOptions): void {
  if (diff === undefined && (markdown || changedFiles !== undefined || previews !== undefined))
    throw new InputError("--markdown, --changed-files and --previews belong to a comparison: name what to compare with by --diff BASE.");
  if (previews !== undefined && changedFiles === undefined)
    throw new InputError(
      "--previews without --changed-files: which stacks had to be previewed is not known. Name the list of files that differ.",
    );
  if (markdown && json) throw new InputError("--markdown and --json: choose one of them.");
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
