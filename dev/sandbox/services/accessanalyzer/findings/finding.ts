import type {
  ExternalAccessDetails,
  FindingDetails,
  FindingStatus,
  FindingSummary,
  FindingSummaryV2,
  FindingType,
  ResourceType,
} from "@aws-sdk/client-accessanalyzer";
import type { PolicyBearer } from "../bearers/bearer";

/** A finding of any type, as the sandbox keeps it. */
export interface Finding {
  id: string;
  findingType: FindingType;
  resource: string;
  resourceType: ResourceType;
  resourceOwnerAccount: string;
  status: FindingStatus;
  createdAt: Date;
  analyzedAt: Date;
  updatedAt: Date;
  /** One that says that the resource could not be analyzed: it has no details then. */
  error?: string;
  details: FindingDetails[];
}

/** What an analyzer knows. It goes with the analyzer. */
export interface AnalyzerFindings {
  /** By id. */
  all: Map<string, Finding>;
  /** By account and ARN. External access only. */
  resources: Map<string, AnalyzedResource>;
  /** The last pass over the policies that it took part in. */
  pass: number;
}

/** A resource as it was when it was last analyzed. */
export interface AnalyzedResource extends PolicyBearer {
  analyzedAt: Date;
  findings: Finding[];
}

export function noFindings(): AnalyzerFindings {
  return { all: new Map(), resources: new Map(), pass: 0 };
}

export function externalDetails({ details }: Finding): ExternalAccessDetails | undefined {
  return details[0]?.externalAccessDetails;
}

/** As ListFindings and GetFinding have it. */
export function versionOne(finding: Finding): FindingSummary {
  const { id, resource, resourceType, resourceOwnerAccount, status, createdAt, analyzedAt, updatedAt, error } = finding;
  const { principal, action, isPublic, condition = {}, sources, resourceControlPolicyRestriction } = externalDetails(finding) ?? {};
  return {
    ...{ id, principal, action, resource, isPublic, resourceType, condition, createdAt, analyzedAt, updatedAt, status },
    ...{ resourceOwnerAccount, error, sources, resourceControlPolicyRestriction },
  };
}

/** As ListFindingsV2 has it, and GetFindingV2 beside the details. */
export function versionTwo(finding: Finding): FindingSummaryV2 {
  const { id, findingType, resource, resourceType, resourceOwnerAccount, status, createdAt, analyzedAt, updatedAt, error } = finding;
  return { id, findingType, resource, resourceType, resourceOwnerAccount, status, createdAt, analyzedAt, updatedAt, error };
}
