import assert from "node:assert/strict";
import { BootstrapRoles, type BootstrapRolesArgs } from "../../components/bootstrapRoles";
import { record } from "../support/mockRecorder";

const [one, other] = ["ou-ab12-11111111", "ou-ab12-22222222"];

function roles(organizationalUnitIds: string[], more: Partial<BootstrapRolesArgs> = {}) {
  return record(
    () => new BootstrapRoles("roles", { stackSetName: "ours", template: "{}", organizationalUnitIds, region: "eu-west-1", ...more }),
  );
}

describe("BootstrapRoles", () => {
  it("has an instance for each unit, named by it, so that a unit that comes or goes is no change of another one", async () => {
    const instances = async (units: string[]) =>
      (await roles(units)).ofType("aws:cloudformation/stackSetInstance:StackSetInstance").map(({ name, inputs }) => ({ name, inputs }));

    const both = await instances([one, other]);
    assert.deepEqual(
      both.map(({ name, inputs }) => [name, inputs.deploymentTargets]),
      [one, other].map((unit) => [`roles-${unit}`, { organizationalUnitIds: [unit] }]),
    );
    assert.deepEqual(await instances([other]), both.slice(1));
  });

  it("names one Region for an instance, and never the older argument of the same meaning", async () => {
    const { inputs } = (await roles([one])).named(`roles-${one}`);
    assert.equal(inputs.stackSetInstanceRegion, "eu-west-1");
    assert.equal("region" in inputs, false);
  });

  it("takes arguments of the user's in place of its own", async () => {
    const recording = await roles([one], { transform: { instances: { retainStack: true }, stackSet: { description: "Roles" } } });
    assert.equal(recording.named(`roles-${one}`).inputs.retainStack, true);
    assert.equal(recording.named("roles").inputs.description, "Roles");
  });

  for (const [units, expected] of [
    [[], /no organizational unit to go to/],
    [[one, other, one], /to go to ou-ab12-11111111 twice/],
    [[one, "r-ab12"], /the root r-ab12 and to units below it/],
  ] as const) {
    it(`refuses the units ${JSON.stringify(units)} before anything is registered`, async () => {
      await assert.rejects(roles([...units]), expected);
    });
  }
});
