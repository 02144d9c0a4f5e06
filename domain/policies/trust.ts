import { callerArn, type CallerKind } from "../configuration/caller";
import type { Configuration } from "../configuration/configuration";
import { accountId, type AccountId } from "../identifiers";
import { compare } from "../lists";
import { auditRoleName, proverRoleName, provisionRoleName, retireRoleName } from "../names";
import { roadNames } from "../findings/road";
import type { PolicyCondition, PolicyDocument } from "./grant";

/** What becoming a role of ours takes: a caller whose own session has a source identity or transitive tags hands them on, and is refused without. */
export const assumeActions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

/** Which callers a role of ours is for. */
const callersOfRole: Readonly<Record<string, readonly CallerKind[]>> = {
  [auditRoleName]: ["auditor", "reviewer", "deployer", "retirer", "prover"],
  [provisionRoleName]: ["deployer"],
  [retireRoleName]: ["retirer"],
  [proverRoleName]: ["prover"],
  [roadNames.redriveRole]: ["deployer"],
};

/**
 * Whom a role of ours trusts: its callers' accounts, inside this organization only, and of them the callers that the configuration names. A
 * principal of one of them needs the permission there as well: see docs/permissions.md.
 *
 * Accounts are principals and callers a condition, because a trust policy keeps a principal's unique id, which is dead when it is made anew.
 *
 * @param organization id of the organization, `o-...`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export function trustPolicy(config: Configuration, organization: string, roleName: string): PolicyDocument {
  const named = callersOf(config, roleName);
  const roots = trustedAccounts(config, roleName).map((account) => accountRoot(config, account));
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: roots },
        Action: assumeActions,
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": organization },
          ...(named === undefined ? {} : { ArnLike: { "aws:PrincipalArn": named } }),
        },
      },
    ],
  };
}

/**
 * Trust in an AWS service alone.
 *
 * @param condition what the service has to say about itself, where it says something.
 */
export function serviceTrust(service: string, condition?: PolicyCondition): PolicyDocument {
  const allow = { Effect: "Allow" as const, Principal: { Service: service }, Action: "sts:AssumeRole" };
  return { Version: "2012-10-17", Statement: [condition === undefined ? allow : { ...allow, Condition: condition }] };
}

/** Trust in roles of ours in the delegated administrator, named by a condition as callers are. */
export function trustOfRoles(config: Configuration, organization: string, roles: string[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: accountRoot(config, config.organization.delegatedAdministrator) },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:PrincipalOrgID": organization }, ArnLike: { "aws:PrincipalArn": roles } },
      },
    ],
  };
}

/** The accounts whose principals a role of ours trusts, sorted: none where it is for AWS services. */
export function trustedAccounts(config: Configuration, roleName: string): AccountId[] {
  if (roleName === roadNames.scanRole) return [config.organization.delegatedAdministrator];
  if (callersOfRole[roleName] === undefined) return [];
  const named = callersOf(config, roleName);
  return named === undefined ? [config.organization.delegatedAdministrator] : accountsOf(named);
}

/** The accounts from which anything but the stack management is called, sorted. Every caller reads. */
export function callerAccounts(config: Configuration): AccountId[] {
  return trustedAccounts(config, auditRoleName);
}

export function accountRoot({ organization }: Configuration, account: AccountId): string {
  return `arn:${organization.partition}:iam::${account}:root`;
}

/** ARNs with wildcards; undefined where the configuration leaves it to the delegated administrator's account. */
function callersOf({ access: { callers }, organization }: Configuration, roleName: string): string[] | undefined {
  if (callers === undefined) return undefined;
  const named = (callersOfRole[roleName] ?? []).flatMap((kind) => callers[kind] ?? []);
  return [...new Set(named.map((caller) => callerArn(caller, organization)))].sort(compare);
}

function accountsOf(arns: readonly string[]): AccountId[] {
  return [...new Set(arns.map((arn) => accountId(arn.split(":")[4] ?? "")))].sort(compare);
}
