import assert from "node:assert/strict";
import fc from "fast-check";
import { roadSettings } from "../../../domain/findings/settings";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { organizations } from "../../support/arbitraries";
import { settings } from "./samples";

const { notifications } = settings();

describe("what functions know", () => {
  it("is nothing without notifications", () => {
    fc.assert(
      fc.property(organizations(), ({ config, inventory, today }) => {
        assert.equal(roadSettings(config, inventory, coveragePlan(config, inventory, today)), undefined);
      }),
      { numRuns: 20 },
    );
  });

  it("is every account by name, OU and tags, and whose findings count: members' only where they are asked for", () => {
    fc.assert(
      fc.property(organizations(), fc.constantFrom("notify", "record", "ignore"), ({ config, inventory, today }, withinOrganization) => {
        const asked = { ...config, notifications, findings: { withinOrganization } } as const;
        const plan = coveragePlan(asked, inventory, today);
        const made = roadSettings(asked, inventory, plan) ?? assert.fail();
        for (const { id, name, tags } of inventory.accounts) {
          assert.equal(made.accounts[id]?.name, name);
          assert.equal(made.accounts[id].tags === undefined, "unreadable" in tags);
        }
        const { delegatedAdministrator: administrator, management } = config.organization;
        for (const { account, region, type, name } of plan.analyzers) {
          const arn = `arn:aws:access-analyzer:${region}:${account}:analyzer/${name}`;
          const counts = account === administrator || (withinOrganization !== "ignore" && type === "ACCOUNT" && account !== management);
          assert.equal(
            made.analyzers.some((one) => one.arn === arn),
            counts,
            arn,
          );
        }
        assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
      }),
      { numRuns: 50 },
    );
  });
});
