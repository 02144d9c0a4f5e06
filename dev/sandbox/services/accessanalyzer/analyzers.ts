import type { AnalyzerConfiguration, Criterion, Type } from "@aws-sdk/client-accessanalyzer";
import type { StoreKey, World } from "../../world/world";
import { AwsError } from "../../service";
import { ensureServiceLinkedRole } from "./serviceLinkedRole";

/** An analyzer as the sandbox keeps it. Its status is worked out when it is asked for, see ./status. */
export interface Analyzer {
  arn: string;
  account: string;
  region: string;
  name: string;
  type: Type;
  createdAt: Date;
  tags: Map<string, string>;
  configuration?: AnalyzerConfiguration | undefined;
  /** The service that made a service-linked analyzer, for example `securityhubv2.amazonaws.com`. */
  managedBy?: string | undefined;
  archiveRules: Map<string, ArchiveRule>;
  /** `becomes ACTIVE` and so on follow from the organization's state too; this is what happened to the analyzer itself. */
  creation: "CREATING" | "ACTIVE" | "FAILED" | "DISABLED";
  clientToken?: string | undefined;
}

export interface ArchiveRule {
  ruleName: string;
  filter: Record<string, Criterion>;
  createdAt: Date;
  updatedAt: Date;
}

export interface AnalyzerFilter {
  account?: string;
  region?: string;
  type?: string;
  name?: string;
}

interface Store {
  analyzers: Map<string, Analyzer>;
  failures: AnalyzerFilter[];
}

const key: StoreKey<Store> = { name: "accessanalyzer", create: () => ({ analyzers: new Map(), failures: [] }) };

/** Every analyzer of the organization that fits, by ARN. For tests and for other services. */
export function findAnalyzers(world: World, filter: AnalyzerFilter = {}): Analyzer[] {
  return [...world.store(key).analyzers.values()].filter((analyzer) => fits(analyzer, filter)).sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

export interface AnalyzerSeed {
  account: string;
  region: string;
  name: string;
  type: Type;
  tags?: Record<string, string>;
  managedBy?: string;
  /** Default ACTIVE. */
  status?: Analyzer["creation"];
  createdAt?: Date;
  configuration?: AnalyzerConfiguration;
}

/** Puts an analyzer there without an API call, with the service-linked role it needs: one that was made before the story begins, or behind our back. */
export function seedAnalyzer(world: World, seed: AnalyzerSeed): Analyzer {
  ensureServiceLinkedRole(world, seed.account);
  const analyzer: Analyzer = {
    arn: analyzerArn(world, seed.account, seed.region, seed.name),
    account: seed.account,
    region: seed.region,
    name: seed.name,
    type: seed.type,
    createdAt: seed.createdAt ?? world.clock.now(),
    tags: new Map(Object.entries(seed.tags ?? {})),
    configuration: seed.configuration,
    managedBy: seed.managedBy,
    archiveRules: new Map(),
    creation: seed.status ?? "ACTIVE",
  };
  addAnalyzer(world, analyzer);
  return analyzer;
}

export function addAnalyzer(world: World, analyzer: Analyzer): void {
  world.store(key).analyzers.set(analyzer.arn, analyzer);
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
  return new AwsError("ResourceNotFoundException", `Analyzer not found: ${arn}.`, { resourceId: arn, resourceType: "Analyzer" });
}

function fits(analyzer: Analyzer, filter: AnalyzerFilter): boolean {
  return (
    (filter.account === undefined || filter.account === analyzer.account) &&
    (filter.region === undefined || filter.region === analyzer.region) &&
    (filter.type === undefined || filter.type === analyzer.type) &&
    (filter.name === undefined || filter.name === analyzer.name)
  );
}
