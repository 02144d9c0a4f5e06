import type { FindingSourceType, ResourceType } from "@aws-sdk/client-accessanalyzer";
import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";

/** A resource, with everything on it that can let somebody in. */
export interface PolicyBearer {
  account: string;
  /** Absent for a role: analyzers of every Region report it. */
  region?: string;
  arn: string;
  resourceType: ResourceType;
  createdAt: Date;
  /** Its policy, as it is stored. */
  policy?: string;
  /** What lets somebody in beside a policy: ACLs, grants, shares. */
  grants?: Granted[];
  /** What is in force for a bucket, of itself and of its account. */
  publicAccessBlock?: PublicAccessBlockConfiguration;
  /** Further ways to a bucket, each with a policy and a block of its own. */
  accessPoints?: Pick<PolicyBearer, "arn" | "policy" | "publicAccessBlock">[];
  /** Condition keys whose value the resource itself decides; undefined where a request to it never carries the key. */
  context?: Record<string, string | undefined>;
}

export interface Granted {
  principal: { AWS: string } | { CanonicalUser: string };
  action: string[];
  source?: FindingSourceType;
}

/** Names one resource of the organization: a bucket's ARN does not say whose it is. */
export function keyOf({ account, arn }: Pick<PolicyBearer, "account" | "arn">): string {
  return `${account} ${arn}`;
}
