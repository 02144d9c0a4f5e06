import type { Configuration } from "../configuration/configuration";
import { auditRoleName, provisionRoleName, retireRoleName } from "../names";
import {
  auditGrants,
  auditInManagementGrants,
  provisionGrants,
  provisionInDelegatedAdministratorGrants,
  readOrganizationGrants,
  readRolesGrants,
  retireGrants,
  reviewGrants,
  trustPolicy,
} from "./assumableRoles";
import type { Place } from "./arns";
import {
  administratorMoveGrants,
  firstLookGrants,
  managementCallerGrants,
  managementRetirementGrants,
  securityCallerGrants,
} from "./callers";
import { policyDocument, type Grant } from "./grant";

/** docs/permissions.md for one configuration: the policies that IAM is given, with the reasons that stand beside them in the code. */
export function permissionsPage(config: Configuration): string {
  const { management, delegatedAdministrator, partition } = config.organization;
  const inAccount = (account: string): Place => ({ partition, account });
  const member = inAccount("<member>");
  return (
    [
      introduction(config),
      "## Who calls",
      section(
        "The stack `management`",
        `Credentials of the management account ${management}, held by a person or an approved pipeline.`,
        managementCallerGrants(config),
      ),
      section(
        "Everything else",
        `Stacks \`security\` and \`member-*\`, \`inventory\` and \`audit\`: a principal of the delegated administrator's account ${delegatedAdministrator}.`,
        securityCallerGrants(config),
      ),
      section(
        "A first look",
        "`inventory` and `audit` with `--role-name OrganizationAccountAccessRole`, before any role of ours exists: credentials of the management account.",
        firstLookGrants(config, "OrganizationAccountAccessRole"),
      ),
      section(
        "Another delegated administrator",
        "Beside the first policy, only for `access-analyzer-org deploy --move-administrator`.",
        administratorMoveGrants(config),
      ),
      section(
        "Retiring everything",
        "Beside the first policy, only for the last step of `access-analyzer-org retire --everything`. Before it, analyzers are deleted through the retire roles.",
        managementRetirementGrants(config),
      ),
      "## Roles of ours",
      trust(config),
      section(
        `\`${provisionRoleName}\` in every member`,
        "Not in the management account: nothing that another account can assume writes there.",
        provisionGrants(member),
      ),
      section(
        `\`${provisionRoleName}\` in the delegated administrator, beside that`,
        "",
        provisionInDelegatedAdministratorGrants(inAccount(delegatedAdministrator)),
      ),
      section(
        `\`${retireRoleName}\` in every member`,
        "For `access-analyzer-org retire`. No roll-out deletes an analyzer.",
        retireGrants(member),
      ),
      section(
        `\`${auditRoleName}\` in every account`,
        "Reads only. In the management account it reads itself alone: no other role of ours is there.",
        [...auditGrants(member), ...reviewGrants(member), ...readRolesGrants(config, member)],
      ),
      section(`\`${auditRoleName}\` in the delegated administrator, beside that`, "", readOrganizationGrants(config)),
      section(`\`${auditRoleName}\` in the management account, beside that`, "", auditInManagementGrants(inAccount(management))),
      noLadderUpward,
    ].join("\n\n") + "\n"
  );
}

function introduction({ organization, access }: Configuration): string {
  return `# Permissions

Who runs what, under which credentials, and the exact policy each of them needs. The policies are written for the management account
${organization.management}, the delegated administrator ${organization.delegatedAdministrator}, the home Region ${organization.homeRegion} and roles under \`${access.rolePath}\`: put your own in their place.
\`<member>\` stands for each member account. Every statement is there for one reason, given in the table above it.

| what | whose credentials | what they reach |
|---|---|---|
| \`pulumi up --stack management\` | the management account | organization settings, one StackSet, one role and the analyzers of that account |
| \`pulumi up --stack security\` | the delegated administrator | \`${provisionRoleName}\` in its own account, \`${auditRoleName}\` in the management account |
| \`pulumi up --stack member-<id>\` | the delegated administrator | \`${provisionRoleName}\` in that member |
| \`deploy\` | both | what the stacks reach; before them, the organization is compared with the inventory |
| \`inventory\`, \`audit\` | the delegated administrator | \`${auditRoleName}\` in every account |
| \`plan\` | none | files only |

Credentials are the usual AWS chain. One profile or role can be named for the stack \`management\` (\`ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE\`,
\`ACCESS_ANALYZER_ORG_MANAGEMENT_ROLE_ARN\`) and one for everything else (\`ACCESS_ANALYZER_ORG_PROFILE\`, \`ACCESS_ANALYZER_ORG_ROLE_ARN\`). A principal that
assumes a role first needs \`sts:AssumeRole\` on that role, and the role needs the policy below.`;
}

function section(title: string, text: string, grants: Grant[]): string {
  const rows = grants.map(({ sid, why, wildcard }) => `| ${sid} | ${why} | ${wildcard ?? ""} |`);
  return [`### ${title}`, text, ["| statement | why | why a wildcard |", "|---|---|---|", ...rows].join("\n"), json(policyDocument(grants))]
    .filter((part) => part !== "")
    .join("\n\n");
}

function trust(config: Configuration): string {
  return `The roles come into the members by a service-managed StackSet, which reaches accounts that join later too. In the management account,
which StackSets leave out, the stack \`management\` creates the audit role. All trust the delegated administrator's account; who in that
account may assume them is decided there, by the policy under [Everything else](#everything-else).

${json(trustPolicy(config))}`;
}

const noLadderUpward = `## No ladder upward

- **No role that another account can assume changes IAM.** The one exception is \`iam:CreateServiceLinkedRole\` for Access Analyzer: the first
  analyzer of an account creates that role, and AWS fixes its name, its trust and its policy, so that nothing can be gained by it.
- **No role that another account can assume writes in the management account.** There is only the audit role, which reads.
- **StackSets get trusted access, but no delegated administrator.** A delegated administrator of StackSets may put any stack, and with it any
  IAM role, into every member; AWS offers no way to limit that. So the roles' StackSet is owned by the management account.
- **Account Management gets neither trusted access nor a delegated administrator.** That one may change members' root e-mail addresses and turn
  Regions off. Regions are read inside each account instead.
- **A permissions boundary** can be put on every role of ours: \`access.permissionsBoundary\` in organization.yaml. It has to allow what is above.
  The policy of the stack \`management\` then has \`iam:PutRolePermissionsBoundary\` on the audit role too. Taking a boundary off again needs
  \`iam:DeleteRolePermissionsBoundary\`, which no policy here has: that is for an administrator of the management account.`;

function json(document: object): string {
  return `\`\`\`json\n${JSON.stringify(document, null, 2)}\n\`\`\``;
}
