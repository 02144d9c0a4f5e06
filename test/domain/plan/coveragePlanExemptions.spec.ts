import assert from "node:assert/strict";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, everything, places, reasons, withRegions } from "../../support/planned";

describe("coveragePlan", () => {
  describe("leaves out", () => {
    it("accounts that are not active, once for each planned type and without a Region", () => {
      for (const state of ["SUSPENDED", "CLOSED", "PENDING_CLOSURE", "PENDING_ACTIVATION"] as const) {
        const changed = changeAccount(inventory(), member, (account) => ({ ...account, state }));
        assert.deepEqual(reasons(configuration(everything), changed, member), [
          `* ACCOUNT accountState ${state}`,
          `* ORGANIZATION accountState ${state}`,
          `* ORGANIZATION_UNUSED_ACCESS accountState ${state}`,
          `* ORGANIZATION_INTERNAL_ACCESS accountState ${state}`,
        ]);
      }
    });

    it("Regions that are off, being turned on or being turned off", () => {
      const changed = withRegions(inventory(), member, { "eu-west-1": "ENABLING", "us-east-1": "DISABLING", "eu-south-2": "DISABLED" });
      assert.deepEqual(reasons(configuration(), changed, member), [
        "eu-south-2 ACCOUNT regionNotEnabled DISABLED",
        "eu-west-1 ACCOUNT regionNotEnabled ENABLING",
        "us-east-1 ACCOUNT regionNotEnabled DISABLING",
      ]);
      assert.deepEqual(
        places(configuration(), changed, "ACCOUNT").filter((place) => place.startsWith(member)),
        [`${member} eu-central-1`],
      );
    });

    it("a member's Region from the organization analyzers where the delegated administrator does not have it enabled", () => {
      const off = withRegions(withRegions(inventory(), member, { "eu-south-2": "ENABLED" }), delegatedAdministrator, {
        "eu-south-2": "DISABLED",
      });
      assert.deepEqual(reasons(configuration(everything), off, member), [
        "eu-south-2 ORGANIZATION ownerRegionNotEnabled DISABLED",
        "eu-south-2 ORGANIZATION_INTERNAL_ACCESS ownerRegionNotEnabled DISABLED",
      ]);
      const unknown = withRegions(inventory(), member, { "eu-south-2": "ENABLED" });
      assert.deepEqual(reasons(configuration(), unknown, member), ["eu-south-2 ORGANIZATION ownerRegionNotEnabled UNKNOWN"]);
      assert.ok(places(configuration(), off, "ACCOUNT").includes(`${member} eu-south-2`));
    });

    it("such a Region as exempt or excluded where the account or the Region is left out anyway", () => {
      const changed = withRegions(inventory(), member, { "eu-south-2": "ENABLED" });
      const exempt = configuration(`overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal } }]`);
      assert.ok(reasons(exempt, changed, member).includes("eu-south-2 ORGANIZATION exempt divested"));
      const excluded = configuration("regions: { exclude: [{ name: eu-south-2, reason: by decree }] }");
      assert.deepEqual(reasons(excluded, changed, member), [
        "eu-south-2 ACCOUNT regionExcluded by decree",
        "eu-south-2 ORGANIZATION regionExcluded by decree",
      ]);
    });

    it("excluded Regions, with the reason that was given", () => {
      const config = configuration("regions: { exclude: [{ name: us-east-1, reason: by decree }] }");
      assert.deepEqual(reasons(config, inventory(), member), ["us-east-1 ACCOUNT regionExcluded by decree"]);
      assert.deepEqual(
        reasons(config, inventory(), delegatedAdministrator).filter((text) => text.startsWith("us-east-1") && !text.includes("disabled")),
        ["us-east-1 ACCOUNT regionExcluded by decree", "us-east-1 ORGANIZATION regionExcluded by decree"],
      );
    });

    it("exempt accounts until the end of the last day, from account analyzers and from unused access", () => {
      const config = configuration(
        `${everything}overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal, until: 2026-11-22 } }]`,
      );
      const told = reasons(config, inventory(), member);
      assert.deepEqual(told, [
        "eu-central-1 ACCOUNT exempt divested",
        "eu-central-1 ORGANIZATION_UNUSED_ACCESS exempt divested",
        "eu-west-1 ACCOUNT exempt divested",
        "us-east-1 ACCOUNT exempt divested",
      ]);
      assert.deepEqual(reasons(config, inventory(), member, "2026-11-23"), []);
    });

    it("of an exempt delegated administrator its own account analyzers and nothing of the organization's", () => {
      const config = configuration(
        `${everything}overrides: [{ where: { account: "${delegatedAdministrator}" }, exempt: { reason: being replaced, owner: platform } }]`,
      );
      assert.deepEqual(reasons(config, inventory(), delegatedAdministrator), [
        "eu-central-1 ACCOUNT exempt being replaced",
        "eu-west-1 ACCOUNT exempt being replaced",
        "us-east-1 ACCOUNT exempt being replaced",
      ]);
      assert.equal(places(config, inventory(), "ORGANIZATION").length, 3);
    });

    it("disabled types, naming the key that says so", () => {
      const config = configuration(`analyzers: { account: { enabled: false }, organization: { enabled: false } }
overrides: [{ where: { account: "${member}" }, account: { enabled: true } }, { where: { account: "${management}" }, account: { enabled: false } }]`);
      assert.deepEqual(
        places(config, inventory(), "ACCOUNT").every((place) => place.startsWith(member)),
        true,
      );
      assert.equal(reasons(config, inventory(), management)[0], "eu-central-1 ACCOUNT disabled overrides[1].account.enabled");
      assert.deepEqual(reasons(config, inventory(), delegatedAdministrator).slice(0, 2), [
        "eu-central-1 ACCOUNT disabled analyzers.account.enabled",
        "eu-central-1 ORGANIZATION disabled analyzers.organization.enabled",
      ]);
      assert.deepEqual(reasons(config, inventory(), member), []);
    });

    it("accounts whose Regions cannot be read, and says why they cannot", () => {
      const changed = changeAccount(inventory(), member, (account) => ({
        ...account,
        regions: { unreadable: "AccessDenied: no role" },
        analyzers: [],
      }));
      assert.deepEqual(reasons(configuration(), changed, member), [
        "* ACCOUNT unreadable AccessDenied: no role",
        "* ORGANIZATION unreadable AccessDenied: no role",
      ]);
    });

    it("organization analyzers while the delegated administrator's Regions cannot be read", () => {
      const changed = changeAccount(inventory(), delegatedAdministrator, (account) => ({
        ...account,
        regions: { unreadable: "timed out" },
        analyzers: [],
      }));
      assert.deepEqual(reasons(configuration(), changed, delegatedAdministrator), [
        "* ACCOUNT unreadable timed out",
        "* ORGANIZATION unreadable timed out",
        "* ORGANIZATION_UNUSED_ACCESS disabled analyzers.unusedAccess.enabled",
        "* ORGANIZATION_INTERNAL_ACCESS disabled analyzers.internalAccess.enabled",
      ]);
    });

    it("accounts whose tags cannot be read while an override goes by tag", () => {
      const changed = changeAccount(inventory(), member, (account) => ({ ...account, tags: { unreadable: "AccessDenied" } }));
      assert.deepEqual(reasons(configuration(), changed, member), []);
      const config = configuration("overrides: [{ where: { tag: { key: stage } }, account: { enabled: false } }]");
      assert.match(reasons(config, changed, member)[0] ?? "", /^eu-central-1 ACCOUNT undecided overrides\[0\] goes by tag.*AccessDenied$/);
    });
  });
});
