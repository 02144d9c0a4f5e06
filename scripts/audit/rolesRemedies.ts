import type { Audit } from "../../domain/audit/audit";
import type { AuditedRoles } from "../../domain/audit/auditRoles";
import type { RolesInstance } from "../../domain/audit/foundRoles";
import { auditRoleName, memberRoleNames, proverRoleName, rolesStackSetName } from "../../domain/names";
import { remedyOfUnreadable, type RemedyContext } from "./remedies";

export interface RolesContext extends RemedyContext {
  organization: Pick<Audit["organization"], "management" | "callers">;
}

const deploy = '"access-analyzer-org deploy --only management"';

/** What to do about the roles of one account that are not as planned. */
export function remedyOfRoles({ account, state, details, instance }: AuditedRoles, context: RolesContext): string {
  switch (state) {
    case "asPlanned":
      return "";
    case "notRolledOut":
      return `${deploy} rolls them out.`;
    case "unreadable":
      return remedyOfUnreadable(details.join("; "), context);
    case "inoperable":
      return instance === undefined ? `${deploy} says what to do by hand.` : stepsByHand(instance);
    case "failed":
    case "outdated":
    case "skipped":
      return `${deploy} deploys to the account again.`;
    case "noInstance":
      return `${deploy} creates it. An account that has just joined gets it within minutes by itself.`;
    case "missing":
    case "changed":
      return account === context.organization.management ? inManagement(details) : recreation;
  }
}

const recreation = `${deploy} deletes the account's instance of the roles' StackSet and creates it again, after a question. Who holds the credentials of the management account alone names the accounts with --recreate-roles.`;

/** The stack management keeps what it has made; what somebody has added is beyond its permissions. */
function inManagement(details: readonly string[]): string {
  const added = details.flatMap((detail) => {
    const policy = /: inline policy (\S+) is not planned$/.exec(detail)?.[1];
    const managed = /: managed policy (\S+) is attached/.exec(detail)?.[1];
    return [
      ...(policy === undefined ? [] : [`aws iam delete-role-policy --role-name ${auditRoleName} --policy-name ${policy}`]),
      ...(managed === undefined ? [] : [`aws iam detach-role-policy --role-name ${auditRoleName} --policy-arn ${managed}`]),
      ...(/permissions boundary is .*, planned none$/.test(detail)
        ? [`aws iam delete-role-permissions-boundary --role-name ${auditRoleName}`]
        : []),
    ];
  });
  const rest = added.length < details.length ? `${deploy} puts ${added.length === 0 ? "it" : "the rest"} right.` : "";
  if (added.length === 0) return rest;
  return ["What was added an administrator of the management account takes away:", ...added, ...(rest === "" ? [] : [rest])].join("\n");
}

/**
 * CloudFormation leaves an INOPERABLE instance out of everything but its deletion with retained stacks.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceSummary.html
 */
export function stepsByHand({ account, unit, stack }: RolesInstance): string {
  const region = stack?.split(":")[3];
  return [
    "CloudFormation could not delete it and leaves it out of everything now. By hand:",
    `1. In the management account${region === undefined ? "" : `, in ${region}`}: aws cloudformation delete-stack-instances --stack-set-name ${rolesStackSetName} --deployment-targets OrganizationalUnitIds=${unit},Accounts=${account},AccountFilterType=INTERSECTION --regions ${region ?? "<Region of the StackSet>"} --retain-stacks`,
    `2. In account ${account}: take away what hindered the deletion, and delete the stack ${stack?.split("/")[1] ?? `StackSet-${rolesStackSetName}-...`}, or else what is left of the roles ${[...memberRoleNames, proverRoleName].join(", ")}.`,
    `3. ${deploy} creates the instance again.`,
  ].join("\n");
}
