import assert from "node:assert/strict";
import { ConfigurationError, InventoryError } from "../../../domain/errors";
import { region } from "../../../domain/identifiers";
import type { Readable } from "../../../domain/inventory/inventory";
import type { Region } from "../../../domain/identifiers";
import { rolesRegion } from "../../../domain/plan/rolesRegion";
import { configuration, inventory } from "../../support/organization";

describe("the Region of the roles", () => {
  const at = (rolesRegions: Readable<Region[]>, yaml = "") => {
    const found = inventory();
    return rolesRegion(configuration(yaml), { ...found, organization: { ...found.organization, rolesRegions } });
  };
  const eu = region("eu-west-1");

  it("is the home Region before the first roll-out, or the one that the configuration names", () => {
    assert.equal(at({ read: [] }), "eu-central-1");
    assert.equal(at({ read: [] }, "access: { rolesRegion: us-east-1 }"), "us-east-1");
  });

  it("is where the StackSet is, whatever the home Region is now", () => {
    assert.equal(at({ read: [eu] }), "eu-west-1");
    assert.equal(at({ read: [eu] }, "access: { rolesRegion: eu-west-1 }"), "eu-west-1");
  });

  it("cannot be moved: the reason is given", () => {
    assert.throws(
      () => at({ read: [eu] }, "access: { rolesRegion: us-east-1 }"),
      (error) => error instanceof ConfigurationError && /found us-east-1, but the roles were rolled out from eu-west-1/.test(error.message),
    );
  });

  it("is never guessed where it could not be read, and never chosen among two", () => {
    const refused = (rolesRegions: Readable<Region[]>, why: RegExp) =>
      assert.throws(
        () => at(rolesRegions),
        (error) => error instanceof InventoryError && why.test(error.message),
      );
    refused({ unreadable: "AccessDenied" }, /could not be read \(AccessDenied\).*cloudformation:DescribeStackSet/);
    refused({ read: [eu, region("us-east-1")] }, /is in eu-west-1 and us-east-1/);
  });
});
