import assert from "node:assert/strict";
import type { Configuration } from "../../../domain/configuration/configuration";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { ConfigurationError } from "../../../domain/errors";
import type { Inventory } from "../../../domain/inventory/inventory";
import { configuration, inventory, member } from "../../support/organization";
import { today } from "../../support/planned";

describe("coveragePlan", () => {
  describe("refuses", () => {
    const refused = (config: Configuration, inventory: Inventory, pattern: RegExp) =>
      assert.throws(
        () => coveragePlan(config, inventory, today),
        (error) => error instanceof ConfigurationError && pattern.test(error.message),
      );

    it("another organization's inventory", () => {
      const changed = { ...inventory(), organization: { ...inventory().organization, management: member } };
      refused(configuration(), changed, /organization\.management: found 111111111111, but .* has the management account 333333333333/);
    });

    it("more callers than a trust policy holds", () => {
      const many = Array.from({ length: 50 }, (_, index) => `arn:aws:iam::${member}:role/pipeline-${index}`);
      const callers = `access: { callers: { deployer: [${many.join(", ")}], retirer: [Retirement] } }`;
      refused(
        configuration(callers),
        inventory(),
        /^access\.callers: a trust policy .* has 2,\d{3} characters, but IAM takes 2,048; name several with one wildcard/,
      );
      coveragePlan(configuration(callers.replace(many.join(", "), `"arn:aws:iam::${member}:role/pipeline-*"`)), inventory(), today);
    });
  });
});
