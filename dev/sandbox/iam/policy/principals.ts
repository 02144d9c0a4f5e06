import type { PrincipalPattern, Selection } from "./document";

/** Who asks, as policies on resources name principals. */
export interface Requester {
  account: string;
  /** A session's own ARN, or the user's. */
  arn: string;
  /** A session's role, or the user. */
  principalArn: string;
}

/**
 * How a statement's principals speak of the requester. `account` means: its whole account, so that the account's own policies have to
 * allow the call too; `directly` grants within the account without them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type PrincipalMatch = "directly" | "account" | "no";

export function matchPrincipals(principals: Selection<PrincipalPattern> | undefined, requester: Requester): PrincipalMatch {
  if (!principals) return "no";
  const found = principals.items.map((pattern) => matchOne(pattern, requester));
  const best = found.includes("directly") ? "directly" : found.includes("account") ? "account" : "no";
  if (principals.kind === "these") return best;
  return best === "no" ? "directly" : "no";
}

function matchOne(pattern: PrincipalPattern, { account, arn, principalArn }: Requester): PrincipalMatch {
  switch (pattern.kind) {
    case "everybody":
      return "directly";
    case "aws":
      if (pattern.value === account || pattern.value.endsWith(`:iam::${account}:root`)) return "account";
      return pattern.value === arn || pattern.value === principalArn ? "directly" : "no";
    case "other":
      return "no";
  }
}
