import assert from "node:assert/strict";
import type { AnalyzerType } from "../../../domain/analyzer";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
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
        const withOurs = [...four, other("ours", { type, owner: { kind: "ours" } })];
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
