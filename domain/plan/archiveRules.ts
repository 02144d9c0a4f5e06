import type { AnalyzerType, ArchiveRule } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import type { AccountId } from "../identifiers";
import { roleArn } from "../policies/roles";
import { auditRoleName, builtInRulePrefix, provisionRoleName } from "../names";

/** The archive rules of our analyzer of this type in this account: the built-in ones, then the configuration's in its order. */
export function archiveRules(config: Configuration, account: AccountId, type: AnalyzerType): ArchiveRule[] {
  const configured = config.archiveRules.filter(({ analyzers }) => analyzers.includes(type)).map(({ name, filter }) => ({ name, filter }));
  return type === "ACCOUNT" ? [...builtInArchiveRules(config, account), ...configured] : configured;
}

/**
 * Archives what our own roles in the account would be reported for: that the delegated administrator may assume them. Exactly these roles
 * and this principal, so that a change of a role's trust is a finding again. The delegated administrator trusts itself, which is no finding.
 */
export function builtInArchiveRules(config: Configuration, account: AccountId): ArchiveRule[] {
  const { management, delegatedAdministrator, partition } = config.organization;
  if (account === delegatedAdministrator) return [];

  const names = account === management ? [auditRoleName] : [auditRoleName, provisionRoleName];
  return [
    {
      name: `${builtInRulePrefix}roles`,
      filter: {
        resource: { eq: names.map((name) => roleArn(partition, account, config.access.rolePath, name)) },
        resourceType: { eq: ["AWS::IAM::Role"] },
        "principal.AWS": { eq: [delegatedAdministrator, `arn:${partition}:iam::${delegatedAdministrator}:root`] },
      },
    },
  ];
}
