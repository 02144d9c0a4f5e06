import assert from "node:assert/strict";
import { publicAccessOf } from "../../../domain/resourcePolicies/judgeResource";
import { unknownValue } from "../../../domain/unknownValue";
import { bucketPolicy, judge, nobodyConfigured, options, publicRead } from "./judge";
import { allow, friend, ourOrganization, stranger } from "./table";

describe("what is said of a resource", () => {
  it("is what, to whom, by which statement, and what to do", () => {
    assert.deepEqual(judge(bucketPolicy, publicRead), [
      {
        level: "violation",
        message:
          "BucketPolicy `it` gives everybody access: statement 1 (PublicRead) allows s3:GetObject to *. " +
          "Name who is meant in Principal, limit it with aws:PrincipalOrgID, or add an exception with owner, reason and until.",
      },
    ]);
    assert.deepEqual(judge("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { blockPublicAcls: true, blockPublicPolicy: true }), [
      {
        level: "violation",
        message:
          "BucketPublicAccessBlock `it` lets public access be given: ignorePublicAcls, restrictPublicBuckets are not true. " +
          "Set them to true, or add an exception with owner, reason and until.",
      },
    ]);
  });

  it("is a note for other accounts, while nobody is configured as trusted", () => {
    const [access] = judge(bucketPolicy, { policy: allow({ AWS: stranger }) }, nobodyConfigured);
    assert.deepEqual(access, {
      level: "note",
      message:
        `BucketPolicy \`it\` gives ${stranger} access: statement 1 allows s3:GetObject to ${stranger}. ` +
        "This is a note while no trusted accounts and no organizations are configured. " +
        "Take it out, configure it as trusted, or add an exception with owner, reason and until.",
    });
    assert.equal(judge(bucketPolicy, publicRead, nobodyConfigured)[0]?.level, "violation");
  });

  for (const [name, configured] of Object.entries({
    accounts: [friend],
    organizations: [ourOrganization],
    organizationPaths: [`${ourOrganization}/r-1/`],
  }))
    it(`is a violation for other accounts, once ${name} are configured`, () => {
      const inputs = { policy: allow({ AWS: stranger }) };
      const [access] = judge(bucketPolicy, inputs, { trusted: { ...nobodyConfigured.trusted, [name]: configured } });
      assert.equal(access?.level, "violation");
      assert.doesNotMatch(access.message, /This is a note/);
    });

  it("is that it is judged again, where something is not known yet", () => {
    assert.deepEqual(judge(bucketPolicy, { policy: unknownValue }), [
      {
        level: "note",
        message:
          "BucketPolicy `it` may give others than the trusted access: the policy is not known before it is deployed. It is judged again once it is known.",
      },
    ]);
  });

  it("is never long, and hides no character of who it is", () => {
    const many = Array.from({ length: 100 }, (_, index) => String(900_000_000_000 + index));
    const [first, second] = [{ AWS: many }, { AWS: `arn:aws:iam::${stranger}:role/a\u202eb${"c".repeat(1000)}` }].map(
      (principal) => judge(bucketPolicy, { policy: allow(principal) })[0]?.message ?? "",
    );
    assert.match(first ?? "", /gives 900000000000, 900000000001, 900000000002, 97 more access: /);
    assert.match(second ?? "", /a\\u202ebc+\.\.\. \(1,0\d\d characters\)/);
    assert.doesNotMatch(second ?? "", /\u202e/);
  });

  it("hides no character of a name", () => {
    const [access] = publicAccessOf({ type: bucketPolicy, name: "a\u202eb", urn: "urn", inputs: publicRead }, options);
    assert.match(access?.message ?? "", /`a\\u202eb`/);
  });
});
