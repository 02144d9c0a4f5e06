import fc from "fast-check";
import { analyzerNames, analyzerTypes, type AnalyzerType, type ApiAnalyzerType } from "../../domain/analyzer";
import type { Configuration, Override } from "../../domain/configuration/configuration";
import { accountId, region, type AccountId } from "../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount, RegionFacts } from "../../domain/inventory/inventory";
import { scannedTypes } from "../../domain/configuration/scannerSchema";
import { ownerTag } from "../../domain/names";

/** A configuration that fits the inventory beside it, so that a plan can be made. */
export interface Organization {
  config: Configuration;
  inventory: Inventory;
  /** YYYY-MM-DD. */
  today: string;
}

export const management = accountId("100000000000");
export const delegatedAdministrator = accountId("200000000000");
export const homeRegion = region("eu-central-1");

/** Any organization that {@link coveragePlan} takes: every account state, unreadable parts, analyzers of others, overrides of each kind. */
export function organizations(): fc.Arbitrary<Organization> {
  return inventories().chain((inventory) =>
    fc.record({
      inventory: fc.constant(inventory),
      config: configurations(inventory),
      today: fc.constantFrom("2026-11-21", "2026-11-22", "2026-11-23"),
    }),
  );
}

/** Sorted, as a reading of the organization is. */
export function inventories(): fc.Arbitrary<Inventory> {
  const members = fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 5 })
    .chain((numbers) => fc.tuple(...numbers.map((number) => accounts(accountId(String(number * 7_000_000).padStart(12, "0"))))));
  return fc
    .record({
      root: accounts(management, "managing"),
      owner: accounts(delegatedAdministrator, "owning"),
      members,
      registered: fc.boolean(),
    })
    .map(({ root, owner, members, registered }): Inventory => ({
      version: 1,
      organization: {
        id: "o-exampleorg1",
        rootId: "r-ab12",
        management,
        delegatedAdministrators: registered
          ? { read: [{ service: "access-analyzer.amazonaws.com", account: delegatedAdministrator }] }
          : { unreadable: "AccessDeniedException: not allowed" },
        rolesRegions: { read: [] },
      },
      accounts: [root, owner, ...members].sort((a, b) => (a.id < b.id ? -1 : 1)),
    }));
}

/** An account of any state; those that manage and own are ACTIVE and have the home Region on, the owner readably so. */
export function accounts(id: AccountId, role: "member" | "managing" | "owning" = "member"): fc.Arbitrary<InventoryAccount> {
  const states =
    role === "member"
      ? fc.constantFrom(
          "ACTIVE",
          "ACTIVE",
          "ACTIVE",
          "SUSPENDED",
          "PENDING_CLOSURE",
          "CLOSED",
          "PENDING_ACTIVATION",
          "HIBERNATING",
          "__proto__",
        )
      : fc.constant("ACTIVE");
  return fc
    .record({
      name: fc.string({ minLength: 1, maxLength: 12 }),
      state: states,
      ou: fc.constantFrom("", "Security", "Workloads", "Workloads/Prod", "Workloads/Prod/Shop", "Sandbox"),
      tags: readable(
        fc.dictionary(fc.constantFrom("stage", "team", "constructor", "__proto__"), fc.constantFrom("", "prod", "dev"), {
          noNullPrototype: true,
        }),
      ),
      regions: role === "owning" ? regionLists(true).map((read) => ({ read })) : readable(regionLists(role === "managing")),
    })
    .chain((account) => {
      const enabled = "read" in account.regions ? account.regions.read.filter(isOn) : [];
      return fc
        .tuple(...enabled.map(({ name }) => readable(existingAnalyzers()).map((found) => ({ region: name, found }))))
        .map((analyzers): InventoryAccount => ({ id, ...account, analyzers }));
    });
}

