import { z } from "zod";
import type { AccountId } from "../identifiers";
import type { Partition } from "../partitions";
import { section } from "./section";

/** What a caller does: a list of `access.callers`, and a policy of docs/permissions.md. */
export type CallerKind = "auditor" | "reviewer" | "deployer" | "retirer" | "prover";

const expected = "the ARN of an IAM role or user, or the name of a permission set of IAM Identity Center";
const permissionSet = /^[\w+=,.@-]{1,32}$/;
/** Wildcards stand in path and name alone. Of the characters that a path may have, those of names: the others mean something in policies. */
const principal = /^arn:(?:aws|aws-us-gov|aws-eusc|aws-cn):iam::\d{12}:(?:role|user)\/[\w+=,.@/*?-]+$/;

/** Who may become one of our roles: ARNs of IAM roles and users, and permission sets of IAM Identity Center by their names. */
export const callers = section({
  deployer: list("Who rolls out: the audit and provision roles."),
  retirer: list("Who deletes what is no longer planned: the audit and retire roles."),
  auditor: list("Who only reads: the audit role.").optional(),
  reviewer: list("Who previews for pull requests: the audit role.").optional(),
  prover: list("Who audits and signs the proof of it: the audit and prover roles.").optional(),
  manager: list(
    "Who runs the stack management: roles, users and permission sets of the management account. No role trusts them; what they do there is not told as tampering.",
  ).optional(),
});

function list(what: string) {
  const caller = z.string({ error: `expected ${expected}` }).superRefine((text, context) => {
    const message = mistake(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
  return z
    .array(caller, { error: `expected a list, each entry ${expected}` })
    .min(1, { error: `expected at least one entry: ${expected}` })
    .describe(what);
}

function mistake(text: string): string | undefined {
  const name = /^arn:[^:]*:iam::[^:]*:(?:role|user)\/(.*)$/.exec(text)?.[1] ?? text;
  if (/^[*?/]+$/.test(name))
    return "which means anybody; name roles and users, or leave access.callers out: then the delegated administrator's account alone decides who calls";
  if (/^\d{12}$/.test(text)) return `an account, expected ${expected}`;
  if (/^AWSReservedSSO_/.test(text))
    return `a role that IAM Identity Center made, expected the permission set's own name: ${ofReserved(text)}`;
  if (permissionSet.test(text) || principal.test(text)) return undefined;
  const [, service, account = "", session = ""] = /^arn:[^:]*:([^:]*):[^:]*:([^:]*):(?:assumed-role\/([^/]+))?/.exec(text) ?? [];
  if (service === "sts" && session.startsWith("AWSReservedSSO_"))
    return `a session of a permission set of IAM Identity Center, expected its name: ${ofReserved(session)}`;
  if (service === "sts")
    return `a session, expected the ARN of its role, with the role's path: "aws iam get-role --role-name ${session}" in account ${account} tells it`;
  if (/[*?]/.test(text.slice(0, text.length - name.length)))
    return "expected wildcards in the name of the role or user alone, not in partition or account";
  return `expected ${expected}: arn:aws:iam::ACCOUNT:role/PATH/NAME, in which * and ? may stand in PATH and NAME`;
}

/** AWSReservedSSO_NAME_SUFFIX */
function ofReserved(role: string): string {
  return role.replace(/^AWSReservedSSO_/, "").replace(/_[^_]*$/, "");
}

/**
 * What aws:PrincipalArn is compared with. IAM Identity Center's roles have a Region in their path, but for us-east-1, and end in a suffix that
 * changes when the permission set is assigned anew.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function callerArn(
  caller: string,
  { partition, delegatedAdministrator }: { partition: Partition; delegatedAdministrator: AccountId },
): string {
  return arnIn(delegatedAdministrator, caller, partition);
}

/** The same of whoever runs the stack management: their permission sets are assigned in the management account. Nobody unless named. */
export function managersOf({ access: { callers }, organization: { partition, management } }: Managed): string[] {
  return (callers?.manager ?? []).map((caller) => arnIn(management, caller, partition));
}

interface Managed {
  access: { callers?: { manager?: string[] | undefined } | undefined };
  organization: { partition: Partition; management: AccountId };
}

function arnIn(account: AccountId, caller: string, partition: Partition): string {
  return caller.startsWith("arn:")
    ? caller
    : `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${caller}_*`;
}
