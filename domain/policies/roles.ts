import { auditRoleName, memberRoleNames, ownerTag, proverRoleName, provisionRoleName, retireRoleName } from "../names";
import type { Configuration } from "../configuration/configuration";
import type { AccountId } from "../identifiers";
import type { Place } from "./arns";
import { managementRoadRoleNames, roadRoleNames, roadRoleNamesEverywhere } from "./findingsRoad/extent";

export function roleArn(partition: Place["partition"], account: string, path: string, name: string): string {
  return `arn:${partition}:iam::${account}:role${path}${name}`;
}

/** ARNs of our roles in one account, from the configuration alone: never from outputs, so that every stack knows them from the start. */
export function roleArns(config: Configuration, account: AccountId): { provision: string; audit: string; retire: string; prover: string } {
  const { partition } = config.organization;
  return {
    provision: roleArn(partition, account, config.access.rolePath, provisionRoleName),
    audit: roleArn(partition, account, config.access.rolePath, auditRoleName),
    retire: roleArn(partition, account, config.access.rolePath, retireRoleName),
    prover: roleArn(partition, account, config.access.rolePath, proverRoleName),
  };
}

/** Names of the roles that an account has. */
export function roleNamesIn(config: Configuration, account: AccountId): readonly string[] {
  const { management, delegatedAdministrator } = config.organization;
  if (account === management) return [auditRoleName, ...managementRoadRoleNames(config)];
  const everywhere = [...memberRoleNames, ...roadRoleNamesEverywhere(config)];
  if (account !== delegatedAdministrator) return everywhere;
  return [...everywhere, ...(config.proof.enabled ? [proverRoleName] : []), ...roadRoleNames(config)];
}

/** ARN of the permissions boundary in one account, if the configuration asks for one; `account` may be a CloudFormation pseudo parameter. */
export function permissionsBoundary(config: Configuration, account: string): string | undefined {
  return config.access.permissionsBoundary?.replaceAll("{account}", account);
}

/** Everything the product creates carries these. */
export function ourTags(config: Configuration): Record<string, string> {
  return { ...config.tags, [ownerTag.key]: ownerTag.value };
}
