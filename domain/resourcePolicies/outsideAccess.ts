import { shortened } from "../configuration/quoted";
import { unknownValue } from "../unknownValue";
import { conditionKey } from "./conditionKeys";
import { reachOfConditions } from "./conditions";
import { leftByDeny } from "./denies";
import { policyDocument, type Patterns, type Statement } from "./policyDocument";
import { reachOfPrincipals } from "./principals";
import { narrowest } from "./reach";
import type { TrustedAccess } from "./trusted";

/**
 * `trust` is a role's trust policy, `key` a KMS key's policy: in both Resource says nothing. In an `accessPoint`'s policy, what says that an
 * access point is used limits nobody.
 */
export type PolicyKind = "resource" | "accessPoint" | "trust" | "key";

/** Access that a policy gives, or may give, to others than the trusted. */
export interface OutsideAccess {
  /** As `statement 2 (PublicRead)`; undefined where it is the policy as a whole. */
  statement: string | undefined;
  /** `outside`: only to those named in `who`. `undecided`: whether it does cannot be said. */
  verdict: "public" | "outside" | "undecided";
  who: readonly string[];
  /** A sentence without its full stop. */
  why: string;
}

/**
 * What a resource's policy allows to others than the trusted, in the order of its statements; nothing where it stays with them. AWS services
 * are trusted: Access Analyzer reports none.
 *
 * @param document JSON text or an object, `unknownValue` wherever something is not known before it is deployed
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html
 */
export function outsideAccess(document: unknown, kind: PolicyKind, trusted: TrustedAccess): OutsideAccess[] {
  const { statements, unreadable } = policyDocument(document);
  const denies = statements.filter(({ effect }) => effect === "Deny");
  return [
    ...statements.filter(({ effect }) => effect === "Allow").flatMap((statement) => accessBy(statement, denies, kind, trusted)),
    ...unreadable.map(({ statement, why }): OutsideAccess => ({
      statement,
      verdict: "undecided",
      who: [],
      why: statement === undefined ? why : `${statement} cannot be read: ${why}`,
    })),
  ];
}

/** What one statement allows, as the policy's Denies leave it. */
export function accessBy(statement: Statement, denies: readonly Statement[], kind: PolicyKind, trusted: TrustedAccess): OutsideAccess[] {
  const conditions = reachOfConditions(statement, trusted, (key) =>
    kind === "accessPoint" && key.startsWith("s3:dataaccesspoint") ? undefined : conditionKey(key),
  );
  const hasResources = kind === "resource" || kind === "accessPoint";
  const reach = narrowest(reachOfPrincipals(statement, trusted), [
    ...conditions,
    ...denies.map((deny) => leftByDeny(deny, statement, hasResources, trusted)),
  ]);
  const { name } = statement;
  const allows = (who: readonly string[]) => `${name} allows ${patterns(statement.actions)} to ${some(who, ", ")}`;
  if (reach.everybody.length > 0) {
    const limitless = [...new Set(conditions.flatMap((condition) => condition.everybody))];
    const why = [
      allows(reach.everybody),
      ...(limitless.length === 0 ? [] : [`which its conditions do not limit (${some(limitless, "; ")})`]),
    ];
    return [{ statement: name, verdict: "public", who: reach.everybody, why: why.join(", ") }];
  }
  return [
    ...(reach.outside.length === 0
      ? []
      : [{ statement: name, verdict: "outside" as const, who: reach.outside, why: allows(reach.outside) }]),
    ...(reach.undecided.length === 0
      ? []
      : [{ statement: name, verdict: "undecided" as const, who: [], why: `${name} cannot be decided: ${some(reach.undecided, "; ")}` }]),
  ];
}

function patterns({ not, values }: Patterns): string {
  const text = some(
    values.map((value) => (value === unknownValue ? "what is not known yet" : value)),
    ", ",
  );
  return not ? `all but ${text}` : text;
}

/** The first few of many texts, each as a message can show it. */
export function some(texts: readonly string[], separator: string): string {
  const shown = texts.slice(0, 3).map(shortened);
  return [...shown, ...(texts.length > shown.length ? [`${texts.length - shown.length} more`] : [])].join(separator);
}
