import type { PrincipalPattern, Selection } from "./document";

/** Who asks, as policies on resources name principals. */
export type Requester = PersonOrRole | ServicePrincipal;

interface PersonOrRole {
  account: string;
  /** A session's own ARN, or the user's. */
  arn: string;
  /** A session's role, or the user. */
  principalArn: string;
}

/** A service that acts by itself. It is of no account. */
export interface ServicePrincipal {
  /** `events.amazonaws.com` */
  service: string;
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

/**
 * Whether a denial is meant for the requester. `NotPrincipal` spares a session only where its account, its role and the session itself are
 * listed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isDenied(principals: Selection<PrincipalPattern> | undefined, requester: Requester): boolean {
  if (principals?.kind !== "allBut" || "service" in requester) return matchPrincipals(principals, requester) !== "no";
  const { account, arn, principalArn } = requester;
  const lists = (fits: (value: string) => boolean) =>
    principals.items.some((pattern) => pattern.kind === "everybody" || (pattern.kind === "aws" && fits(pattern.value)));
  const isAccount = (value: string) => value === account || value.endsWith(`:iam::${account}:root`);
  return ![isAccount, (value: string) => value === principalArn, (value: string) => value === arn].every(lists);
}

function matchOne(pattern: PrincipalPattern, requester: Requester): PrincipalMatch {
  if (pattern.kind === "everybody") return "directly";
  if ("service" in requester) return pattern.kind === "service" && pattern.value === requester.service ? "directly" : "no";
  const { account, arn, principalArn } = requester;
  switch (pattern.kind) {
    case "aws":
      if (pattern.value === account || pattern.value.endsWith(`:iam::${account}:root`)) return "account";
      return pattern.value === arn || pattern.value === principalArn ? "directly" : "no";
    case "service":
    case "other":
      return "no";
  }
}
