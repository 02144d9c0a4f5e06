import type { Configuration } from "../configuration/configuration";
import type { AccountId } from "../identifiers";
import type { Partition } from "../partitions";

/** Creates and updates analyzers and archive rules. Exists in the delegated administrator and every member, never in the management account. */
export const provisionRoleName = "access-analyzer-org-provision";
/** Reads only. Exists in every account, the management account included. */
export const auditRoleName = "access-analyzer-org-audit";
/** The StackSet that puts both roles into every member. */
export const rolesStackSetName = "access-analyzer-org-roles";
/** The tag by which everything the product creates is known. */
export const ownerTag = { key: "managed-by", value: "access-analyzer-org" } as const;

export function roleArn(partition: Partition, account: AccountId, path: string, name: string): string {
  return `arn:${partition}:iam::${account}:role${path}${name}`;
}

/** ARNs of the two roles in one account, from the configuration alone: never from outputs, so that every stack knows them from the start. */
export function roleArns(config: Configuration, account: AccountId): { provision: string; audit: string } {
  const { partition } = config.organization;
  return {
    provision: roleArn(partition, account, config.access.rolePath, provisionRoleName),
    audit: roleArn(partition, account, config.access.rolePath, auditRoleName),
  };
}

/** ARN of the permissions boundary in one account, if the configuration asks for one; `account` may be a CloudFormation pseudo parameter. */
export function permissionsBoundary(config: Configuration, account: string): string | undefined {
  return config.access.permissionsBoundary?.replaceAll("{account}", account);
}

/** Everything the product creates carries these. */
export function ourTags(config: Configuration): Record<string, string> {
  return { ...config.tags, [ownerTag.key]: ownerTag.value };
}
