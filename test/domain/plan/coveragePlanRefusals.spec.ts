import assert from "node:assert/strict";
import type { Configuration } from "../../../domain/configuration/configuration";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { ConfigurationError } from "../../../domain/errors";
import { accountId } from "../../../domain/identifiers";
import type { Inventory } from "../../../domain/inventory/inventory";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, everything, today, withRegions } from "../../support/planned";

describe("coveragePlan", () => {
  describe("refuses", () => {
    const refused = (config: Configuration, inventory: Inventory, pattern: RegExp) =>
      assert.throws(
        () => coveragePlan(config, inventory, today),
        (error) => error instanceof ConfigurationError && pattern.test(error.message),
      );

    it("a delegated administrator that the inventory does not have", () => {
      const without = { ...inventory(), accounts: inventory().accounts.filter(({ id }) => id !== delegatedAdministrator) };
      refused(
        configuration(),
        without,
        /^organization\.delegatedAdministrator: found 222222222222, which is not among the 2 accounts of the inventory/,
      );
    });

    it("a delegated administrator that is not active", () => {
      const changed = changeAccount(inventory(), delegatedAdministrator, (account) => ({ ...account, state: "SUSPENDED" }));
      refused(configuration(), changed, /organization\.delegatedAdministrator: found 222222222222 .*SUSPENDED, expected an ACTIVE account/);
    });

    it("another organization's inventory", () => {
      const changed = { ...inventory(), organization: { ...inventory().organization, management: member } };
      refused(configuration(), changed, /organization\.management: found 111111111111, but .* has the management account 333333333333/);
    });

    it("a home Region that is off in the delegated administrator or in the management account", () => {
      for (const [id, role] of [
        [delegatedAdministrator, "delegated administrator"],
        [management, "management account"],
      ] as const) {
        const changed = withRegions(inventory(), id, { "eu-central-1": "DISABLED" });
        refused(
          configuration(),
          changed,
          new RegExp(`^organization\\.homeRegion: found eu-central-1, which is DISABLED in the ${role} ${id} .* eu-west-1, us-east-1$`),
        );
      }
    });

    it("accounts that the inventory does not have, wherever they are named, all at once", () => {
      const config = configuration(`analyzers:
  unusedAccess: { enabled: true, exclude: { accounts: ["333333333334"] } }
  internalAccess: { enabled: true, include: [{ accounts: ["999999999999"] }] }
overrides: [{ where: { account: "888888888888" }, account: { enabled: false } }]
`);
      refused(config, inventory(), /exclude\.accounts\[0\]: found 333333333334, .*did you mean 333333333333/);
      refused(config, inventory(), /internalAccess\.include\[0\]\.accounts\[0\]: found 999999999999/);
      refused(config, inventory(), /overrides\[0\]\.where\.account: found 888888888888/);
    });

    it("an OU without any account, with the path that was meant", () => {
      const changed = changeAccount(inventory(), member, (account) => ({ ...account, ou: "Workloads/Prod" }));
      for (const ou of ["Prod", "workloads/prod", "Root/Workloads/Prod", "Workloads/Prd"]) {
        refused(
          configuration(`overrides: [{ where: { ou: ${ou} }, account: { enabled: false } }]`),
          changed,
          /overrides\[0\]\.where\.ou: found .*did you mean "Workloads\/Prod"/,
        );
      }
    });

    it("two overrides of equal rank that disagree, and takes two that agree", () => {
      const changed = changeAccount(inventory(), member, (account) => ({ ...account, tags: { read: { stage: "prod", team: "data" } } }));
      const overrides = (second: boolean) =>
        configuration(
          `overrides: [{ where: { tag: { key: stage } }, account: { enabled: false } }, { where: { tag: { key: team } }, account: { enabled: ${second} } }]`,
        );
      refused(overrides(true), changed, /overrides\[0\] and overrides\[1\] disagree about account of account 333333333333/);
      assert.doesNotThrow(() => coveragePlan(overrides(false), changed, today));
    });

    it("more exclusions from unused access than AWS takes", () => {
      const many = Array.from({ length: 2001 }, (_, index) => accountId(String(300000000000 + index)));
      const changed = { ...inventory(many, ["eu-central-1"]) };
      const inOu = {
        ...changed,
        accounts: changed.accounts.map((account) => (many.includes(account.id) ? { ...account, ou: "Sandbox" } : account)),
      };
      const config = configuration(`${everything}overrides: [{ where: { ou: Sandbox }, unusedAccess: { enabled: false } }]`);
      refused(config, inOu, /leave out 2001 accounts, expected at most 2000/);
    });
  });
});
