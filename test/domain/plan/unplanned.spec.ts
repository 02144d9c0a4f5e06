import assert from "node:assert/strict";
import fc from "fast-check";
import { analyzerNames, type AnalyzerType } from "../../../domain/analyzer";
import { accountId } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory } from "../../../domain/inventory/inventory";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { isUnknown } from "../../../domain/plan/types";
import { unplannedAnalyzers } from "../../../domain/plan/unplanned";
import { organizations } from "../../support/arbitraries";
import { configuration, delegatedAdministrator, inventory, member } from "../../support/organization";
import { changeAccount, today, withAnalyzers } from "../../support/planned";

const ours = (type: AnalyzerType, name = analyzerNames[type]): ExistingAnalyzer => ({
  ...{ name, type, status: "ACTIVE", owner: { kind: "ours" }, tags: {} },
});
const named = (live: Inventory, yaml = "") => {
  const plan = coveragePlan(configuration(yaml), live, today);
  return unplannedAnalyzers(live, plan).map(
    ({ account, region, type, isBilled }) => `${account} ${region} ${type} ${isBilled ? "billed" : "free"}`,
  );
};

describe("analyzers that are no longer planned", () => {
  const live = withAnalyzers(inventory(), member, [ours("ACCOUNT")]);

  it("are none while the plan has them", () => {
    assert.deepEqual(named(live), []);
  });

  for (const { what, yaml } of [
    { what: "its type is off", yaml: "analyzers: { account: { enabled: false } }" },
    { what: "its account is exempt", yaml: `overrides: [{ where: { account: "${member}" }, exempt: { reason: sold, owner: legal } }]` },
    { what: "an override says so", yaml: `overrides: [{ where: { account: "${member}" }, account: { enabled: false } }]` },
  ]) {
    it(`are named when ${what}`, () => {
      assert.deepEqual(named(live, yaml), [`${member} eu-central-1 ACCOUNT free`]);
    });
  }

  it("are named when their Region is excluded", () => {
    const there = changeAccount(inventory(), member, (account) => ({
      ...account,
      analyzers: account.analyzers.map((place) =>
        place.region === "eu-west-1" ? { ...place, found: { read: [ours("ACCOUNT")] } } : place,
      ),
    }));
    assert.deepEqual(named(there, "regions: { exclude: [{ name: eu-west-1, reason: unused }] }"), [`${member} eu-west-1 ACCOUNT free`]);
  });

  it("are said to be billed for unused and internal access", () => {
    const owner = withAnalyzers(inventory(), delegatedAdministrator, [
      ours("ORGANIZATION_UNUSED_ACCESS"),
      ours("ORGANIZATION_INTERNAL_ACCESS"),
    ]);
    assert.deepEqual(named(owner), [
      `${delegatedAdministrator} eu-central-1 ORGANIZATION_UNUSED_ACCESS billed`,
      `${delegatedAdministrator} eu-central-1 ORGANIZATION_INTERNAL_ACCESS billed`,
    ]);
  });

  it("may be in an account that was the delegated administrator before", () => {
    assert.deepEqual(named(withAnalyzers(inventory(), member, [ours("ACCOUNT"), ours("ORGANIZATION")])), [
      `${member} eu-central-1 ORGANIZATION free`,
    ]);
  });

  it("are none of others: another name, another tag, a service's own", () => {
    const exempt = `overrides: [{ where: { account: "${member}" }, exempt: { reason: sold, owner: legal } }]`;
    const others: ExistingAnalyzer[] = [
      ours("ACCOUNT", "access-analyzer-org-mine"),
      { ...ours("ACCOUNT"), owner: { kind: "other" } },
      { ...ours("ACCOUNT"), owner: { kind: "service", by: "securityhub.amazonaws.com" } },
    ];
    assert.deepEqual(named(withAnalyzers(inventory(), member, others), exempt), []);
  });

  it("are none where it is not known what the plan is to be", () => {
    const unread = changeAccount(live, member, (account) => ({ ...account, tags: { unreadable: "AccessDenied" } }));
    const byTag = "overrides: [{ where: { tag: { key: env, value: sandbox } }, account: { enabled: false } }]";
    assert.deepEqual(named(unread, byTag), []);
  });

  it("are, with those that are planned, all of ours, and none is both", () => {
    fc.assert(
      fc.property(organizations(), ({ config, inventory: found, today: day }) => {
        const plan = coveragePlan(config, found, day);
        const planned = new Set(
          plan.analyzers.flatMap(({ account, region, name, source }) => (source.kind === "create" ? [`${account} ${region} ${name}`] : [])),
        );
        const undecided = new Set(plan.uncovered.flatMap(({ account, reason }) => (isUnknown(reason) ? [account] : [])));
        const unplanned = unplannedAnalyzers(found, plan).map(({ account, region, analyzer }) => `${account} ${region} ${analyzer}`);
        const everyone = unplannedAnalyzers(found, { analyzers: [], uncovered: [] });
        assert.deepEqual(
          everyone
            .filter(({ account, region, analyzer }) => !planned.has(`${account} ${region} ${analyzer}`) && !undecided.has(account))
            .map(({ account, region, analyzer }) => `${account} ${region} ${analyzer}`),
          unplanned.filter((place) => !undecided.has(accountId(place.slice(0, 12)))),
        );
        for (const place of unplanned) assert.ok(!planned.has(place), place);
      }),
    );
  });
});
