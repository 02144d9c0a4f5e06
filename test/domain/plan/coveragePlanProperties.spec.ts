import assert from "node:assert/strict";
import fc from "fast-check";
import type { AnalyzerType } from "../../../domain/analyzer";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { type AnalyzerSpec, type CoveragePlan } from "../../../domain/plan/types";
import { accountId, type AccountId } from "../../../domain/identifiers";
import { isEnabled, type Inventory, type InventoryAccount } from "../../../domain/inventory/inventory";
import { accounts, delegatedAdministrator, homeRegion, organizations } from "../../support/arbitraries";
import { deepFreeze } from "../../support/deepFreeze";

describe("every coverage plan", () => {
  it("has no account, Region and type twice, neither among the analyzers nor among both lists", () => {
    holds(({ plan }) => {
      const places = [...plan.analyzers, ...plan.uncovered].map(({ account, region, type }) => `${account} ${region ?? "*"} ${type}`);
      assert.equal(new Set(places).size, places.length);
    });
  });

  it("covers every enabled Region of every active account, or says why not", () => {
    holds(({ config, inventory, plan }) => {
      const planned = plannedTypes(config.analyzers);
      for (const account of inventory.accounts.filter(({ state }) => state === "ACTIVE")) {
        for (const region of enabledRegions(account)) {
          assert.equal(answers(plan, account.id, region, "ACCOUNT"), 1, `ACCOUNT in ${account.id} ${region}`);
          for (const type of planned.filter((type) => type !== "ORGANIZATION_UNUSED_ACCESS")) {
            const analyzed = plan.analyzers.some((spec) => spec.type === type && spec.region === region);
            assert.ok(
              analyzed || answers(plan, account.id, region, type) > 0 || ownerLeavesOut(plan, region, type),
              `${type} for ${account.id} ${region}`,
            );
          }
        }
      }
    });
  });

  it("plans nothing but in an enabled Region of an active account that no one left out", () => {
    holds(({ config, inventory, plan }) => {
      for (const { account, region } of plan.analyzers) {
        const owner = inventory.accounts.find(({ id }) => id === account);
        assert.equal(owner?.state, "ACTIVE");
        assert.ok(enabledRegions(owner).includes(region));
        assert.ok(!config.regions.exclude.some(({ name }) => name === region));
      }
    });
  });

  it("gives an account that is not active one exemption for each planned type, without a Region", () => {
    holds(({ config, inventory, plan }) => {
      for (const { id, state } of inventory.accounts.filter(({ state }) => state !== "ACTIVE")) {
        const told = plan.uncovered.filter(({ account }) => account === id);
        assert.deepEqual(
          told,
          ["ACCOUNT", ...plannedTypes(config.analyzers)].map((type) => ({ account: id, type, reason: { kind: "accountState", state } })),
        );
      }
    });
  });

  it("leaves out of unused access exactly the accounts that have an exemption, and never the owner", () => {
    holds(({ config, inventory, plan }) => {
      const type = "ORGANIZATION_UNUSED_ACCESS";
      for (const spec of plan.analyzers.filter((spec) => spec.type === type && spec.source.kind === "create")) {
        const active = new Set(inventory.accounts.filter(({ state }) => state === "ACTIVE").map(({ id }) => String(id)));
        const told = plan.uncovered
          .filter((exemption) => exemption.type === type && exemption.region === spec.region)
          .filter(({ reason }) => reason.kind !== "undecided")
          .map(({ account }) => String(account));
        const undecided = plan.uncovered.flatMap(({ account, reason, ...place }) =>
          place.type === type && reason.kind === "undecided" ? [String(account)] : [],
        );
        assert.deepEqual(
          excludedAccounts(spec).filter((id) => active.has(id) && !undecided.includes(id)),
          told,
        );
        assert.deepEqual(excludedAccounts(spec), [...excludedAccounts(spec)].sort());
        assert.ok(!excludedAccounts(spec).includes(delegatedAdministrator));
        if (config.analyzers.unusedAccess.regions === "home") assert.equal(spec.region, homeRegion);
      }
    });
  });

  it("puts nothing of ours on an analyzer that is kept, and our tag on one that is created", () => {
    holds(({ plan }) => {
      for (const { source, tags, archiveRules, configuration } of plan.analyzers) {
        if (source.kind === "keep")
          assert.deepEqual({ tags, archiveRules, configuration }, { tags: {}, archiveRules: [], configuration: undefined });
        else assert.equal(tags["managed-by"], "access-analyzer-org");
      }
    });
  });

  it("does not depend on the order of its input", () => {
    fc.assert(
      fc.property(
        organizations().chain((organization) =>
          fc.tuple(
            fc.constant(organization),
            shuffled(organization.inventory),
            fc.shuffledSubarray(organization.config.analyzers.unusedAccess.exclude.accounts, {
              minLength: organization.config.analyzers.unusedAccess.exclude.accounts.length,
            }),
          ),
        ),
        ([{ config, inventory, today }, shuffledInventory, excluded]) => {
          const { unusedAccess } = config.analyzers;
          const shuffledConfig = {
            ...config,
            regions: { ...config.regions, exclude: [...config.regions.exclude].reverse() },
            analyzers: {
              ...config.analyzers,
              unusedAccess: { ...unusedAccess, exclude: { accounts: excluded, tags: [...unusedAccess.exclude.tags].reverse() } },
            },
          };
          assert.deepEqual(coveragePlan(shuffledConfig, shuffledInventory, today), coveragePlan(config, inventory, today));
        },
      ),
    );
  });

  it("changes nothing else when an account is added, but that unused access leaves the new one out if it is to be left out", () => {
    const added = accountId("999999999999");
    fc.assert(
      fc.property(organizations(), accounts(added), ({ config, inventory, today }, account) => {
        const before = coveragePlan(config, inventory, today);
        const after = coveragePlan(config, { ...inventory, accounts: [...inventory.accounts, account] }, today);
        // What is undecided about one account may leave the analyzer of unused access as it is.
        fc.pre(undecidedPlaces(after) === undecidedPlaces(before));
        assert.deepEqual(
          {
            analyzers: after.analyzers.filter((spec) => spec.account !== added).map((spec) => withoutExclusion(spec, added)),
            uncovered: after.uncovered.filter((exemption) => exemption.account !== added),
          },
          before,
        );
      }),
    );
  });

  it("leaves its input as it was", () => {
    fc.assert(
      fc.property(organizations(), ({ config, inventory, today }) => {
        coveragePlan(deepFreeze(config), deepFreeze(inventory), today);
      }),
    );
  });
});

