import assert from "node:assert/strict";
import { forwarderRegions, ruleRegions } from "../../../domain/findings/roadRegions";
import type { Partition } from "../../../domain/partitions";
import { projectOf } from "../../support/project";

const [home, ...others] = ["eu-central-1", "eu-west-1", "us-east-1"];

function regions(yaml = "", partition: Partition = "aws") {
  const { config, inventory, plan } = projectOf(yaml);
  const there = { ...config, organization: { ...config.organization, partition } };
  return { forwarders: forwarderRegions(there, plan), rules: ruleRegions(there, inventory, plan) };
}

describe("Regions of the findings road", () => {
  it("are those in which the delegated administrator has an analyzer", () => {
    assert.deepEqual(regions(), { forwarders: [home, ...others], rules: [home, ...others] });
  });

  it("leave out those without forwarders; there are rules at home all the same, where the bus is", () => {
    const yaml = "regions: { forwarders: { exclude: [{ name: eu-central-1, reason: a test }, { name: us-east-1, reason: a test }] } }";
    assert.deepEqual(regions(yaml), { forwarders: ["eu-west-1"], rules: [home, "eu-west-1"] });
  });

  it("is the home Region alone where AWS takes no event to another one", () => {
    for (const partition of ["aws-cn", "aws-us-gov"] as const)
      assert.deepEqual(regions("", partition), { forwarders: [home], rules: [home] });
  });
});
