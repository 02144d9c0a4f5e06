import { analyzerNames, type AnalyzerType } from "../analyzer";
import type { Partition } from "../partitions";

/** Where ARNs of a policy point. The account is an id, or the pseudo parameter that stands for it in a template. */
export interface Place {
  partition: Partition;
  account: string;
}

/** Analyzers of ours of these types, in whatever Region. */
export function analyzersOfOurs(place: Place, types: AnalyzerType[]): string[] {
  return types.map((type) => `${analyzers(place)}/${analyzerNames[type]}`);
}

/** Archive rules of analyzers of ours. */
export function archiveRulesOfOurs(place: Place, types: AnalyzerType[]): string[] {
  return analyzersOfOurs(place, types).map((arn) => `${arn}/archive-rule/*`);
}

export function anyAnalyzer(place: Place): string {
  return `${analyzers(place)}/*`;
}

export function anyAnalyzerOfOurs(place: Place): string {
  return `${analyzers(place)}/access-analyzer-org-*`;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-using-service-linked-roles.html */
export function serviceLinkedRole({ partition, account }: Place): string {
  return `arn:${partition}:iam::${account}:role/aws-service-role/${accessAnalyzerService}/AWSServiceRoleForAccessAnalyzer`;
}

/**
 * For reading a role by its name: IAM knows the role's path only if the role exists, and otherwise checks the name alone. Without the second
 * ARN a missing role looks like a missing permission.
 */
export function whetherOrNotItExists(roleArn: string): string[] {
  return [roleArn, roleArn.replace(/:role\/.*\//, ":role/")];
}

export const accessAnalyzerService = "access-analyzer.amazonaws.com";

function analyzers({ partition, account }: Place): string {
  return `arn:${partition}:access-analyzer:*:${account}:analyzer`;
}
