import assert from "node:assert/strict";
import { bootstrapTemplate } from "../../../domain/policies/bootstrapTemplate";
import { configuration, delegatedAdministrator } from "../../support/organization";

interface Template {
  Conditions: Record<string, unknown>;
  Resources: Record<string, { Type: string; Condition?: string; Properties: Record<string, unknown> }>;
}
const template = (yaml = "") => bootstrapTemplate(configuration(yaml), "o-exampleorgid");
const parse = (yaml = ""): Template => JSON.parse(template(yaml));

const proving = `proof: { enabled: true }
access: { callers: { deployer: [Platform], retirer: [Retirement], prover: ["arn:aws:iam::555555555555:role/prove"] } }`;

describe("the template of the roles' StackSet", () => {
  it("holds our three roles and nothing else", () => {
    const { Resources } = parse();
    assert.deepEqual(
      Object.values(Resources).map(({ Type, Properties }) => [Type, Properties.RoleName, Properties.Path]),
      [
        ["AWS::IAM::Role", "access-analyzer-org-provision", "/access-analyzer-org/"],
        ["AWS::IAM::Role", "access-analyzer-org-retire", "/access-analyzer-org/"],
        ["AWS::IAM::Role", "access-analyzer-org-audit", "/access-analyzer-org/"],
      ],
    );
  });

  it("holds the prover role where the proof is on, for the delegated administrator alone", () => {
    const { ProverRole, ...others } = parse(proving).Resources;
    assert.equal(ProverRole?.Properties.RoleName, "access-analyzer-org-prover");
    assert.equal(ProverRole.Condition, "IsDelegatedAdministrator");
    assert.deepEqual(Object.keys(others), Object.keys(parse().Resources));
    for (const { Condition } of Object.values(others)) assert.equal(Condition, undefined);
  });

  it("gives the delegated administrator two more policies in the roles that provision and read, by a condition on the account", () => {
    const { Conditions, Resources } = parse();
    assert.deepEqual(Conditions, { IsDelegatedAdministrator: { "Fn::Equals": [{ Ref: "AWS::AccountId" }, delegatedAdministrator] } });
    for (const [name, { Properties }] of Object.entries(Resources)) {
      const policies = Properties.Policies;
      assert.ok(Array.isArray(policies));
      assert.equal(policies.length, name === "RetireRole" ? 1 : 3, name);
      if (name === "RetireRole") continue;
      for (const policy of policies.slice(1)) {
        assert.equal(policy["Fn::If"][0], "IsDelegatedAdministrator");
        assert.deepEqual(policy["Fn::If"][2], { Ref: "AWS::NoValue" });
      }
    }
  });

  it("evaluates the account and the partition in every ARN that names them", () => {
    const text = template('access: { permissionsBoundary: "arn:aws:iam::{account}:policy/boundary" }');
    assert.match(text, /"PermissionsBoundary": \{\s*"Fn::Sub": "arn:aws:iam::\$\{AWS::AccountId\}:policy\/boundary"\s*\}/);
    const literals: string[] = [];
    JSON.parse(text, function (this: unknown, key, value) {
      if (key !== "Fn::Sub" && typeof value === "string" && value.includes("${")) literals.push(value);
      return value;
    });
    assert.deepEqual(literals, []);
  });

  it("carries the owner's tag and the configured ones", () => {
    const { Resources } = parse("tags: { team: platform }");
    for (const { Properties } of Object.values(Resources)) {
      assert.deepEqual(Properties.Tags, [
        { Key: "team", Value: "platform" },
        { Key: "managed-by", Value: "access-analyzer-org" },
      ]);
    }
  });

  it("stays below what CloudFormation takes as a template body, and each role below what IAM takes as inline policies", () => {
    const text = template(proving);
    assert.ok(text.length < 51_200);
    for (const { Properties } of Object.values(parse(proving).Resources))
      assert.ok(JSON.stringify(Properties.Policies).replace(/\s/g, "").length < 10_240);
  });

  it("is the same text for the same configuration", () => {
    assert.equal(template(), template());
  });
});
