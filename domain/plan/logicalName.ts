import type { AnalyzerType } from "../analyzer";
import type { AnalyzerSpec } from "./types";

/** An analyzer's name in a stack. Stable forever: a changed logical name would make Pulumi delete the analyzer and create it again. */
export function analyzerLogicalName({ account, region, type }: Pick<AnalyzerSpec, "account" | "region" | "type">): string {
  return `${account}-${region}-${what[type]}`;
}

/** An archive rule's name in a stack; as stable as its analyzer's. */
export function archiveRuleLogicalName(analyzer: string, rule: { name: string }): string {
  return `${analyzer}-${rule.name}`;
}

/** The name of a delegated administrator's registration, in the component that is called `component`. */
export function registrationLogicalName(component: string, service: string): string {
  return `${component}-delegated-administrator-${serviceLabel(service)}`;
}

/** The name of what the roles' StackSet deploys into one unit, in the component that is called `component`. */
export function unitInstanceLogicalName(component: string, unitId: string): string {
  return `${component}-${unitId}`;
}

/** `access-analyzer.amazonaws.com` is `access-analyzer` in logical names. */
export function serviceLabel(service: string): string {
  return service.replace(/\.amazonaws\.com(\.cn)?$/, "");
}

const what: Record<AnalyzerType, string> = {
  ACCOUNT: "account",
  ORGANIZATION: "organization",
  ORGANIZATION_UNUSED_ACCESS: "unused-access",
  ORGANIZATION_INTERNAL_ACCESS: "internal-access",
};
