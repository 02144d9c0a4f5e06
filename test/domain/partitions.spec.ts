import assert from "node:assert/strict";
import { isRegionCode } from "../../domain/identifiers";
import { isKnownRegion, partitionNames, partitionOf, partitions, regionsOf } from "../../domain/partitions";

describe("partitions", () => {
  it("have every Region once, each with the form of a Region's code", () => {
    const all = partitionNames.flatMap((name) => [...partitions[name].defaultRegions, ...partitions[name].optInRegions]);
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(
      all.filter((name) => !isRegionCode(name)),
      [],
    );
    assert.equal(partitionNames.flatMap(regionsOf).length, all.length);
  });

  it("have 17 Regions that every commercial account has from the start", () => {
    assert.equal(partitions.aws.defaultRegions.length, 17);
  });

  it("follow from a Region", () => {
    assert.equal(partitionOf("eu-south-2"), "aws");
    assert.equal(partitionOf("us-gov-east-1"), "aws-us-gov");
    assert.equal(partitionOf("cn-northwest-1"), "aws-cn");
    assert.equal(partitionOf("moon-north-1"), undefined);
  });

  it("follow from the name of a Region that is newer than this version", () => {
    const newer = {
      "eu-west-9": "aws",
      "nz-southeast-1": "aws",
      "us-gov-central-1": "aws-us-gov",
      "eusc-fr-west-1": "aws-eusc",
      "cn-south-1": "aws-cn",
    };
    for (const [name, partition] of Object.entries(newer)) {
      assert.ok(!isKnownRegion(name), name);
      assert.equal(partitionOf(name), partition, name);
    }
    for (const name of ["us-iso-east-1", "eu-wst-1", "eu-isoe-west-1"]) assert.equal(partitionOf(name), undefined, name);
    for (const name of partitionNames) for (const region of regionsOf(name)) assert.match(region, partitions[name].regionNames);
  });

  it("cannot have service-managed StackSets in China", () => {
    assert.deepEqual(
      partitionNames.filter((name) => !partitions[name].serviceManagedStackSets),
      ["aws-cn"],
    );
  });
});
