import assert from "node:assert/strict";
import fc from "fast-check";
import { patternsMeet } from "../../../domain/roadIntact/patternsMeet";

describe("whether two event patterns may like the same event", () => {
  const cases: [one: unknown[], other: unknown[], meets: boolean][] = [
    [["aws.kms"], ["aws.kms", "aws.s3"], true],
    [["aws.kms"], ["aws.s3"], false],
    [["aws.kms"], [{ prefix: "aws." }], true],
    [["aws.kms"], [{ prefix: "com." }], false],
    [["aws.kms"], [{ suffix: ".kms" }], true],
    [["aws.kms"], [{ suffix: ".s3" }], false],
    [["aws.kms"], [{ "equals-ignore-case": "AWS.KMS" }], true],
    [["aws.kms"], [{ prefix: { "equals-ignore-case": "AWS" } }], true],
    [["aws.kms"], [{ prefix: { "equals-ignore-case": "KMS" } }], false],
    [["aws.kms"], [{ wildcard: "aws.*" }], true],
    [["aws.kms"], [{ wildcard: "*.s3" }], false],
    [["aws.kms"], [{ wildcard: "aws.km?" }], false],
    [["a*b"], [{ wildcard: "a\\*b" }], true],
    [["axb"], [{ wildcard: "a\\*b" }], false],
    [["aws.kms"], [{ "anything-but": ["aws.kms", "aws.s3"] }], false],
    [["aws.kms"], [{ "anything-but": "aws.s3" }], true],
    [["aws.kms"], [{ "anything-but": { prefix: "aws." } }], false],
    [["aws.kms"], [{ "anything-but": { suffix: [".kms", ".s3"] } }], false],
    [["aws.kms"], [{ "anything-but": { wildcard: "*k*" } }], false],
    [["aws.kms"], [{ "anything-but": { novel: "x" } }], true],
    [["aws.kms"], [{ exists: true }], true],
    [["aws.kms"], [{ exists: false }], false],
    [["aws.kms"], [{ novel: "x" }], true],
    [["aws.kms"], [1, null], false],
    [["aws.kms"], [{ numeric: [">", 0] }], false],
    [["aws.kms"], [], false],
    [[{ prefix: "aws." }], [{ prefix: "aws.k" }], true],
    [[{ prefix: "aws." }], [{ prefix: "com." }], false],
    [[{ suffix: ".kms" }], [{ suffix: "s" }], true],
    [[{ suffix: ".kms" }], [{ suffix: ".s3" }], false],
    [[{ prefix: "aws." }], [{ suffix: ".s3" }], true],
    [[{ prefix: "aws." }], [{ exists: false }], false],
    [[{ exists: false }], [{ exists: false }], true],
  ];
  for (const [one, other, meets] of cases) {
    it(`${JSON.stringify(one)} and ${JSON.stringify(other)}: ${meets ? "may" : "never"}`, () => {
      for (const [left, right] of [
        [one, other],
        [other, one],
      ])
        assert.equal(patternsMeet({ source: left }, { source: right }), meets);
    });
  }

  it("does not tell apart by what may be a list, nor by $or deeper than in detail", () => {
    assert.ok(patternsMeet({ detail: { action: ["kms:Decrypt"] } }, { detail: { action: ["kms:Encrypt"] } }));
    assert.ok(patternsMeet({ resources: ["a"] }, { resources: ["b"] }));
    const deep = { detail: { requestParameters: { $or: [{ eventName: ["a"] }] } } };
    assert.ok(patternsMeet(deep, { detail: { requestParameters: { eventName: ["b"] } } }));
  });

  it("takes $or in detail as several patterns", () => {
    const either = { source: ["aws.kms"], detail: { $or: [{ eventName: ["a"] }, { eventName: ["b"], userIdentity: { type: ["x"] } }] } };
    for (const [name, meets] of [
      ["a", true],
      ["b", true],
      ["c", false],
    ] as const)
      assert.equal(patternsMeet(either, { detail: { eventName: [name] } }), meets, name);
    assert.ok(patternsMeet({ detail: { $or: "novel" } }, { detail: { eventName: ["b"] } }));
  });

  it("takes $or at the top as several patterns", () => {
    const either = { "detail-type": ["x"], $or: [{ source: ["aws.kms"] }, { source: ["aws.sqs"], detail: { eventName: ["a"] } }] };
    assert.ok(!patternsMeet(either, { source: ["aws.s3"] }));
    assert.ok(patternsMeet(either, { source: ["aws.kms"] }));
    assert.ok(!patternsMeet(either, { source: ["aws.kms"], "detail-type": ["y"] }));
    assert.ok(!patternsMeet({ source: ["aws.sqs"], detail: { eventName: ["b"] } }, either));
    assert.ok(patternsMeet({ $or: "novel" }, { source: ["aws.s3"] }));
  });

  it("tells apart by which call CloudTrail saw", () => {
    const call = (eventName: unknown) => ({ "detail-type": ["AWS API Call via CloudTrail"], detail: { eventName: [eventName] } });
    assert.ok(!patternsMeet(call("Decrypt"), call({ prefix: "Put" })));
    assert.ok(patternsMeet(call("PutRule"), call({ prefix: "Put" })));
  });

  it("is the same both ways, and never parts patterns that like one text", () => {
    const text = fc.stringMatching(/^[ab.*]{0,4}$/);
    const item = fc.oneof(
      text,
      ...["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but"].map((name) => text.map((value) => ({ [name]: value }))),
      text.map((value) => ({ "anything-but": { prefix: value } })),
    );
    const pattern = fc.array(item, { minLength: 1, maxLength: 3 }).map((source) => ({ source }));
    fc.assert(
      fc.property(pattern, pattern, text, (one, other, source) => {
        assert.equal(patternsMeet(one, other), patternsMeet(other, one));
        const event = { source: [source] };
        if (patternsMeet(one, event) && patternsMeet(other, event)) assert.ok(patternsMeet(one, other));
      }),
    );
  });
});
