import { shortened } from "../configuration/quoted";
import { roadNames } from "../findings/road";
import { isAccountId } from "../identifiers";
import { likePattern } from "../likePattern";
import { policyDocument, type Condition, type Statement } from "../resourcePolicies/policyDocument";
import { unknownValue } from "../unknownValue";
import { lastOf, type Value } from "./parts";

/** Whom the policy of a part of the road may let in. */
export interface Limit {
  /** What others must not do. */
  actions: readonly string[];
  /** Names of our roles in the account of the road. */
  roles: readonly string[];
  /** Names of our roles in any account of the organization, for which {@link fromOrganization} is asked. */
  rolesOfMembers?: readonly string[];
  /** Services, each with how it has to be limited. */
  services?: Readonly<Record<string, ServiceLimit>>;
  /** Identities of the account get in by policies of their own: the policy has to deny it to them. */
  isFenced: boolean;
}

/**
 * `ourRules`: aws:SourceArn names rules of ours. `rulesEverywhere`: or the rules that watch the management account, or the scanner's of an account of
 * the organization. `account`: aws:SourceAccount or aws:SourceArn names the account. `any`: AWS documents no condition that it would meet.
 */
export type ServiceLimit = "ourRules" | "rulesEverywhere" | "account" | "any";

export interface Owner {
  /** The account of the road; undefined where it is not known. */
  account?: string;
  /** The management account; undefined where it is not known. */
  management?: string;
  /** Accounts of the organization; undefined where they are not known. */
  accounts?: readonly string[];
  /** `o-...` */
  organization?: string;
}

export interface Judged {
  /** Sentences without their full stop, to stand behind the name of what has the policy. */
  violations: string[];
  notes: string[];
}

/**
 * Whether a policy lets in nobody beyond its limit.
 *
 * @param name of what has the policy, which a Deny has to be about
 */
export function withinLimit(document: unknown, limit: Limit, owner: Owner, name: Value): Judged {
  const { statements, unreadable } = policyDocument(document);
  const fences = statements.map((statement) => (isAbout(statement, name) ? fenceOf(statement, limit, owner) : "none"));
  const judged: Judged = { violations: [], notes: [] };
  for (const { statement, why } of unreadable) judged.notes.push(statement === undefined ? why : `${statement} cannot be read: ${why}`);
  if (limit.isFenced && unreadable.length === 0 && !fences.some((fence) => fence !== "none"))
    judged.violations.push(`does not deny ${limit.actions.join(", ")} to identities of its own account that are none of our roles`);
  else if (limit.isFenced && unreadable.length === 0 && !fences.some((fence) => fence === "own" || fence === "everybody"))
    judged.notes.push(`whether it denies ${limit.actions.join(", ")} to others than our roles is not known before it is deployed`);
  for (const statement of statements.filter(({ effect }) => effect === "Allow"))
    for (const entry of entriesOf(statement)) judgeEntry(entry, statement, { limit, owner, fences }, judged);
  return { violations: [...new Set(judged.violations)], notes: [...new Set(judged.notes)] };
}

/** Whom a statement lets in, one by one. */
type Entry =
  | { kind: "unknown" | "anybody" }
  | { kind: "service"; service: string }
  | { kind: "account"; account: string }
  | { kind: "role"; account: string; name: string }
  | { kind: "other"; who: string };

function entriesOf(statement: Statement): Entry[] {
  const { entries, not } = statement.principals;
  if (not) return [{ kind: "anybody" }];
  const narrowed = (statement.conditions ?? []).find((one) => isLimiting(one, "aws:principalarn"));
  return entries.flatMap(({ type, value }): Entry[] => {
    if (value === unknownValue) return [{ kind: "unknown" }];
    if (type === "Service") return [{ kind: "service", service: value }];
    if (type !== "AWS") return [{ kind: "other", who: value }];
    const entry = principalOf(value);
    const isWide = entry.kind === "anybody" || entry.kind === "account";
    return isWide && narrowed !== undefined
      ? narrowed.values.map((one) => (one === unknownValue ? { kind: "unknown" } : principalOf(one)))
      : [entry];
  });
}