function regionLists(homeEnabled: boolean): fc.Arbitrary<RegionFacts[]> {
  const optional = fc.constantFrom("ENABLED", "ENABLED", "ENABLING", "DISABLING", "DISABLED", "HALF_ENABLED", "__proto__");
  return fc
    .record(
      {
        "ap-east-1": optional,
        "eu-south-2": optional,
        "us-east-1": fc.constant("ENABLED_BY_DEFAULT"),
        [homeRegion]: homeEnabled ? fc.constant("ENABLED_BY_DEFAULT") : optional,
      },
      {
        requiredKeys: homeEnabled ? [homeRegion] : [],
        noNullPrototype: true,
      },
    )
    .map((statuses) =>
      Object.entries(statuses)
        .map(([name, optStatus]) => ({ name: region(name), optStatus: String(optStatus) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
}

function existingAnalyzers(): fc.Arbitrary<ExistingAnalyzer[]> {
  const types: ApiAnalyzerType[] = [...analyzerTypes, "ACCOUNT_UNUSED_ACCESS", "ACCOUNT_INTERNAL_ACCESS", "ACCOUNT_EXPOSED_SECRETS"];
  const owners: ExistingAnalyzer["owner"][] = [
    { kind: "ours" },
    { kind: "other" },
    { kind: "other", by: "terraform" },
    { kind: "service", by: "securityhubv2.amazonaws.com" },
  ];
  const analyzer = fc
    .record({
      name: fc.constantFrom(...Object.values(analyzerNames), "ConsoleAnalyzer-1", "a", "b", "c", "d", "e", "f"),
      type: fc.constantFrom(...types),
      status: fc.constantFrom("ACTIVE", "CREATING", "DISABLED", "FAILED", "PAUSED"),
      owner: fc.constantFrom(...owners),
    })
    .map((known): ExistingAnalyzer => ({
      ...known,
      ...(known.status === "DISABLED" ? { statusReason: "AWS_SERVICE_ACCESS_DISABLED" } : {}),
      ...(known.type.endsWith("UNUSED_ACCESS") ? { configuration: { unusedAccess: { unusedAccessAge: 30 } } } : {}),
      tags: known.owner.kind === "ours" ? { [ownerTag.key]: ownerTag.value } : {},
    }));
  return fc
    .uniqueArray(analyzer, { maxLength: 8, selector: ({ name }) => name })
    .map((list) => list.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Of accounts and OUs only those that the inventory has are named; overrides by tag may disagree. */
export function configurations(inventory: Inventory): fc.Arbitrary<Configuration> {
  const ids = inventory.accounts.map(({ id }) => id);
  const excludable = ids.filter((id) => id !== delegatedAdministrator);
  return fc
    .record({
      account: fc.boolean(),
      organization: fc.boolean(),
      unused: fc.record(
        {
          enabled: fc.boolean(),
          ageDays: fc.integer({ min: 1, max: 365 }),
          regions: fc.constantFrom("home" as const, "all" as const),
          exclude: fc.record(
            {
              accounts: fc.subarray(excludable, { maxLength: Math.min(2, excludable.length) }),
              tags: fc.subarray([{ key: "ignore" }, { key: "stage", value: "dev" }]),
            },
            plain,
          ),
        },
        plain,
      ),
      internal: fc.boolean(),
      isLimited: fc.boolean(),
      watched: fc.subarray(ids, { minLength: 1, maxLength: 2 }),
      excludedRegions: fc.subarray(["ap-east-1", "us-east-1"]),
      tags: fc.constantFrom<Record<string, string>>({}, { "cost-center": "42" }),
    })
    .chain((choice) =>
      overrides(inventory, choice.unused).map((list): Configuration => ({
        version: 1,
        organization: { management, delegatedAdministrator, homeRegion, partition: "aws" },
        access: { rolePath: "/access-analyzer-org/" },
        regions: {
          exclude: choice.excludedRegions.map((name) => ({ name: region(name), reason: "not used" })),
          forwarders: { exclude: [] },
        },
        findings: { withinOrganization: "ignore" },
        scanner: { enabled: false, regions: "enabled", resourceTypes: [...scannedTypes], sweep: "rate(1 day)" },
        existing: "keep",
        analyzers: {
          account: { enabled: choice.account },
          organization: { enabled: choice.organization },
          unusedAccess: choice.unused,
          internalAccess: { enabled: choice.internal, include: [{ accounts: choice.watched }, { resourceTypes: ["AWS::S3::Bucket"] }] },
        },
        archiveRules: analyzerTypes.map((type: AnalyzerType) => ({
          name: `known-${type}`,
          ...(choice.isLimited ? { where: { regions: [homeRegion], ...(type === "ACCOUNT" ? { ous: ["Workloads"] } : {}) } } : {}),
          reason: "known",
          analyzers: [type],
          filter: {
            resource: { contains: ["known"] },
            ...(type === "ACCOUNT" || type === "ORGANIZATION" ? { "principal.AWS": { eq: ["900000000000"] } } : {}),
          },
        })),
        overrides: list,
        proof: { enabled: false },
        tags: choice.tags,
        rollout: { parallel: 4, settleSeconds: 30 },
      })),
    );
}

function overrides(inventory: Inventory, unused: Configuration["analyzers"]["unusedAccess"]): fc.Arbitrary<Override[]> {
  const wheres: Override["where"][] = [
    ...inventory.accounts.map(({ id }) => ({ account: id })),
    ...[...new Set(inventory.accounts.map(({ ou }) => ou))].filter((ou) => ou !== "").map((ou) => ({ ou })),
    { tag: { key: "stage", value: "prod" } },
    { tag: { key: "__proto__" } },
  ];
  const settings = fc.record(
    {
      exempt: fc.record(
        { reason: fc.constant("divested"), owner: fc.constant("legal"), until: fc.constantFrom("2026-11-21", "2026-11-22", "2027-01-01") },
        { requiredKeys: ["reason", "owner"], noNullPrototype: true },
      ),
      account: switches(fc.boolean()),
      unusedAccess: switches(unused.enabled ? fc.boolean() : fc.constant(false)),
      regions: fc.constant<Override["regions"]>({ exclude: [{ name: region("us-east-1"), reason: "denied here" }] }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  return fc
    .subarray(wheres, { maxLength: Math.min(4, wheres.length) })
    .chain((chosen) => fc.tuple(...chosen.map((where) => settings.map((said): Override => sensible({ where, ...said }, unused)))));
}

/** Without what parseConfiguration refuses: an override that says nothing, or contradicts the list of exclusions. */
function sensible(override: Override, unused: Configuration["analyzers"]["unusedAccess"]): Override {
  const { where, unusedAccess, ...rest } = override;
  const refused =
    unusedAccess !== undefined &&
    "account" in where &&
    (unusedAccess.enabled ? unused.exclude.accounts.includes(where.account) : where.account === delegatedAdministrator);
  const kept: Override = { where, ...rest, ...(unusedAccess === undefined || refused ? {} : { unusedAccess }) };
  return Object.keys(kept).length > 1 ? kept : { ...kept, account: { enabled: true } };
}

/** Records and dictionaries that deepEqual takes for literals. */
const plain = { noNullPrototype: true } as const;

function switches(enabled: fc.Arbitrary<boolean>): fc.Arbitrary<{ enabled: boolean }> {
  return enabled.map((value) => ({ enabled: value }));
}

function readable<T>(value: fc.Arbitrary<T>): fc.Arbitrary<{ read: T } | { unreadable: string }> {
  return fc.oneof(
    { weight: 6, arbitrary: value.map((read) => ({ read })) },
    { weight: 1, arbitrary: fc.constantFrom("AccessDenied: no role", "timed out").map((unreadable) => ({ unreadable })) },
  );
}

function isOn({ optStatus }: RegionFacts): boolean {
  return optStatus === "ENABLED" || optStatus === "ENABLED_BY_DEFAULT";
}
