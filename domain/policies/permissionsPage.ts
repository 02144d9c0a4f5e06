import type { Configuration } from "../configuration/configuration";
import { roadNames } from "../findings/road";
import { auditRoleName, proofAlias, proverRoleName, provisionRoleName, retireRoleName } from "../names";
import {
  auditGrants,
  auditInManagementGrants,
  provisionGrants,
  provisionInDelegatedAdministratorGrants,
  readOrganizationGrants,
  readRolesGrants,
  readRolesInAdministratorGrants,
  retireGrants,
  reviewGrants,
} from "./assumableRoles";
import type { Place } from "./arns";
import { administratorMoveGrants, firstLookGrants, managementCallerGrants, callerGrants, managementRetirementGrants } from "./callers";
import { findingsRoadPage } from "./findingsRoad/page";
import { policyDocument, type Grant } from "./grant";
import { auditKeyGrants, provisionKeyGrants, readKeyGrants } from "./keys";
import { proofKeyPolicy, proverGrants } from "./proofKey";
import { trustPolicy } from "./trust";

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
        `Credentials of the management account ${management}, held by a person or an approved pipeline. Name them in \`access.callers.manager\`, and what they do there is not told as tampering. With \`notifications\` they need [what is below](#the-stack-management-for-the-watch) too.`,
        managementCallerGrants(config),
      ),
      everythingElse(config),
      section(
        "The deployer",
        "`deploy` without `--only management`, and `pulumi up` of the stacks `security` and `member-*`. It deletes no analyzer.",
        callerGrants(config, "deployer"),
      ),
      section("The retirer", "`retire`. It creates and changes nothing.", callerGrants(config, "retirer")),
      section("The auditor", "The nightly `audit`, `inventory`. It writes nothing.", callerGrants(config, "auditor")),
      section(
        "The reviewer",
        "Previews of pull requests, which run under the audit role. The same reach as the auditor's, in a policy of its own: what a pull request runs, its author wrote. It writes nothing.",
        callerGrants(config, "reviewer"),
      ),
      stateOfTheReviewer,
      section(
        "The prover",
        "The nightly `audit --proof`, and `proof-key`. It reads as the auditor does, and signs through the prover role. Nobody else does, and it does nothing else: a principal that is another caller as well is refused. Where `proof.enabled` is false there is nothing to assume but the audit roles.",
        callerGrants(config, "prover"),
      ),
      oidc(config),
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
        `\`${provisionRoleName}\` in the delegated administrator, for the key that signs proofs`,
        "Where `proof.enabled` is true. Otherwise it reads keys, and takes away aliases of the findings road: what was switched off is read once again before it leaves the stack. It cannot change the key's policy, disable the key or delete it.",
        provisionKeyGrants({ ...config, proof: { enabled: true } }, inAccount(delegatedAdministrator)),
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
      section(
        `\`${auditRoleName}\` in the delegated administrator, for the proof`,
        "And for keys that the findings road has left. The prover role's own statements only where `proof.enabled` is true.",
        [
          ...readKeyGrants(inAccount(delegatedAdministrator)),
          ...auditKeyGrants(),
          ...readRolesInAdministratorGrants({ ...config, proof: { enabled: true } }, inAccount(delegatedAdministrator)),
        ],
      ),
      section(`\`${auditRoleName}\` in the management account, beside that`, "", auditInManagementGrants(inAccount(management))),
      section(
        `\`${proverRoleName}\` in the delegated administrator`,
        "Where `proof.enabled` is true.",
        proverGrants(inAccount(delegatedAdministrator)),
      ),
      proofKey(config),
      findingsRoadPage(config, exampleOrganization, { section, json }),
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
| \`pulumi up --stack security\` | the deployer | \`${provisionRoleName}\` in the delegated administrator, \`${auditRoleName}\` in the management account |
| \`pulumi up --stack member-<id>\` | the deployer | \`${provisionRoleName}\` in that member |
| \`deploy\` | the management account and the deployer | what the stacks reach; before them, the organization is compared with the inventory |
| \`retire\` | the retirer | \`${auditRoleName}\` in every account, \`${retireRoleName}\` where something is to be deleted |
| \`inventory\`, \`audit\` | the auditor | \`${auditRoleName}\` in every account |
| \`audit --proof\`, \`proof-key\` | the prover | \`${auditRoleName}\` in every account, \`${proverRoleName}\` in the delegated administrator |
| \`redrive\` | the deployer | \`${roadNames.redriveRole}\` in the delegated administrator |
| previews of pull requests | the reviewer | \`${auditRoleName}\` in every account |
| \`plan\` | none | files only |

Credentials are the usual AWS chain. One profile or role can be named for the stack \`management\` (\`ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE\`,
\`ACCESS_ANALYZER_ORG_MANAGEMENT_ROLE_ARN\`) and one for everything else (\`ACCESS_ANALYZER_ORG_PROFILE\`, \`ACCESS_ANALYZER_ORG_ROLE_ARN\`). A principal that
assumes a role first needs \`sts:AssumeRole\` on that role, and the role needs the policy below.`;
}

