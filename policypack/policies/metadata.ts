import type { PolicyComplianceFramework } from "@pulumi/policy";

/** The control that external access analyzers answer. */
export const framework: PolicyComplianceFramework = {
  name: "CIS AWS Foundations Benchmark",
  version: "5.0.0",
  reference: "1.19",
  specification: "Ensure that IAM External Access Analyzer is enabled for all regions",
};

/** The policy's part of the documentation. */
export function docsUrl(policy: string): string {
  return `https://www.npmjs.com/package/access-analyzer-org?activeTab=code#policy-pack-${policy}`;
}
