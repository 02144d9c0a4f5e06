import type { Audit } from "../../domain/audit/audit";
import type { AuditedPlace, Coverer } from "../../domain/audit/place";
import { auditRoleName } from "../../domain/names";
import { harmless } from "../terminal/text";

export interface RemedyContext {
  organization: Pick<Audit["organization"], "callers">;
  /** A deploy has just ended: it is no advice any more by itself. */
  hasDeployed: boolean;
}

export function remedyOfMissing({ hasDeployed }: RemedyContext): string {
  return hasDeployed
    ? "See what became of its stack. If that succeeded, the inventory did not have this place: deploy again with --write-inventory."
    : '"access-analyzer-org deploy" creates it, with --write-inventory where inventory.json does not have the place yet.';
}

/** What is wrong in place; `deploy` changes a configuration and nothing else of an analyzer. */
export function remedyOfWrong(place: AuditedPlace & { state: "wrong" }, { hasDeployed }: RemedyContext): string {
  if (place.differences.some((difference) => difference.startsWith("type is ")))
    return "AWS changes no analyzer's type, and ours needs the name. Where its findings are not needed, delete it and deploy again.";
  if (place.by === "other") return "Agree with its owner, or change organization.yaml; what is not ours is never touched.";
  return hasDeployed ? "See what became of its stack, and deploy again." : '"access-analyzer-org deploy" puts it right.';
}

/** Rules that nobody planned are left alone by `deploy`: who made one has to say why. */
export function remedyOfHiding(place: AuditedPlace & { state: "hides" }, { hasDeployed }: RemedyContext): string {
  const unplanned = place.rules.filter(({ isPlanned }) => !isPlanned);
  const commands = unplanned.map(
    ({ analyzer, rule }) =>
      `"aws accessanalyzer delete-archive-rule --analyzer-name ${harmless(analyzer)} --rule-name ${harmless(rule)}" with credentials of the account, in the Region`,
  );
  const planned = hasDeployed ? "See what became of its stack, and deploy again." : '"access-analyzer-org deploy" puts it right.';
  return [
    ...(unplanned.length < place.rules.length ? [planned] : []),
    ...(commands.length === 0
      ? []
      : [
          `CloudTrail's CreateArchiveRule and UpdateArchiveRule say who it was. Then delete it: ${commands.join("; ")}. What it archived stays archived.`,
        ]),
  ].join(" ");
}

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_StatusReason.html */
export function remedyOfInactive(status: string, reason: string | undefined, by: Coverer["by"]): string {
  if (status === "CREATING") return "Wait a minute and run again.";
  if (reason === "DELEGATED_ADMINISTRATOR_DEREGISTERED")
    return '"access-analyzer-org deploy --only management" registers the delegated administrator again; the analyzer and its findings then come back.';
  if (reason === "AWS_SERVICE_ACCESS_DISABLED")
    return '"access-analyzer-org deploy --only management" gives IAM Access Analyzer trusted access again.';
  const deletion = by === "ours" ? "Delete the analyzer there and deploy again" : "Its owner has to delete it and make a new one";
  if (reason === "SERVICE_LINKED_ROLE_CREATION_FAILED")
    return `Create the service-linked role of IAM Access Analyzer in that account. ${deletion}.`;
  if (status === "FAILED") return `It does not heal by itself. ${deletion}.`;
  return by === "ours"
    ? "See the analyzer's page in the console of that account and Region."
    : "It takes the place that ours would have; agree with its owner.";
}

export function remedyOfUnreadable(reason: string, context: RemedyContext): string {
  if (reason.startsWith("the delegated administrator "))
    return "Bring the account back, or name another member in organization.delegatedAdministrator.";
  if (/ExpiredToken|RequestExpired/i.test(reason)) return "The caller's credentials ran out: sign in and run again.";
  if (/throttl|TooManyRequests|rate exceeded/i.test(reason))
    return context.hasDeployed
      ? 'Look again with "access-analyzer-org audit", with a small --concurrency.'
      : "Run again with a smaller --concurrency.";
  if (/no answer in time|timeout|ECONN|ENOTFOUND|EAI_AGAIN/i.test(reason))
    return `Check the network path to the endpoint and run again${context.hasDeployed ? "" : ", perhaps with a longer --timeout"}.`;
  if (/^AssumeRole/.test(reason)) return remedyOfRole(reason, context);
  if (/ListArchiveRules: AccessDenied/.test(reason))
    return 'The role needs access-analyzer:ListArchiveRules: "access-analyzer-org deploy --only management" gives it to ours. Otherwise look for a policy that denies it.';
  if (/AccessDenied|not authorized/i.test(reason)) return "Look for a policy (SCP, permissions boundary, the role's own) that denies it.";
  return "Run again.";
}

/** AWS says the same of a role that is not there and of one that trusts another account. */
export function remedyOfRole(reason: string, { organization: { callers } }: Pick<RemedyContext, "organization">): string {
  if (!reason.includes(auditRoleName)) return "Name a role with --role-name that is there in every account and trusts the caller.";
  const caller = /User: arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):/.exec(reason)?.[1];
  if (caller !== undefined && !callers.some((account) => account === caller))
    return (
      `Our roles trust ${callers.length === 1 ? "account" : "accounts"} ${callers.join(", ")} alone, and this call came from ${caller}: call with ` +
      `--profile or --role-arn of a principal in ${callers.join(" or ")}. Before the roles are rolled out, name one that exists with --role-name.`
    );
  return (
    "The role is not there, or a policy denies the call: the caller needs sts:AssumeRole on it (docs/permissions.md), access.callers in " +
    'organization.yaml has to name the caller if it is there, and "access-analyzer-org deploy --only management" rolls the roles out. Until then name one that exists with --role-name.'
  );
}
