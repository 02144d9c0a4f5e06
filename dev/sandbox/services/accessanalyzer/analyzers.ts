import type { AnalyzerConfiguration, Criterion, Type } from "@aws-sdk/client-accessanalyzer";
import type { StoreKey, World } from "../../world/world";
import { AwsError } from "../../service";
import { noFindings, type AnalyzerFindings } from "./findings/finding";

/** The service, as roles and trusted access know it. */
export const principal = "access-analyzer.amazonaws.com";

/** An analyzer as the sandbox keeps it. Its status is worked out when it is asked for, see ./organizationAccess. */
export interface Analyzer {
  arn: string;
  account: string;
  region: string;
  name: string;
  type: Type;
  createdAt: Date;
  tags: Map<string, string>;
  configuration?: AnalyzerConfiguration;
  /** The service that made a service-linked analyzer, for example `securityhubv2.amazonaws.com`. */
  managedBy?: string;
  archiveRules: Map<string, ArchiveRule>;
  /** `becomes ACTIVE` and so on follow from the organization's state too; this is what happened to the analyzer itself. */
  creation: "CREATING" | "ACTIVE" | "FAILED" | "DISABLED";
  clientToken?: string;
  findings: AnalyzerFindings;
}

export interface ArchiveRule {
  ruleName: string;
  filter: Record<string, Criterion>;
  createdAt: Date;
  updatedAt: Date;
}

/** Those analyzers that are what it says. */
export type AnalyzerFilter = Partial<Pick<Analyzer, "account" | "region" | "type" | "name">>;

interface Store {
  analyzers: Map<string, Analyzer>;
  failures: AnalyzerFilter[];
}

const key: StoreKey<Store> = { name: "accessanalyzer", create: () => ({ analyzers: new Map(), failures: [] }) };

/** Every analyzer of the organization that fits, by ARN. For tests and for other services. */
export function findAnalyzers(world: World, filter: AnalyzerFilter = {}): Analyzer[] {
  return [...world.store(key).analyzers.values()].filter((analyzer) => fits(analyzer, filter)).sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

/** Whether there is an analyzer of one of these types, whatever its status. */
export function hasAnalyzer(world: World, types: readonly Type[]): boolean {
  for (const { type } of world.store(key).analyzers.values()) if (types.includes(type)) return true;
  return false;
}

/** It knows nothing yet. */
export function addAnalyzer(world: World, analyzer: Omit<Analyzer, "findings">): void {
  world.store(key).analyzers.set(analyzer.arn, { ...analyzer, findings: noFindings() });
}

/** Deletes an analyzer behind everybody's back; false where there was none. */
export function removeAnalyzer(world: World, account: string, region: string, name: string): boolean {
  return world.store(key).analyzers.delete(analyzerArn(world, account, region, name));
}

/** From now on the creation of analyzers that fit ends in FAILED (the service-linked role could not be made). */
export function failCreation(world: World, filter: AnalyzerFilter): void {
  world.store(key).failures.push(filter);
}

export function creationFails(world: World, analyzer: Analyzer): boolean {
  return world.store(key).failures.some((filter) => fits(analyzer, filter));
}

export function analyzerArn(world: World, account: string, region: string, name: string): string {
  return `arn:${world.partition}:access-analyzer:${region}:${account}:analyzer/${name}`;
}

/** @throws ResourceNotFoundException */
export function getAnalyzer(world: World, arn: string): Analyzer {
  const analyzer = world.store(key).analyzers.get(arn);
  if (analyzer) return analyzer;
  throw noAnalyzer(arn);
}

export function noAnalyzer(arn: string): AwsError {
  return refused("ResourceNotFoundException", `Analyzer not found: ${arn}.`, arn);
}

/** An error that says of which resource it speaks. */
export function refused(
  code: "ConflictException" | "ResourceNotFoundException" | "ServiceQuotaExceededException",
  message: string,
  resourceId: string,
  resourceType = "Analyzer",
): AwsError {
  return new AwsError(code, message, { resourceId, resourceType });
}

function fits(analyzer: Analyzer, { account, region, type, name }: AnalyzerFilter): boolean {
  return (
    (account === undefined || account === analyzer.account) &&
    (region === undefined || region === analyzer.region) &&
    (type === undefined || type === analyzer.type) &&
    (name === undefined || name === analyzer.name)
  );
}
