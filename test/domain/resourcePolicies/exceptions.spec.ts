import assert from "node:assert/strict";
import type { AccessException } from "../../../domain/resourcePolicies/exceptions";
import { unknownValue } from "../../../domain/unknownValue";
import { bucketPolicy, judge, publicRead } from "./judge";

describe("an exception", () => {
  const exception: AccessException = { resource: "it", owner: "web", reason: "the site is public", until: "2026-11-27" };
  const judged = (changed: Partial<AccessException>, today = "2026-11-27") =>
    judge(bucketPolicy, publicRead, { exceptions: [{ ...exception, ...changed }], today });

  for (const [name, resource] of [
    ["a name", "it"],
    ["a pattern of names", "i?*"],
    ["a type", bucketPolicy],
    ["a URN", `urn:pulumi:dev::app::${bucketPolicy}::it`],
  ] as const)
    it(`holds for ${name}, until the end of its last day`, () => {
      assert.deepEqual(judged({ resource }), []);
      const [access] = judged({ resource }, "2026-11-28");
      assert.equal(access?.level, "violation");
      assert.match(access.message, / to \*\. The exception of web \(the site is public\) expired on 2026-11-27\. Name who is meant /);
    });

  it("holds for nothing else", () => {
    const [access] = judged({ resource: "its" });
    assert.equal(access?.level, "violation");
    assert.doesNotMatch(access.message, /expired/);
  });

  it("holds for nothing, where it is for everything", () => {
    assert.match(judged({ resource: "*" })[0]?.message ?? "", /names no resource: \* is all of them\./);
  });

  it("holds for nothing without an end", () => {
    assert.match(judged({ until: "2027" })[0]?.message ?? "", /has no end of the form YYYY-MM-DD: 2027\./);
  });

  it("that holds counts beside one that has expired", () => {
    assert.deepEqual(judge(bucketPolicy, publicRead, { exceptions: [{ ...exception, until: "2026-01-01" }, exception] }), []);
  });

  it("quiets notes as well", () => {
    assert.deepEqual(judge(bucketPolicy, { policy: unknownValue }, { exceptions: [exception] }), []);
  });
});
