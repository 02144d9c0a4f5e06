import type { ApiAnalyzerType } from "../analyzer";
import type { AccountId, Region } from "../identifiers";

/** What one analyzer said of one finding at one time: an event of it, or a reading through the API. */
export interface Observation {
  /** ARN of the analyzer. */
  analyzer: string;
  findingId: string;
  kind: FindingKind;
  /** Owner of the resource. */
  account: AccountId;
  region: Region;
  /** ARN. */
  resource: string;
  /** `AWS::S3::Bucket`, ... and any that is newer. */
  resourceType: string;
  status: FindingStatus;
  /** The end of a finding, whatever its status says: AWS leaves the status as it was. */
  isDeleted: boolean;
  /** ISO 8601, UTC, as are all times here. */
  createdAt: string;
  analyzedAt: string;
  updatedAt: string;
  access: Access;
}

/** By the analyzer's type. */
export type FindingKind = "external" | "unused" | "internal";
export type FindingStatus = "ACTIVE" | "ARCHIVED" | "RESOLVED";

export type Access = ExternalAccess | UnusedAccess | InternalAccess | AnalysisError;

export interface ExternalAccess {
  kind: "external";
  /** For example `{ AWS: "*" }`. */
  principal: Record<string, string>;
  /** Sorted, each once. */
  actions: string[];
  condition: Record<string, string>;
  /** Undefined where AWS did not say: then it may be. */
  isPublic: boolean | undefined;
}

export interface UnusedAccess {
  kind: "unused";
  /** `UnusedIAMRole`, `UnusedIAMUserAccessKey`, `UnusedIAMUserPassword`, `UnusedPermission`, or newer. */
  findingType: string;
  /** Only from events. */
  unusedServices?: number;
  unusedActions?: number;
}

export interface InternalAccess {
  kind: "internal";
  principal: Record<string, string>;
  actions: string[];
  condition: Record<string, string>;
  /** `INTRA_ACCOUNT` or `INTRA_ORG`. */
  accessType?: string;
  principalOwnerAccount?: string;
  principalType?: string;
}

/** The analyzer could not look: it is not known who has access. */
export interface AnalysisError {
  kind: "error";
  /** `ACCESS_DENIED`, `INTERNAL_ERROR`. */
  error: string;
}

/** What the findings of an analyzer are about; undefined for a type that is newer than this version. */
export function findingKindOf(type: ApiAnalyzerType): FindingKind | undefined {
  if (type === "ACCOUNT" || type === "ORGANIZATION") return "external";
  if (type === "ACCOUNT_UNUSED_ACCESS" || type === "ORGANIZATION_UNUSED_ACCESS") return "unused";
  if (type === "ACCOUNT_INTERNAL_ACCESS" || type === "ORGANIZATION_INTERNAL_ACCESS") return "internal";
  return undefined;
}