function everythingElse(config: Configuration): string {
  const { delegatedAdministrator } = config.organization;
  return `### Callers

Everything but the stack \`management\` goes through roles of ours, and callers differ by what they do. One principal may be several of them: attach several policies.
Without more they are principals of the delegated administrator's account ${delegatedAdministrator}, and that account alone decides who they are. \`access.callers\` in organization.yaml
names them, in that account or in others of the organization, such as one for pipelines. Then nobody else becomes a role of ours, whatever the policies of these accounts allow:

\`\`\`yaml
${exampleYaml(config)}
\`\`\`

An entry is the ARN of an IAM role or user, with \`*\` and \`?\` in its path and name if need be, or the name of a permission set of IAM Identity Center, which is
assigned in the delegated administrator's account. Of permission sets, those whose names go on after \`NAME_\` are meant as well. Name callers first, roll out
\`--only management\`, then take policies away: a caller who is not named is out at once.

Callers whose own session has a source identity or transitive session tags hand them on, which is why \`sts:SetSourceIdentity\` and \`sts:TagSession\` are beside \`sts:AssumeRole\`.
CloudTrail of every account then shows who it was.`;
}

const stateOfTheReviewer = `A preview reads the state as well. On an S3 backend the reviewer needs, beside this policy, \`s3:ListBucket\` on the bucket, \`s3:GetObject\` on its objects and \`kms:Decrypt\` on the
keys of the bucket and of the stacks' secrets, and no permission to write there: whoever can write the state can make the next roll-out delete things.`;

