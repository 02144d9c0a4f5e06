import type { AnalyzerType, ArchiveRule } from "../analyzer";
import type { AccountId, Region } from "../identifiers";
import type { Partition } from "../partitions";

/** `organization.yaml`, validated, with every default filled in. */
export interface Configuration {
  version: 1;
  organization: {
    management: AccountId;
    delegatedAdministrator: AccountId;
    homeRegion: Region;
    /** Follows from the home Region. */
    partition: Partition;
  };
  access: {
    /** IAM path of every role of ours, begins and ends with "/". Default `/access-analyzer-org/`. */
    rolePath: string;
    /** ARN of a policy that bounds every role of ours; `{account}` stands for the account's id. */
    permissionsBoundary?: string;
    /** Name (with path if it has one) of a role that every account already has, for reading before our roles exist. `--role-name` says the same for one run. */
    readRole?: string;
    /** Where the StackSet of our roles is rolled out first, if not in the home Region. It stays there. */
    rolesRegion?: Region;
  };
  regions: { exclude: { name: Region; reason: string }[] };
  /** What to do with an analyzer that exists already and would collide with the quota. */
  existing: "keep";
  analyzers: {
    /** One in every enabled Region of every account. Default on (external access is free). */
    account: { enabled: boolean };
    /** One in every enabled Region of the delegated administrator. Default on. */
    organization: { enabled: boolean };
    /** Billed per role and user each month: off unless stated. */
    unusedAccess: {
      enabled: boolean;
      /** Days, 1 to 365. Default 90. */
      ageDays: number;
      /** Unused access does not differ by Region and is billed per analyzer: `home` unless stated. */
      regions: "home" | "all";
      exclude: { accounts: AccountId[]; tags: { key: string; value?: string }[] };
    };
    /** Billed per resource each month: off unless stated. */
    internalAccess: {
      enabled: boolean;
      /** What is watched; at least one of the three lists. */
      include: { accounts?: AccountId[]; resourceTypes?: string[]; resourceArns?: string[] }[];
    };
  };
  /** Archive rules beside the built-in ones. */
  archiveRules: (ArchiveRule & { analyzers: AnalyzerType[]; reason: string })[];
  overrides: Override[];
  /** Exact AWS tags put on everything the stacks create, beside the owner's tag. */
  tags: Record<string, string>;
  rollout: {
    /** How many member stacks run at once. Default 4. */
    parallel: number;
    /** Seconds that the service-linked role must exist before the first organization analyzer is created. Default 30. */
    settleSeconds: number;
  };
}

/**
 * A difference for some accounts. The most specific one that speaks of a setting wins: account, then tag, then the deepest OU. Two of
 * equal rank that disagree about one account are an error.
 */
export interface Override {
  where: { account: AccountId } | { ou: string } | { tag: { key: string; value?: string } };
  /** No analyzer of ours at all until the end of that day (YYYY-MM-DD), and no unused-access analysis of the account. */
  exempt?: { reason: string; owner: string; until?: string };
  account?: { enabled: boolean };
  /** `enabled: false` puts the account among the exclusions of the organization's unused-access analyzer. */
  unusedAccess?: { enabled: boolean };
}
