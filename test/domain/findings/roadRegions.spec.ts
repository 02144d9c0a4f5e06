import assert from "node:assert/strict";
import { forwarderRegions, managementWatchRegions, ruleRegions, watchRegions } from "../../../domain/findings/roadRegions";
import type { Partition } from "../../../domain/partitions";
import { region } from "../../../domain/identifiers";
import { delegatedAdministrator, inventory } from "../../support/organization";
import { withRegions } from "../../support/planned";
import { projectOf } from "../../support/project";

const [home, ...others] = ["eu-central-1", "eu-west-1", "us-east-1"];

function regions(yaml = "", partition: Partition = "aws") {
  const { config, inventory: live, plan } = projectOf(yaml);
  const there = { ...config, organization: { ...config.organization, partition } };
  return { forwarders: forwarderRegions(there, plan), rules: ruleRegions(there, live, plan) };
}

describe("Regions of the watch", () => {
  const watched = (yaml: string, live = inventory()) => {
    const { config, plan } = projectOf(yaml, live);
    return { watch: watchRegions(config, live, plan), management: managementWatchRegions(config, live, plan) };
  };

  it("have the one that sees IAM, although no account has an analyzer there", () => {
    assert.deepEqual(watched("regions: { exclude: [{ name: us-east-1, reason: a test }] }"), {
      watch: [home, ...others],
      management: [home, ...others],
    });
  });

  it("leave it out where forwarders are, also where analyzers are", () => {
    const left = "exclude: [{ name: us-east-1, reason: a test }]";
    assert.deepEqual(watched(`regions: { ${left}, forwarders: { ${left} } }`).watch, [home, "eu-west-1"]);
  });

  it("have that of the roles' StackSet; the management account those that are enabled there", () => {
    const live = withRegions(inventory(), delegatedAdministrator, { "ap-south-2": "ENABLED" });
    live.organization.rolesRegions = { read: [region("ap-south-2")] };
    const without = "regions: { exclude: [{ name: ap-south-2, reason: a test }] }";
    assert.deepEqual(watched(without, live), { watch: ["ap-south-2", home, ...others], management: [home, ...others] });
  });
});

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
