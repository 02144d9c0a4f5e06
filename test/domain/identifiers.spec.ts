import assert from "node:assert/strict";
import { accountId, region } from "../../domain/identifiers";

describe("identifiers", () => {
  it("take twelve digits, leading zeros included, and nothing else", () => {
    assert.equal(accountId("000000000012"), "000000000012");
    for (const text of ["", "12345678901", "1234567890123", "12345678901a", " 123456789012", "123456789012\n"]) {
      assert.throws(() => accountId(text), /is not an AWS account id: expected twelve digits/, JSON.stringify(text));
    }
  });

  it("take the form of a Region's code in every partition, and nothing else", () => {
    for (const text of ["eu-central-1", "us-gov-west-1", "cn-northwest-1", "ap-southeast-7", "mx-central-1"])
      assert.equal(region(text), text);
    for (const text of ["", "eu", "eu-central", "EU-CENTRAL-1", "eu_central_1", "eu-central-1a", "global", "eu-central-1\n"]) {
      assert.throws(() => region(text), /is not a Region's code/, JSON.stringify(text));
    }
  });
});