function oidc(config: Configuration): string {
  const { partition } = config.organization;
  const trusting = (subject: string) => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:${partition}:iam::${pipelinesAccount}:oidc-provider/token.actions.githubusercontent.com` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": subject,
          },
        },
      },
    ],
  });
  const repository = "repo:example@123456/access-analyzers@456789";
  return `### Callers in a pipeline

With GitHub Actions no key is kept: a job gets a token, and AWS gives it a role for it ([GitHub](https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws),
[AWS](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html)). Each caller is a role of its own, and its trust policy names one
[subject](https://docs.github.com/en/actions/reference/security/oidc), in full and with \`StringEquals\`: a wildcard such as \`${repository}:*\` takes tokens of pull requests too. The numbers are the ids of the
owner and the repository, which no later namesake gets; subjects of repositories made before July 15, 2026 have none (\`repo:example/access-analyzers\`) unless that was turned on or they were renamed since.

The deployer, from the branch \`main\` alone (\`${repository}:ref:refs/heads/main\`), or better from an environment with required reviewers. A job that names an environment has it in
its subject instead of the branch, so limit the environment's deployment branches to \`main\`: otherwise a pull request's job could name it as well.

${json(trusting(`${repository}:environment:production`))}

The retirer: another such environment. The auditor, or the prover where there is a proof: the branch \`main\`, since scheduled jobs run on the default branch. The reviewer, from pull requests:

${json(trusting(`${repository}:pull_request`))}

Every pull request of the repository has that subject, whatever its branch, and runs what its author wrote: hence the reviewer only reads.

Forks stay out. The token of a pull request from a fork cannot be given \`id-token: write\`, without which there is no token for AWS, unless an administrator turns on
"Send write tokens to workflows from pull requests": leave it off. Use no \`pull_request_target\` in this repository: it runs for forks too, with the rights of the base repository. That the job looks as well
spares a fork's author a failed one:

\`\`\`yaml
on: pull_request
permissions: { id-token: write, contents: read }
jobs:
  preview:
    if: github.event.pull_request.head.repo.full_name == github.repository
\`\`\``;
}

/** The page shows both: callers that the configuration names, and none. */
function withCallers(config: Configuration): Configuration {
  return { ...config, access: { ...config.access, callers: exampleCallers(config) } };
}

function exampleCallers({ organization: { partition } }: Configuration): NonNullable<Configuration["access"]["callers"]> {
  const pipelines = `arn:${partition}:iam::${pipelinesAccount}:role`;
  return {
    deployer: [`${pipelines}/access-analyzers-deploy`],
    retirer: ["AnalyzerRetirement"],
    auditor: [`${pipelines}/access-analyzers-audit`],
    reviewer: [`${pipelines}/access-analyzers-review`],
    prover: [`${pipelines}/access-analyzers-prove`],
  };
}

function exampleYaml(config: Configuration): string {
  const lines = Object.entries(exampleCallers(config)).map(
    ([kind, list]) => `    ${kind}: [${list.map((entry) => JSON.stringify(entry)).join(", ")}]`,
  );
  return ["access:", "  callers:", ...lines].join("\n");
}

const exampleOrganization = "o-exampleorgid";
const pipelinesAccount = "555555555555";

function section(title: string, text: string, grants: Grant[]): string {
  const rows = grants.map(({ sid, why, wildcard }) => `| ${sid} | ${why} | ${wildcard ?? ""} |`);
  return [`### ${title}`, text, ["| statement | why | why a wildcard |", "|---|---|---|", ...rows].join("\n"), json(policyDocument(grants))]
    .filter((part) => part !== "")
    .join("\n\n");
}

function trust(config: Configuration): string {
  const roles: [name: string, callers: string][] = [
    [auditRoleName, "Every caller."],
    [provisionRoleName, "The deployer alone."],
    [retireRoleName, "The retirer alone."],
    [proverRoleName, "The prover alone."],
    [roadNames.redriveRole, "The deployer alone; where `notifications` are configured."],
  ];
  return `The roles come into the members by a service-managed StackSet, which reaches accounts that join later too. In the management account,
which StackSets leave out, the stack \`management\` creates the audit role. Each trusts its callers' accounts, for principals of this
organization (\`${exampleOrganization}\` stands for its id), and where \`access.callers\` names callers, those alone. A trust policy names accounts and not roles,
because IAM keeps a named role's unique id, which is dead when somebody makes the role anew. So it takes both: that the trust policy has the
caller, and that a policy of the caller's own account allows it.

Without \`access.callers\`, the first three; there is no prover role then:

${json(trustPolicy(config, exampleOrganization, auditRoleName))}

With \`access.callers\` as in [Callers](#callers):

${roles.map(([name, callers]) => `\`${name}\`. ${callers}\n\n${json(trustPolicy(withCallers(config), exampleOrganization, name))}`).join("\n\n")}`;
}

function proofKey(config: Configuration): string {
  return `### The key that signs proofs

In the delegated administrator's home Region, under the alias \`${proofAlias}\`. Its own policy lets the account administer it, and denies everybody but
the prover role to sign with it. No role of ours may change that policy; whoever administers the account may, and CloudTrail tells it.

${json(proofKeyPolicy(config))}`;
}

const noLadderUpward = `## No ladder upward

- **No role that another account can assume changes IAM.** The one exception is \`iam:CreateServiceLinkedRole\` for Access Analyzer: the first
  analyzer of an account creates that role, and AWS fixes its name, its trust and its policy, so that nothing can be gained by it.
- **Roles are passed one by one.** The provision role gives the findings road's functions, rules and schedules the roles that are made for them, each to
  its own AWS service (\`iam:PassedToService\`). None of these roles changes anything in IAM.
- **No role that another account can assume writes in the management account.** There is only the audit role, which reads.
- **Who reviews cannot prove.** A pull request's preview runs what its author wrote, under the audit role, which cannot sign. The prover role's
  callers are named one by one, and are no other callers.
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