function principalOf(value: string): Entry {
  if (value === "*") return { kind: "anybody" };
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  if (account !== undefined) return { kind: "account", account };
  const [, of = "", name = ""] = /^arn:[^:]+:iam::(\d{12}|\*):role\/(?:.*\/)?([^/*?]+)$/.exec(value) ?? [];
  return name === "" ? { kind: "other", who: value } : { kind: "role", account: of, name };
}

interface Context {
  limit: Limit;
  owner: Owner;
  fences: readonly Fence[];
}

function judgeEntry(entry: Entry, statement: Statement, { limit, owner, fences }: Context, { violations, notes }: Judged): void {
  const { name } = statement;
  const isFencedOff = (...kinds: Fence[]) => fences.some((fence) => kinds.includes(fence));
  switch (entry.kind) {
    case "unknown":
      notes.push(`whom ${name} lets in is not known before it is deployed`);
      return;
    case "other":
      violations.push(`${name} lets in ${shortened(entry.who)}, which is none of our roles`);
      return;
    case "anybody":
      if (isFencedOff("everybody")) return;
      if (statement.conditions === undefined || isFencedOff("maybe"))
        notes.push(`whether ${name} lets in everybody is not known before it is deployed`);
      else violations.push(`${name} lets in everybody who meets its conditions; name our roles in aws:PrincipalArn`);
      return;
    case "account":
      if (subscribesItself(statement, entry.account)) return;
      if (owner.account !== undefined && entry.account !== owner.account) violations.push(`${name} lets in account ${entry.account}`);
      else if (!limit.actions.some((action) => covers(statement, action)) || isFencedOff("own", "everybody")) return;
      else if (isFencedOff("maybe")) notes.push(`whether ${name} lets in more than our roles is not known before it is deployed`);
      else
        violations.push(
          `${name} allows ${limit.actions.join(", ")} to every identity of account ${entry.account}, and no statement denies it to others than our roles`,
        );
      return;
    case "role": {
      const isOwn = owner.account === undefined ? isAccountId(entry.account) : entry.account === owner.account;
      if (isOwn && limit.roles.includes(entry.name)) return;
      const who = `role ${entry.name}${entry.account === "*" ? " of any account" : ` of account ${entry.account}`}`;
      if (!limit.rolesOfMembers?.includes(entry.name)) violations.push(`${name} lets in ${who}, which is not meant`);
      else violations.push(...fromOrganization(statement, owner).map((what) => `${name} lets in ${who} ${what}`));
      return;
    }
    case "service":
      judgeService(entry.service, statement, { limit, owner, fences }, { violations, notes });
  }
}

/** A queue of another account can be subscribed by that account alone. */
function subscribesItself({ actions, conditions = [] }: Statement, account: string): boolean {
  const endpoint = conditions.find((one) => isLimiting(one, "sns:endpoint"));
  const isOnlySubscribe = !actions.not && actions.values.every((action) => String(action).toLowerCase() === "sns:subscribe");
  return (
    isOnlySubscribe &&
    endpoint?.values.every(
      (value) => /^arn:[^:]+:sqs:[^:*?]+:\d{12}:[^:*?]+$/.test(String(value)) && String(value).split(":")[4] === account,
    ) === true
  );
}

function judgeService(service: string, statement: Statement, { limit, owner }: Context, { violations, notes }: Judged): void {
  const { name, conditions } = statement;
  const how = limit.services?.[service];
  if (how === undefined) {
    violations.push(`${name} lets in ${shortened(service)}, which is not meant`);
    return;
  }
  if (how === "any") return;
  if (conditions === undefined) {
    notes.push(`what limits ${service} in ${name} is not known before it is deployed`);
    return;
  }
  const limiting = conditions.filter(
    (one) => isLimiting(one, "aws:sourcearn") || (how === "account" && isLimiting(one, "aws:sourceaccount")),
  );
  const isOurs = (value: string) =>
    isOurSource(value, how, owner) || (how === "rulesEverywhere" && isScanRuleOf(value, isOfOrganization(conditions, owner), owner));
  const ours = limiting.find(({ values }) => values.every((value) => isOurs(String(value))));
  if (limiting.some(({ values }) => values.includes(unknownValue)))
    notes.push(`what limits ${service} in ${name} is not known before it is deployed`);
  else if (ours !== undefined) {
    if (owner.accounts === undefined && !isOfOrganization(conditions, owner))
      notes.push(
        ...scannedIn(ours, owner).map(
          (account) =>
            `whether account ${account}, whose rule ${name} lets in, is of this organization is not known: name the plan's files`,
        ),
      );
  } else
    violations.push(
      how !== "account"
        ? `${name} lets in ${service} for whatever rule: name ours in aws:SourceArn`
        : `${name} lets in ${service} for any account: name ours in aws:SourceAccount`,
    );
}

function isOurSource(value: string, how: ServiceLimit, { account, management }: Owner): boolean {
  const of = isAccountId(value) ? value : (value.split(":")[4] ?? "");
  const isWatch = how === "rulesEverywhere" && of === management && value.endsWith(`:rule/${roadNames.watchRule}`);
  if (!isWatch && (account === undefined ? !isAccountId(of) : of !== account)) return false;
  return (
    how === "account" || /^arn:[^:]+:events:[^:]+:\d{12}:rule\/(?:access-analyzer-org-[^/*?]+\/)?access-analyzer-org-[^/?]+$/.test(value)
  );
}

/** Whether a text names the scanner's rule of an account of the organization, or of whichever where `isOfOrganization` is asked for. */
function isScanRuleOf(value: string, isOfOrganization: boolean, { accounts }: Owner): boolean {
  const account = scanRuleAccount(value);
  if (account === undefined) return false;
  return isOfOrganization || (isAccountId(account) && accounts?.includes(account) !== false);
}

/** Accounts other than the road's whose rules of the scanner a condition names. */
function scannedIn({ values }: Condition, { account }: Owner): string[] {
  return values.flatMap((value) => scanRuleAccount(String(value)) ?? []).filter((one) => one !== account);
}

function scanRuleAccount(value: string): string | undefined {
  const [, account, name] = /^arn:[^:]+:events:[^:]+:(\d{12}|\*):rule\/([^/]+)$/.exec(value) ?? [];
  return name === roadNames.scanRule ? account : undefined;
}

function isOfOrganization(conditions: readonly Condition[], { organization }: Owner): boolean {
  return conditions.some(
    (one) =>
      one.key.toLowerCase() === "aws:sourceorgid" &&
      one.operator.toLowerCase() === "stringequals" &&
      one.values.every((value) => isOrganization(value, organization)),
  );
}

/** Whether it is this organization; where that is not known, whether it is one. */
function isOrganization(value: unknown, organization: string | undefined): boolean {
  return organization === undefined ? /^o-[a-z0-9]{10,32}$/.test(String(value)) : value === organization;
}

/** What a statement lacks that lets in a role of any account of the organization to the bus. */
function fromOrganization({ conditions = [] }: Statement, { organization }: Owner): string[] {
  const has = (key: string, isIt: (condition: Condition) => boolean) =>
    conditions.some((one) => one.key.toLowerCase() === key && isIt(one));
  const isOnly = ({ values }: Condition, text: string) => values.length === 1 && String(values[0]).toLowerCase() === text;
  const lacking = [
    has(
      "aws:principalorgid",
      (one) => one.operator.toLowerCase() === "stringequals" && one.values.every((value) => isOrganization(value, organization)),
    )
      ? undefined
      : "without asking for this organization in aws:PrincipalOrgID",
    has("events:eventbusinvocation", (one) => one.operator.toLowerCase() === "bool" && isOnly(one, "true"))
      ? undefined
      : "with events of its own making: events:eventBusInvocation has to be true",
    has(
      "events:source",
      (one) => /^forallvalues:stringequals$/i.test(one.operator) && one.values.every((value) => /^aws\.[a-z0-9-]+$/.test(String(value))),
    ) && has("events:source", (one) => one.operator.toLowerCase() === "null" && isOnly(one, "false"))
      ? undefined
      : "with events of any source: name AWS's own in ForAllValues:StringEquals events:source, with Null false beside it",
  ];
  return lacking.filter((one) => one !== undefined);
}

function isAbout({ resources }: Statement, name: Value): boolean {
  if (resources === undefined || typeof name !== "string") return true;
  return !resources.not && resources.values.some((value) => value === "*" || (typeof value === "string" && lastOf(value) === lastOf(name)));
}

/** Whom a Deny leaves: of the own account or of everybody none but our roles and AWS services. */
type Fence = "none" | "maybe" | "own" | "everybody";

function fenceOf(statement: Statement, { actions, roles, rolesOfMembers = [] }: Limit, { account }: Owner): Fence {
  const { effect, principals, conditions } = statement;
  const isForAll = !principals.not && principals.entries.some(({ type, value }) => type === "AWS" && value === "*");
  if (effect !== "Deny" || !isForAll || !actions.every((action) => covers(statement, action))) return "none";
  if (conditions === undefined) return "maybe";
  const fences = conditions.map(({ operator, key, values }): Fence => {
    const name = operator.toLowerCase().replace(/ifexists$/, "");
    if (values.includes(unknownValue)) return "maybe";
    switch (key.toLowerCase()) {
      case "aws:principalarn": {
        if (name === "null") return values.join() === "false" ? "everybody" : "none";
        const spared = values.map((value) => principalOf(String(value)));
        const isOurs = spared.every((one) => one.kind === "role" && [...roles, ...rolesOfMembers].includes(one.name));
        return /^(arn|string)not(equals|like)$/.test(name) && isOurs ? "everybody" : "none";
      }
      case "aws:principalaccount":
        return name === "stringequals" && values.every((value) => account === undefined || value === account) ? "own" : "none";
      case "aws:principalisawsservice":
        return name === "bool" && values.join() === "false" ? "everybody" : "none";
      default:
        return "none";
    }
  });
  // Each of these conditions leaves none but our roles, AWS services or other accounts.
  if (fences.includes("none")) return "none";
  return fences.includes("maybe") ? "maybe" : fences.includes("own") ? "own" : "everybody";
}

/** Whether a statement is about an action. */
function covers({ actions: { not, values }, effect }: Statement, action: string): boolean {
  // What is not known may be anything: too much for an Allow, too little for a Deny.
  const isNamed = values.some((value) =>
    value === unknownValue ? (effect === "Allow") !== not : likePattern(value.toLowerCase(), action.toLowerCase()),
  );
  return isNamed !== not;
}

/** A condition that lets in nobody without the key, nor with another value. */
function isLimiting({ operator, key }: Condition, wanted: string): boolean {
  return key.toLowerCase() === wanted && /^(arn|string)(equals|like)$/i.test(operator);
}
