import { drifted, type AuditedRoles } from "../../domain/audit/auditRoles";
import type { Audit } from "../../domain/audit/audit";
import { stateWords } from "../../domain/audit/rolesVerdict";
import { remedyOfRoles } from "./rolesRemedies";
import { bare, draw, type Look } from "./glyphs";
import { paint, type Style } from "../terminal/style";
import { harmless, plural, wrap } from "../terminal/text";

/** Accounts shown for one reason before the rest is only counted. */
const linesPerReason = 12;

/** Our roles where they are not as planned: those of one reason stand together, a line for each account, with what to do. */
export function renderRoles(
  audit: Pick<Audit, "roles" | "accounts" | "organization">,
  style: Style,
  all: boolean,
  hasDeployed = false,
): string {
  const { roles, organization } = audit;
  if (roles.length === 0) return "";
  const names = new Map(audit.accounts.map(({ id, name }) => [id, harmless(name)]));
  const groups = new Map<string, { sample: AuditedRoles; what: string; remedy: string; accounts: string[] }>();
  for (const each of roles.filter(({ state }) => state !== "asPlanned")) {
    const what = each.details.map((detail) => harmless(detail.replaceAll(each.account, "<account>"))).join("; ");
    const remedy = remedyOfRoles(each, { organization, hasDeployed });
    const key = `${each.state}\n${what}\n${remedy}`;
    const group = groups.get(key) ?? { sample: each, what, remedy, accounts: [] };
    group.accounts.push(`${each.account} ${names.get(each.account) ?? ""}`);
    groups.set(key, group);
  }
  const order = [...drifted, "unreadable", "notRolledOut"];
  const sorted = [...groups.values()].sort((left, right) => order.indexOf(left.sample.state) - order.indexOf(right.sample.state));
  const fine = roles.filter(({ state }) => state === "asPlanned").length;
  return [
    ...sorted.map((group) => renderGroup(group, style, all)),
    ...(fine === 0 ? [] : [`Roles as planned: ${fine} of ${plural(roles.length, "account")}.`]),
  ].join("\n\n");
}

function renderGroup(
  { sample: { state }, what, remedy, accounts }: { sample: AuditedRoles; what: string; remedy: string; accounts: string[] },
  style: Style,
  all: boolean,
): string {
  const look: Look =
    state === "unreadable" ? "unreadable" : state === "changed" ? "wrong" : state === "notRolledOut" ? "exempt" : "missing";
  const title = wrap(
    `${bare(look, style)} Roles ${stateWords[state]}, ${plural(accounts.length, "account")}${what === "" ? "" : `: ${what}`}`,
    style.columns,
    "  ",
  );
  title[0] = `${draw(look, style)} ${paint(style, "bold", (title[0] ?? "").slice(bare(look, style).length + 1))}`;
  const shown = all || accounts.length <= linesPerReason ? accounts : accounts.slice(0, linesPerReason - 1);
  const rest = accounts.length - shown.length;
  return [
    ...title,
    ...shown.map((account) => `  ${account}`),
    ...(rest === 0 ? [] : [paint(style, "dim", `  and ${plural(rest, "more account")}; --all shows them, --json tells everything`)]),
    ...remedy
      .split("\n")
      .flatMap((line, index) => wrap(index === 0 ? `${style.unicode ? "→" : "->"} ${line}` : `  ${line}`, style.columns - 2, "  "))
      .map((line) => `  ${line}`),
  ].join("\n");
}
