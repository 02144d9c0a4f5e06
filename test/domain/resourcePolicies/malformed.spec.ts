import assert from "node:assert/strict";
import { outsideAccess } from "../../../domain/resourcePolicies/outsideAccess";
import { unknownValue } from "../../../domain/unknownValue";
import { allow, decide, own, policy, trusted, type Row } from "./table";

const statement = { Effect: "Allow", Principal: { AWS: own }, Action: "s3:GetObject" };

/** What AWS refuses, and what is not known yet: never passed, never a crash. */
const rows: Row[] = [
  ["a policy that is not known yet", unknownValue, "undecided"],
  ["statements that are not known yet", { Statement: unknownValue }, "undecided"],
  ["a statement that is not known yet", policy(statement, unknownValue), "undecided"],
  ["an effect that is not known yet", policy({ ...statement, Effect: unknownValue }), "undecided"],
  ["a principal that is not known yet", allow(unknownValue), "undecided"],
  ["principals that are not known yet", allow({ AWS: unknownValue }), "undecided"],
  ["an action that is not known yet, for its own account", policy({ ...statement, Action: unknownValue }), "harmless"],
  ["a condition that is not known yet, for its own account", policy({ ...statement, Condition: unknownValue }), "harmless"],
  ["no JSON", "{", "undecided"],
  ["no text", "", "undecided"],
  ["null", null, "undecided"],
  ["nothing", undefined, "undecided"],
  ["a number", 7, "undecided"],
  ["a list", [statement], "undecided"],
  ["JSON of a list", "[]", "undecided"],
  ["JSON of a text", '"*"', "undecided"],
  ["no Statement", { Version: "2012-10-17" }, "undecided"],
  ["a Statement that is a text", { Statement: "allow" }, "undecided"],
  ["a statement that is a list", policy([statement]), "undecided"],
  ["no Principal, which makes it an identity's policy", policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }), "undecided"],
  [
    "no Principal inside the organization",
    policy({ Effect: "Allow", Action: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": trusted.organizations } } }),
    "undecided",
  ],
  ["Principal and NotPrincipal", policy({ ...statement, NotPrincipal: "*" }), "undecided"],
  ["a Principal that is a text", allow(own), "undecided"],
  ["a Principal that is empty", allow({}), "undecided"],
  ["a list of nobody", allow({ AWS: [] }), "undecided"],
  ["a kind of principal that there is not", allow({ "*": "*" }), "undecided"],
  ["a principal that is an object", allow({ AWS: { account: own } }), "undecided"],
  ["the same twice in other letters", policy({ ...statement, principal: "*" }), "undecided"],
  ["no Effect", policy({ ...statement, Effect: undefined }), "undecided"],
  ["an Effect in small letters", policy({ ...statement, Effect: "allow" }), "undecided"],
  ["no Action", policy({ ...statement, Action: undefined }), "undecided"],
  ["Action and NotAction", policy({ ...statement, NotAction: "*" }), "undecided"],
  ["a Condition that is a text", policy({ ...statement, Condition: "x" }), "undecided"],
  ["an operator that holds a text", policy({ ...statement, Condition: { StringEquals: "x" } }), "undecided"],
  ["a key without values", policy({ ...statement, Condition: { StringEquals: { "aws:PrincipalOrgID": [] } } }), "undecided"],
  ["a Deny without Principal", policy(statement, { Effect: "Deny", Action: "*" }), "undecided"],
  ["a bad statement beside a public one", policy({}, { ...statement, Principal: "*" }), "public; undecided"],
];

describe("a policy that cannot be read", () => {
  decide(rows);

  it("is said to be what it is", () => {
    assert.deepEqual(
      outsideAccess(policy({ Sid: "Open\u202e", Effect: "Allow", Action: "*", Resource: "*" }), "resource", trusted).map(({ why }) => why),
      ["statement 1 (Open\\u202e) cannot be read: it has no Principal, which every policy of a resource needs"],
    );
    assert.deepEqual(outsideAccess("{", "resource", trusted), [
      { statement: undefined, verdict: "undecided", who: [], why: "the policy is not JSON" },
    ]);
  });
});

describe("what is said of a policy", () => {
  it("names statement, action and who", () => {
    const [access] = outsideAccess(allow("*", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, { Sid: "PublicRead" }), "resource", trusted);
    assert.equal(access?.statement, "statement 1 (PublicRead)");
    assert.equal(
      access.why,
      "statement 1 (PublicRead) allows s3:GetObject to *, which its conditions do not limit (aws:SourceIp: 0.0.0.0/0 is too wide to limit anybody)",
    );
  });

  it("is never long", () => {
    const actions = Array.from({ length: 50 }, (_, index) => `s3:Action${index}`);
    const [access] = outsideAccess(allow({ AWS: "*" }, undefined, { Action: actions }), "resource", trusted);
    assert.equal(access?.why, "statement 1 allows s3:Action0, s3:Action1, s3:Action2, 47 more to *");
  });
});
