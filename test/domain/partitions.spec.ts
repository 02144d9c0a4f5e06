import assert from "node:assert/strict";
import { isRegionCode } from "../../domain/identifiers";
import { partitionNames, partitionOf, partitions, regionsOf } from "../../domain/partitions";

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

  it("cannot have service-managed StackSets in China", () => {
    assert.deepEqual(
      partitionNames.filter((name) => !partitions[name].serviceManagedStackSets),
      ["aws-cn"],
    );
  });
});
