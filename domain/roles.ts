import type { AccountId } from "./identifiers";
import type { Partition } from "./partitions";

/** Creates and updates analyzers and archive rules. Exists in the delegated administrator and every member, never in the management account. */
export const provisionRoleName = "access-analyzer-org-provision";
/** Reads only. Exists in every account, the management account included. */
export const auditRoleName = "access-analyzer-org-audit";
/** The tag by which everything the product creates is known. */
export const ownerTag = { key: "managed-by", value: "access-analyzer-org" } as const;

export function roleArn(partition: Partition, account: AccountId, path: string, name: string): string {
  return `arn:${partition}:iam::${account}:role${path}${name}`;
}
