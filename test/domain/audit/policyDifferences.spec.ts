import assert from "node:assert/strict";
import { policyDifferences } from "../../../domain/audit/policyDifferences";

const statement = (more: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
const planned = statement({
  Sid: "Read",
  Action: ["iam:GetRole", "iam:ListRoles"],
  Resource: "arn:aws:iam::111111111111:role/x",
  Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-1", "o-2"] } },
});

describe("what differs between two policy documents", () => {
  it("is nothing where they mean the same: order, one value or a list of one, case of actions and condition keys, statement ids", () => {
    const same = {
      Version: "2012-10-17",
      Id: "x",
      Statement: {
        Resource: ["arn:aws:iam::111111111111:role/x"],
        Condition: { StringEquals: { "aws:principalorgid": ["o-2", "o-1"] } },
        Action: ["IAM:ListRoles", "iam:getRole"],
        Effect: "Allow",
      },
    };
    assert.deepEqual(policyDifferences(planned, same), []);
    const everybody = (Principal: unknown) => statement({ Action: "sts:AssumeRole", Principal });
    assert.deepEqual(policyDifferences(everybody("*"), everybody({ AWS: ["*"] })), []);
  });

  it("is each statement that lacks, and each that was added", () => {
    const more = { ...planned, Statement: [...planned.Statement, { Effect: "Allow", Action: "*", Resource: "*" }] };
    assert.deepEqual(policyDifferences(planned, more), ['has, not planned, {"Action":["*"],"Effect":"Allow","Resource":["*"]}']);
    assert.match(policyDifferences(more, planned).join(), /^lacks \{"Action":\["\*"\]/);
  });

  for (const [what, change] of [
    ["another value", { Resource: "*" }],
    ["another effect", { Effect: "Deny" }],
    ["another condition", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }],
    ["another operator", { Condition: { StringLike: { "aws:PrincipalOrgID": ["o-1", "o-2"] } } }],
    ["NotAction for Action", { Action: undefined, NotAction: ["iam:GetRole", "iam:ListRoles"] }],
  ] as const) {
    it(`is ${what}`, () => {
      assert.equal(policyDifferences(planned, statement({ ...planned.Statement[0], ...change })).length, 2);
    });
  }

  it("is the version, in which policy variables mean something else, and whatever is no policy", () => {
    assert.deepEqual(policyDifferences(planned, { Statement: planned.Statement }), ["is of version 2008-10-17"]);
    for (const nothing of [undefined, null, "", [], {}]) assert.notDeepEqual(policyDifferences(planned, nothing), []);
  });
});
