import type { PolicyComplianceFramework } from "@pulumi/policy";

/** The control that external access analyzers answer. */
export const framework: PolicyComplianceFramework = {
  name: "CIS AWS Foundations Benchmark",
  version: "5.0.0",
  reference: "1.19",
  specification: "Ensure that IAM External Access Analyzer is enabled for all regions",
};

/** A page of the IAM User Guide. What each policy says, and what to do then, is in docs/policy-pack.md. */
export function userGuide(page: string): string {
  return `https://docs.aws.amazon.com/IAM/latest/UserGuide/${page}`;
}
