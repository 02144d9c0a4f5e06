import type { Audit } from "../../domain/audit/audit";
import { paint, type Style } from "../terminal/style";
import { renderTable } from "../terminal/table";
import { harmless, wrap } from "../terminal/text";
import { renderDrift } from "../audit/drift";
import { renderRules, renderUnplanned } from "../audit/remarks";
import { describeDone, markOf } from "./outcomeText";
import type { RolesHealed } from "./healRoles";
import type { StackOutcome } from "./stackOutcome";
import type { UnplannedAnalyzer } from "../../domain/plan/unplanned";
import type { AccountId } from "../../domain/identifiers";

export interface DeployReport {
  /** Nothing was changed: `stacks` says what would be done. */
  isPreview: boolean;
  stacks: StackOutcome[];
  /** Stacks in the backend of whose accounts nothing is known, with the reason and what to do. Nothing was done to them. */
  leftAlone: { stack: string; reason: string }[];
  /** What could not be read, with the reason: neither compared with inventory.json nor looked at afterwards. */
  unread: string[];
  /** Analyzers of ours that the plan has no longer: found in AWS, or in a preview listed by inventory.json. */
  unplanned: UnplannedAnalyzer[];
  /** What became of members' roles that were not as planned. Absent where the stack management was not rolled out. */
  roles?: RolesHealed;
  /** What is there now. Absent after a preview, and where nothing could be reached. */
  audit?: Audit;
  exitCode: number;
  sentence: string;
}

/** The table at the end: what is ACTIVE, what is not, and why. */
export function renderDeploy(report: DeployReport, names: ReadonlyMap<AccountId, string>, style: Style): string {
  const { stacks, audit } = report;
  const sections = [
    renderTable(
      [
        { title: "" },
        { title: "stack" },
        { title: "account" },
        ...(audit ? [{ title: "ACTIVE", align: "right" as const }] : []),
        { title: report.isPreview ? "would be done" : "done" },
      ],
      stacks.map((outcome) => {
        const { mark, colour } = markOf(outcome, style);
        const { name, account } = outcome.stack;
        return [
          paint(style, colour, mark),
          name,
          names.get(account) ?? account,
          ...(audit ? [active(audit, account)] : []),
          summary(outcome),
        ];
      }),
      style,
    ),
    reasons(report, style),
    audit ? renderDrift(audit, style, false, true) : report.isPreview ? steps(stacks, style) : "",
    renderUnplanned(report.unplanned, style),
    audit ? renderRules(audit.notes, style) : "",
    wrap(report.sentence, style.columns)
      .map((line) => paint(style, report.exitCode === 0 ? "green" : report.exitCode === 1 ? "red" : "magenta", line))
      .join("\n"),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** `4 of 4`: planned analyzers that are ACTIVE, kept ones among them. */
function active(audit: Audit, account: AccountId): string {
  const planned = audit.places.filter((place) => place.account === account && !["exempt", "gap", "regionNotEnabled"].includes(place.state));
  return `${planned.filter(({ state }) => state === "covered").length} of ${planned.length}`;
}

function summary(outcome: StackOutcome): string {
  return outcome.state === "done"
    ? describeDone(outcome)
    : { failed: "failed", regionDenied: "done, but in Regions that are denied", unreachable: "not reached", notStarted: "not started" }[
        outcome.state
      ];
}

function reasons({ stacks, leftAlone, unread, roles }: DeployReport, style: Style): string {
  const lines = [
    ...stacks.flatMap((outcome) =>
      outcome.state === "done"
        ? []
        : [`${outcome.stack.name}: ${outcome.reason}${outcome.remedy === undefined ? "" : `\n${outcome.remedy.replace(/^/gm, "-> ")}`}`],
    ),
    ...(roles === undefined ? [] : rolesLines(roles)),
    ...stacks.flatMap(({ stack, violations = [] }) =>
      violations.filter(({ level }) => level === "advisory").map(({ policy, message }) => `${stack.name}: ${policy}: ${message}`),
    ),
    ...leftAlone.map(({ stack, reason }) => `${stack}: left alone, ${reason}`),
    ...unread.map((what) => `not seen: ${what}`),
  ];
  return lines
    .flatMap((line) =>
      line.split("\n").flatMap((part, index) => wrap(`${index === 0 ? "- " : "  "}${harmless(part)}`, style.columns, "  ")),
    )
    .join("\n");
}

function rolesLines({ redeployed, created, recreated, left }: RolesHealed): string[] {
  const done: [string, AccountId[]][] = [
    ["deployed again", redeployed],
    ["created", created],
    ["deleted and created", recreated],
  ];
  return [
    ...done.filter(([, accounts]) => accounts.length > 0).map(([what, accounts]) => `roles: ${what} in ${accounts.join(", ")}`),
    ...left.map(({ account, reason, remedy }) => `roles of ${account}: ${reason}\n${remedy.replace(/^/gm, "-> ")}`),
  ];
}

/** What a preview would do, step by step. */
function steps(stacks: StackOutcome[], style: Style): string {
  return stacks
    .flatMap((outcome) =>
      outcome.state === "done" && outcome.steps.length > 0
        ? [paint(style, "bold", outcome.stack.name), ...outcome.steps.map((step) => `  ${harmless(step)}`)]
        : [],
    )
    .join("\n");
}
