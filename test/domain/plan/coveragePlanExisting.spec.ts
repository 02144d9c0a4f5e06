import assert from "node:assert/strict";
import { analyzerNames, type AnalyzerType } from "../../../domain/analyzer";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { describeReason } from "../../../domain/plan/describeReason";
import type { AccountId } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory } from "../../../domain/inventory/inventory";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, everything, today, withAnalyzers } from "../../support/planned";

describe("coveragePlan", () => {
  describe("keeps", () => {
    const other = (name: string, change: Partial<ExistingAnalyzer> = {}): ExistingAnalyzer => ({
      name,
      type: "ACCOUNT",
      status: "ACTIVE",
      owner: { kind: "other" },
      tags: {},
      ...change,
    });
    const specAt = (inventory: Inventory, account: AccountId, type: AnalyzerType, config = configuration(everything)) =>
      coveragePlan(config, inventory, today).analyzers.filter(
        (spec) => spec.type === type && spec.region === "eu-central-1" && spec.account === account,
      );

    it("somebody else's account analyzer, with the name and status that it has", () => {
      const changed = withAnalyzers(inventory(), member, [
        other("ConsoleAnalyzer-1", { status: "DISABLED", owner: { kind: "other", by: "terraform" } }),
      ]);
      assert.deepEqual(specAt(changed, member, "ACCOUNT"), [
        {
          account: member,
          region: "eu-central-1",
          type: "ACCOUNT",
          name: "ConsoleAnalyzer-1",
          source: { kind: "keep", status: "DISABLED", owner: "terraform" },
          archiveRules: [],
          tags: {},
        },
      ]);
    });

    it("nothing that is ours, of another type, or made by a service for itself", () => {
      const ours = other("access-analyzer-org-account", { owner: { kind: "ours" } });
      const otherType = other("unused", { type: "ACCOUNT_UNUSED_ACCESS" });
      const service = other("_AccessAnalyzerForSecurityHub-1", { owner: { kind: "service", by: "securityhubv2.amazonaws.com" } });
      for (const analyzers of [[ours], [otherType], [service], [ours, other("a")]]) {
        assert.equal(specAt(withAnalyzers(inventory(), member, analyzers), member, "ACCOUNT")[0]?.source.kind, "create");
      }
    });

    it("organization analyzers of others only where the five that AWS allows are used up, and then the best", () => {
      for (const type of ["ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS"] as const) {
        const four = ["a", "b", "c", "d"].map((name) => other(name, { type, status: "FAILED" }));
        assert.equal(
          specAt(withAnalyzers(inventory(), delegatedAdministrator, four), delegatedAdministrator, type)[0]?.source.kind,
          "create",
        );
        const five = [...four, other("z", { type })];
        assert.equal(specAt(withAnalyzers(inventory(), delegatedAdministrator, five), delegatedAdministrator, type)[0]?.name, "z");
        const withOurs = [...four, other(analyzerNames[type], { type, owner: { kind: "ours" } })];
        assert.equal(
          specAt(withAnalyzers(inventory(), delegatedAdministrator, withOurs), delegatedAdministrator, type)[0]?.source.kind,
          "create",
        );
      }
    });

    it("one that has our name without our tag", () => {
      const sameName = other("access-analyzer-org-organization", { type: "ORGANIZATION" });
      const [spec] = specAt(withAnalyzers(inventory(), delegatedAdministrator, [sameName]), delegatedAdministrator, "ORGANIZATION");
      assert.deepEqual(spec?.source, { kind: "keep", status: "ACTIVE" });
    });

    it("one that has our tag under another name, where it leaves no room for ours", () => {
      const tagged = other("copied", { owner: { kind: "ours" } });
      const [spec] = specAt(withAnalyzers(inventory(), member, [tagged]), member, "ACCOUNT");
      assert.equal(spec?.name, "copied");
      assert.deepEqual(spec.source, { kind: "keep", status: "ACTIVE", owner: "managed-by=access-analyzer-org" });
      const beside = withAnalyzers(inventory(), delegatedAdministrator, [
        other("copied", { type: "ORGANIZATION", owner: { kind: "ours" } }),
      ]);
      assert.equal(specAt(beside, delegatedAdministrator, "ORGANIZATION")[0]?.source.kind, "create");
    });

    it("and plans nothing where our name stands on another type, whoever owns it, with the way out", () => {
      for (const owner of [{ kind: "ours" as const }, { kind: "other" as const }]) {
        const taken = other(analyzerNames.ACCOUNT, { type: "ACCOUNT_UNUSED_ACCESS", owner });
        const changed = withAnalyzers(inventory(), member, [taken]);
        assert.deepEqual(specAt(changed, member, "ACCOUNT"), []);
        const [told] = coveragePlan(configuration(), changed, today).uncovered.filter(
          ({ account, type }) => account === member && type === "ACCOUNT",
        );
        assert.ok(told);
        assert.equal(
          describeReason(told.reason),
          "the name access-analyzer-org-account is taken by an analyzer of type ACCOUNT_UNUSED_ACCESS; delete that one where its findings are not needed",
        );
        const kept = withAnalyzers(inventory(), member, [taken, other("console")]);
        assert.equal(specAt(kept, member, "ACCOUNT")[0]?.name, "console");
      }
      const inOwner = other(analyzerNames.ORGANIZATION, { owner: { kind: "ours" } });
      assert.deepEqual(specAt(withAnalyzers(inventory(), delegatedAdministrator, [inOwner]), delegatedAdministrator, "ORGANIZATION"), []);
    });

    it("the management account's internal-access analyzer, since an organization can have one in a Region", () => {
      const changed = withAnalyzers(inventory(), management, [other("theirs", { type: "ORGANIZATION_INTERNAL_ACCESS" })]);
      assert.equal(specAt(changed, management, "ORGANIZATION_INTERNAL_ACCESS")[0]?.name, "theirs");
      assert.deepEqual(specAt(changed, delegatedAdministrator, "ORGANIZATION_INTERNAL_ACCESS"), []);
    });

    it("nothing where the analyzers cannot be read: before our roles exist that is everywhere", () => {
      const changed = changeAccount(inventory(), member, (account) => ({
        ...account,
        analyzers: account.analyzers.map(({ region }) => ({ region, found: { unreadable: "no role yet" } })),
      }));
      assert.equal(specAt(changed, member, "ACCOUNT")[0]?.source.kind, "create");
    });
  });
});
