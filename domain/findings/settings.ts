import type { ApiAnalyzerType } from "../analyzer";
import { managersOf } from "../configuration/caller";
import type { Configuration } from "../configuration/configuration";
import type { AccountId, Region } from "../identifiers";
import type { Inventory } from "../inventory/inventory";
import type { Partition } from "../partitions";
import type { AnalyzerSpec, CoveragePlan } from "../plan/types";
import { rowsOf } from "../policyChanges/rows";
import { ruleRegions } from "./roadRegions";

/** `settings.json` beside every function of the road: all that it knows without asking. */
export interface RoadSettings {
  partition: Partition;
  /** `o-...` */
  organization: string;
  management: AccountId;
  delegatedAdministrator: AccountId;
  homeRegion: Region;
  rolePath: string;
  /** Who runs the stack management: ARNs of roles and users of the management account, with wildcards. */
  managers: string[];
  accounts: Record<AccountId, RoadAccount>;
  /** Whose findings are swept. */
  analyzers: RoadAnalyzer[];
  /** Regions in which rules of the road have a dead-letter queue: the home Region among them, where the rule of the bus is. */
  ruleRegions: Region[];
  notifications: Notifications;
  withinOrganization: Configuration["findings"]["withinOrganization"];
  /** Absent where the scanner is on nowhere. */
  scanner?: ScannerSettings;
}

/** What the scanner knows without asking. */
export interface ScannerSettings {
  /** Where it is on, but for roles, which are scanned at home for each of these accounts. */
  places: Record<AccountId, Region[]>;
  /** `AWS::S3::Bucket`, ...: what is scanned. */
  resourceTypes: string[];
  /** External analyzers by which it scans: the organization's of each Region, and the accounts' own. None is ever created for it. */
  analyzers: RoadAnalyzer[];
}

export interface RoadAccount {
  name: string;
  /** Names of the OUs from the root down, joined by slashes; empty under the root. */
  ou: string;
  /** Absent where they could not be read: then any condition on them counts as met. */
  tags?: Record<string, string>;
}

export interface RoadAnalyzer {
  arn: string;
  account: AccountId;
  region: Region;
  type: ApiAnalyzerType;
}

export type Notifications = NonNullable<Configuration["notifications"]>;
export type Destination = Notifications["destinations"][string];
export type Route = Notifications["routes"][number];

/** Undefined without `notifications`: then there is no road. */
export function roadSettings(config: Configuration, inventory: Inventory, plan: CoveragePlan): RoadSettings | undefined {
  const { organization, accounts } = inventory;
  const { notifications, findings } = config;
  if (notifications === undefined) return undefined;
  const { partition, management, delegatedAdministrator, homeRegion } = config.organization;
  // No role of ours that scans is in the management account.
  const isScanned = ({ account, type }: AnalyzerSpec) =>
    findings.withinOrganization !== "ignore" && type === "ACCOUNT" && account !== management;
  const swept = plan.analyzers.filter((spec) => spec.account === delegatedAdministrator || isScanned(spec));
  const scanner = scannerSettings(config, plan);
  return {
    partition,
    organization: organization.id,
    management,
    delegatedAdministrator,
    homeRegion,
    rolePath: config.access.rolePath,
    managers: managersOf(config),
    accounts: Object.fromEntries(
      accounts.map(({ id, name, ou, tags }) => [id, { name, ou, ...("read" in tags ? { tags: tags.read } : {}) }]),
    ),
    analyzers: swept.map((spec) => roadAnalyzer(config, spec)),
    ruleRegions: ruleRegions(config, inventory, plan),
    notifications,
    withinOrganization: findings.withinOrganization,
    ...(scanner === undefined ? {} : { scanner }),
  };
}

/** What is on in no account is nowhere to be scanned, but its function is there: an account that gets the tag or comes into the OU needs no other. */
function scannerSettings(config: Configuration, { analyzers, scanner }: CoveragePlan): ScannerSettings | undefined {
  if (scanner === undefined) return undefined;
  const { delegatedAdministrator, homeRegion } = config.organization;
  const places: ScannerSettings["places"] = {};
  for (const { account, region, resourceTypes } of scanner.places) {
    const regions = (places[account] ??= []);
    // Roles are scanned at home, wherever their calls are seen.
    if (rowsOf(resourceTypes).some(({ scannedIn }) => scannedIn === "event")) regions.push(region);
  }
  const isScanned = ({ account, region }: AnalyzerSpec) =>
    places[account] !== undefined && (region === homeRegion || places[account].includes(region));
  const scanning = analyzers.filter(
    (spec) => (spec.type === "ORGANIZATION" && spec.account === delegatedAdministrator) || (spec.type === "ACCOUNT" && isScanned(spec)),
  );
  return { places, resourceTypes: config.scanner.resourceTypes, analyzers: scanning.map((spec) => roadAnalyzer(config, spec)) };
}

function roadAnalyzer({ organization: { partition } }: Configuration, { account, region, type, name }: AnalyzerSpec): RoadAnalyzer {
  return { arn: `arn:${partition}:access-analyzer:${region}:${account}:analyzer/${name}`, account, region, type };
}