function holds(check: (given: Given) => void): void {
  fc.assert(
    fc.property(organizations(), ({ config, inventory, today }) =>
      check({ config, inventory, plan: coveragePlan(config, inventory, today) }),
    ),
    { numRuns: 300 },
  );
}

interface Given {
  config: Parameters<typeof coveragePlan>[0];
  inventory: Inventory;
  plan: CoveragePlan;
}

function plannedTypes({ organization, unusedAccess, internalAccess }: Given["config"]["analyzers"]): AnalyzerType[] {
  return [
    ...(organization.enabled ? ["ORGANIZATION" as const] : []),
    ...(unusedAccess.enabled ? ["ORGANIZATION_UNUSED_ACCESS" as const] : []),
    ...(internalAccess.enabled ? ["ORGANIZATION_INTERNAL_ACCESS" as const] : []),
  ];
}

/** How many entries of the plan speak of the place, those of the whole account included. */
function answers(plan: CoveragePlan, account: AccountId, region: string, type: AnalyzerType): number {
  return (
    plan.analyzers.filter((spec) => spec.account === account && spec.region === region && spec.type === type).length +
    plan.uncovered.filter(
      (exemption) => exemption.account === account && exemption.type === type && (exemption.region ?? region) === region,
    ).length
  );
}

/** The owner has the Region enabled and gives a reason of its own. That it is off in the owner is no answer for an account that has it on. */
function ownerLeavesOut(plan: CoveragePlan, region: string, type: AnalyzerType): boolean {
  return plan.uncovered.some(
    (exemption) =>
      exemption.account === delegatedAdministrator &&
      exemption.type === type &&
      exemption.region === region &&
      ["regionExcluded", "undecided", "nameTaken"].includes(exemption.reason.kind),
  );
}

function enabledRegions(account: InventoryAccount | undefined): string[] {
  return account !== undefined && "read" in account.regions ? account.regions.read.filter(isEnabled).map(({ name }) => name) : [];
}

function excludedAccounts({ configuration }: AnalyzerSpec): string[] {
  if (configuration === undefined || !("unusedAccess" in configuration)) return [];
  return configuration.unusedAccess.analysisRule?.exclusions.flatMap(({ accountIds }) => accountIds ?? []) ?? [];
}

function withoutExclusion(spec: AnalyzerSpec, account: string): AnalyzerSpec {
  if (!excludedAccounts(spec).includes(account) || spec.configuration === undefined || !("unusedAccess" in spec.configuration)) return spec;
  const { unusedAccessAge, analysisRule } = spec.configuration.unusedAccess;
  const exclusions = (analysisRule?.exclusions ?? [])
    .map((exclusion) =>
      exclusion.accountIds === undefined ? exclusion : { accountIds: exclusion.accountIds.filter((id) => id !== account) },
    )
    .filter(({ accountIds }) => accountIds === undefined || accountIds.length > 0);
  return {
    ...spec,
    configuration: { unusedAccess: { unusedAccessAge, ...(exclusions.length === 0 ? {} : { analysisRule: { exclusions } }) } },
  };
}

function shuffled(inventory: Inventory): fc.Arbitrary<Inventory> {
  const all = <T>(list: T[]) => fc.shuffledSubarray(list, { minLength: list.length });
  return all(inventory.accounts).map((list) => ({
    ...inventory,
    accounts: list.map((account) => ({
      ...account,
      regions: "read" in account.regions ? { read: [...account.regions.read].reverse() } : account.regions,
      analyzers: [...account.analyzers]
        .reverse()
        .map(({ region, found }) => ({ region, found: "read" in found ? { read: [...found.read].reverse() } : found })),
    })),
  }));
}

function undecidedPlaces({ uncovered }: CoveragePlan): number {
  return uncovered.filter(({ reason }) => reason.kind === "undecided").length;
}
