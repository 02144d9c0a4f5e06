import assert from "node:assert/strict";
import { bootstrapTemplate } from "../../../domain/policies/bootstrapTemplate";
import { notifying } from "../../support/notifying";
import { configuration, delegatedAdministrator } from "../../support/organization";

interface Template {
  Conditions: Record<string, unknown>;
  Resources: Record<string, { Type: string; Condition?: string; Properties: Record<string, unknown> }>;
}
const template = (yaml = "") => bootstrapTemplate(configuration(yaml), "o-exampleorgid");
const parse = (yaml = ""): Template => JSON.parse(template(yaml));

const everything = `${notifying}
findings: { withinOrganization: record }
scanner: { enabled: true }
proof: { enabled: true }
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

  it("holds the prover role where the proof is on, and those of the findings road, for the delegated administrator alone", () => {
    const { Resources } = parse(everything);
    const here = Object.values(Resources).filter(({ Condition }) => Condition === "IsDelegatedAdministrator");
    assert.deepEqual(
      here.map(({ Properties }) => Properties.RoleName),
      [
        "prover",
        "redrive",
        "notifier",
        "sweep-planner",
        "sweep-worker",
        "watcher",
        "scanner",
        "forwarder",
        "watch-forwarder",
        "schedule",
      ].map((name) => `access-analyzer-org-${name}`),
    );
    const everywhere = Object.entries(Resources).flatMap(([id, { Condition }]) => (Condition === undefined ? [id] : []));
    assert.deepEqual(everywhere, [...Object.keys(parse().Resources), "ScanRole", "ScanForwarderRole"]);
  });

  it("has no role of the findings road without notifications, and members are scanned only where it was asked for", () => {
    for (const role of ["NotifierRole", "ScanRole"]) assert.ok(!template().includes(role), role);
    for (const role of ["ScanRole", "ScanForwarderRole", "ScannerRole"]) assert.ok(!template(notifying).includes(role), role);
  });

  it("gives the delegated administrator more policies in the roles that provision and read, by a condition on the account", () => {
    const { Conditions, Resources } = parse();
    assert.deepEqual(Conditions, { IsDelegatedAdministrator: { "Fn::Equals": [{ Ref: "AWS::AccountId" }, delegatedAdministrator] } });
    for (const [name, { Properties }] of Object.entries(Resources)) {
      const policies = Properties.Policies;
      assert.ok(Array.isArray(policies));
      assert.equal(policies.length, { ProvisionRole: 5, AuditRole: 3, RetireRole: 1 }[name], name);
      if (name === "RetireRole") continue;
      const everywhere = ["analyzers", ...(name === "ProvisionRole" ? ["scanner"] : [])];
      assert.deepEqual(
        policies.slice(0, everywhere.length).map(({ PolicyName }) => PolicyName),
        everywhere,
      );
      for (const policy of policies.slice(everywhere.length)) {
        assert.equal(policy["Fn::If"][0], "IsDelegatedAdministrator");
        assert.deepEqual(policy["Fn::If"][2], { Ref: "AWS::NoValue" });
      }
    }
  });

  it("evaluates the account and the partition in every ARN that names them", () => {
    const text = template('access: { permissionsBoundary: "arn:aws:iam::{account}:policy/boundary" }');
    assert.ok(text.includes('"PermissionsBoundary":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:policy/boundary"}'));
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
    const text = template(everything);
    assert.ok(text.length < 51_200);
    for (const { Properties } of Object.values(parse(everything).Resources)) {
      assert.ok(Array.isArray(Properties.Policies));
      const documents = Properties.Policies.map((policy) => evaluated(policy["Fn::If"]?.[1] ?? policy).PolicyDocument);
      assert.ok(documents.every((document) => document !== undefined));
      assert.ok(
        documents.reduce((sum: number, document) => sum + JSON.stringify(document).length, 0) <= 10_240,
        String(Properties.RoleName),
      );
    }
  });

  it("is the same text for the same configuration", () => {
    assert.equal(template(), template());
  });
});

/** As CloudFormation gives it to IAM. */
function evaluated(policy: unknown): { PolicyDocument?: unknown } {
  return JSON.parse(JSON.stringify(policy), (_, value) =>
    typeof value?.["Fn::Sub"] === "string" ? value["Fn::Sub"].replaceAll("${AWS::AccountId}", delegatedAdministrator) : value,
  ) as { PolicyDocument?: unknown };
}
