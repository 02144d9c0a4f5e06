import assert from "node:assert/strict";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { createWorld } from "../../../dev/sandbox/seed/createWorld";
import { deleteRole, findRole, putRole } from "../../../dev/sandbox/iam/roles";
import { parseOrganization } from "../../../dev/sandbox/seed/organizationFile";
import { deleteStack, deployStack } from "../../../dev/sandbox/services/cloudformation/stack/deploy";
import type { Stack } from "../../../dev/sandbox/services/cloudformation/stack/stack";
import { parseTemplate } from "../../../dev/sandbox/services/cloudformation/template/document";
import { evaluate, type Scope } from "../../../dev/sandbox/services/cloudformation/template/functions";
import { assertCapabilities, creationOrder, parameterValues } from "../../../dev/sandbox/services/cloudformation/template/requirements";

const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "111111111111" }, Action: "sts:AssumeRole" }] };
const document = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "access-analyzer:ListAnalyzers", Resource: "*" } };
const role = (properties: object = {}) => ({ Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust, ...properties } });

describe("sandbox: CloudFormation's template language", () => {
  const scope = (conditions: Record<string, unknown> = {}): Scope => ({
    template: { parameters: {}, conditions, resources: {} },
    parameters: { Name: "audit", Accounts: ["1", "2"] },
    pseudo: { "AWS::AccountId": "222222222222", "AWS::Partition": "aws" },
    made: new Map([["Role", { ref: "role-name", attributes: { Arn: "arn:role" } }]]),
  });
  const value = (expression: unknown, conditions?: Record<string, unknown>) => evaluate(expression, scope(conditions));

  it("substitutes names, attributes, own values and literals", () => {
    assert.equal(
      value({ "Fn::Sub": "${AWS::Partition}:${Name}:${Role}:${Role.Arn}:${!literal}" }),
      "aws:audit:role-name:arn:role:${literal}",
    );
    assert.equal(value({ "Fn::Sub": ["${X}-${Name}", { X: { Ref: "AWS::AccountId" } }] }), "222222222222-audit");
    assert.throws(() => value({ "Fn::Sub": "${Unknown}" }), { name: "ValidationError", message: /Unknown/ });
  });

  it("joins lists, also those of parameters", () => {
    assert.equal(value({ "Fn::Join": ["-", ["a", { Ref: "Name" }, { "Fn::GetAtt": "Role.Arn" }]] }), "a-audit-arn:role");
    assert.equal(value({ "Fn::Join": [",", { Ref: "Accounts" }] }), "1,2");
  });

  it("decides conditions, and leaves out what has no value", () => {
    const conditions = {
      Yes: { "Fn::Equals": [{ Ref: "Name" }, "audit"] },
      No: { "Fn::Not": [{ Condition: "Yes" }] },
      Both: { "Fn::And": [{ Condition: "Yes" }, { Condition: "No" }] },
      Either: { "Fn::Or": [{ Condition: "Yes" }, { Condition: "No" }] },
    };
    assert.equal(value({ "Fn::If": ["Both", 1, 2] }, conditions), 2);
    assert.equal(value({ "Fn::If": ["Either", 1, 2] }, conditions), 1);
    assert.deepEqual(
      value(
        { a: { "Fn::If": ["No", 1, { Ref: "AWS::NoValue" }] }, b: ["x", { "Fn::If": ["No", "y", { Ref: "AWS::NoValue" }] }] },
        conditions,
      ),
      { b: ["x"] },
    );
    assert.throws(() => value({ "Fn::If": ["Unknown", 1, 2] }), /Unknown/);
  });

  it("refuses unknown functions by name", () => {
    for (const name of ["Fn::Select", "Fn::ImportValue", "Fn::FindInMap"]) assert.throws(() => value({ [name]: ["a"] }), new RegExp(name));
  });

  it("leaves a policy's own Condition alone", () => {
    const statement = { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } };
    assert.deepEqual(value(statement), statement);
  });

  it("reads the same template as JSON and as YAML with short tags", () => {
    const json = parseTemplate(
      JSON.stringify({
        Resources: {
          R: {
            ...role({ Path: { "Fn::Sub": "/${AWS::Partition}/" }, Tags: [{ Key: "a", Value: { "Fn::GetAtt": ["Q", "Arn"] } }] }),
            DependsOn: "Q",
          },
          Q: role(),
        },
      }),
    );
    const yaml = parseTemplate(`
Resources:
  R:
    Type: AWS::IAM::Role
    DependsOn: [Q]
    Properties:
      AssumeRolePolicyDocument: ${JSON.stringify(trust)}
      Path: !Sub /\${AWS::Partition}/
      Tags: [{ Key: a, Value: !GetAtt Q.Arn }]
  Q:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: ${JSON.stringify(trust)} }
`);
    assert.deepEqual(yaml, json);
    assert.deepEqual(creationOrder(yaml), ["Q", "R"]);
  });

  it("finds circles and dangling dependencies", () => {
    const template = (resources: object) => parseTemplate(JSON.stringify({ Resources: resources }));
    assert.throws(
      () => creationOrder(template({ A: role({ Path: { Ref: "B" } }), B: role({ Path: { "Fn::GetAtt": ["A", "Arn"] } }) })),
      /Circular dependency/,
    );
    assert.throws(() => creationOrder(template({ A: { ...role(), DependsOn: "Z" } })), /\[Z\]/);
  });

  it("wants CAPABILITY_NAMED_IAM for named roles only", () => {
    const unnamed = parseTemplate(JSON.stringify({ Resources: { A: role() } }));
    assertCapabilities(unnamed, ["CAPABILITY_IAM"]);
    assert.throws(() => assertCapabilities(unnamed, []), { name: "InsufficientCapabilitiesException", message: /CAPABILITY_IAM/ });
  });

  it("checks parameters against their allowed values", () => {
    const template = parseTemplate(
      JSON.stringify({ Parameters: { P: { Type: "String", AllowedValues: ["a", "b"], Default: "a" } }, Resources: { A: role() } }),
    );
    assert.deepEqual(parameterValues(template, undefined), { P: "a" });
    assert.deepEqual(parameterValues(template, [{ ParameterKey: "P", UsePreviousValue: true }], { P: "b" }), { P: "b" });
    assert.throws(() => parameterValues(template, [{ ParameterKey: "P", ParameterValue: "c" }]), /AllowedValues/);
  });
});

describe("sandbox: stacks", () => {
  const world = () =>
    createWorld(
      parseOrganization({
        management: "111111111111",
        homeRegion: "eu-central-1",
        regions: { enabledByDefault: ["eu-central-1"] },
        accounts: [
          { id: "111111111111", name: "management" },
          { id: "222222222222", name: "member" },
        ],
      }),
      new HeldClock(),
    );
  const stack = (): Stack => ({
    id: "arn:aws:cloudformation:eu-central-1:222222222222:stack/s/1",
    name: "s",
    account: "222222222222",
    region: "eu-central-1",
    tags: [],
    resources: new Map(),
  });
  const template = (resources: object) => parseTemplate(JSON.stringify({ Resources: resources }));

  it("leave nothing behind when they fail", () => {
    const here = world();
    const broken = stack();
    const resources = { A: role({ RoleName: "a" }), B: { ...role({ RoleName: "b", Colour: "blue" }), DependsOn: "A" } };
    assert.throws(() => deployStack(here, broken, template(resources), {}), /ResourceLogicalId:B, .*unsupported property Colour/);
    assert.equal(findRole(here, "222222222222", "a"), undefined);
    assert.equal(broken.resources.size, 0);
  });

  it("restore what was there when an update fails", () => {
    const here = world();
    const updated = stack();
    deployStack(here, updated, template({ A: role({ RoleName: "a", Description: "before" }) }), {});
    putRole(here, "222222222222", { name: "taken", trustPolicy: trust });
    assert.throws(
      () =>
        deployStack(
          here,
          updated,
          template({ A: role({ RoleName: "a", Description: "after" }), B: { ...role({ RoleName: "taken" }), DependsOn: "A" } }),
          {},
        ),
      /already exists/,
    );
    assert.equal(findRole(here, "222222222222", "a")?.description, "before");
  });

  it("replace a role whose name changes, and what is written into it", () => {
    const here = world();
    const changed = stack();
    const policy = {
      Type: "AWS::IAM::RolePolicy",
      Properties: { RoleName: { Ref: "A" }, PolicyName: "own", PolicyDocument: document },
    };
    deployStack(here, changed, template({ A: role({ RoleName: "a" }), P: policy }), {});
    deployStack(here, changed, template({ A: role({ RoleName: "b" }), P: policy }), {});
    assert.equal(findRole(here, "222222222222", "a"), undefined);
    assert.deepEqual([...(findRole(here, "222222222222", "b")?.inlinePolicies.keys() ?? [])], ["own"]);
  });

  it("do not replace a role whose path changes under the same name, and replace one without a name of its own", () => {
    const here = world();
    const named = stack();
    deployStack(here, named, template({ A: role({ RoleName: "a" }) }), {});
    assert.throws(
      () => deployStack(here, named, template({ A: role({ RoleName: "a", Path: "/org/" }) }), {}),
      /ResourceLogicalId:A, .*cannot update a stack when a custom-named resource requires replacing\. Rename a and update the stack again/,
    );
    assert.equal(findRole(here, "222222222222", "a")?.path, "/");
    const unnamed = stack();
    deployStack(here, unnamed, template({ A: role() }), {});
    const before = unnamed.resources.get("A")?.physicalId ?? "";
    deployStack(here, unnamed, template({ A: role({ Path: "/org/" }) }), {});
    assert.equal(findRole(here, "222222222222", before), undefined);
    assert.equal(findRole(here, "222222222222", unnamed.resources.get("A")?.physicalId ?? "")?.path, "/org/");
  });

  it("change a role in place: what the template sets, and nothing that others put there", () => {
    const here = world();
    const changed = stack();
    const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`;
    const seen = () => {
      const { description, maxSessionDuration, permissionsBoundary, tags, attachedPolicies, inlinePolicies, id } =
        findRole(here, "222222222222", "a") ?? assert.fail();
      const [attached, inline] = [[...attachedPolicies], [...inlinePolicies.keys()]];
      return { description, maxSessionDuration, permissionsBoundary, tags: Object.fromEntries(tags), attached, inline, id };
    };
    const properties = {
      RoleName: "a",
      Description: "one",
      MaxSessionDuration: 7200,
      PermissionsBoundary: arn("AdministratorAccess"),
      Tags: [{ Key: "team", Value: "one" }],
      ManagedPolicyArns: [arn("AdministratorAccess")],
      Policies: [{ PolicyName: "own", PolicyDocument: document }],
    };
    deployStack(here, changed, template({ A: role(properties) }), {});
    const { id, ...made } = seen();
    assert.deepEqual(made, {
      description: "one",
      maxSessionDuration: 7200,
      permissionsBoundary: arn("AdministratorAccess"),
      tags: { team: "one" },
      attached: [arn("AdministratorAccess")],
      inline: ["own"],
    });
    const held = findRole(here, "222222222222", "a");
    held?.inlinePolicies.set("foreign", "{}");
    held?.tags.set("foreign", "yes");
    deployStack(here, changed, template({ A: role({ RoleName: "a", Tags: [{ Key: "owner", Value: "two" }] }) }), {});
    assert.deepEqual(seen(), {
      id,
      description: undefined,
      maxSessionDuration: 3600,
      permissionsBoundary: undefined,
      tags: { foreign: "yes", owner: "two" },
      attached: [],
      inline: ["foreign"],
    });
  });

  it("leave what the template did not change, whatever became of it", () => {
    const here = world();
    const drifted = stack();
    const resources = (Description: string) => ({
      A: role({ RoleName: "a", Description, Tags: [{ Key: "team", Value: "one" }] }),
      P: { Type: "AWS::IAM::RolePolicy", Properties: { RoleName: "a", PolicyName: "own", PolicyDocument: document }, DependsOn: "A" },
    });
    deployStack(here, drifted, template(resources("one")), {});
    const held = findRole(here, "222222222222", "a");
    held?.tags.set("team", "changed by hand");
    held?.inlinePolicies.delete("own");
    deployStack(here, drifted, template(resources("two")), {});
    const after = findRole(here, "222222222222", "a");
    assert.equal(after?.description, "two");
    assert.equal(after?.tags.get("team"), "changed by hand");
    assert.equal(after?.inlinePolicies.has("own"), false);
  });

  it("fail to change what is gone, and are as before then", () => {
    const here = world();
    const gone = stack();
    const resources = (PolicyDocument: object, Description: string) => ({
      A: role({ RoleName: "a", Description }),
      P: { Type: "AWS::IAM::RolePolicy", Properties: { RoleName: "a", PolicyName: "own", PolicyDocument }, DependsOn: "A" },
    });
    deployStack(here, gone, template(resources(document, "one")), {});
    findRole(here, "222222222222", "a")?.inlinePolicies.delete("own");
    const other = { ...document, Statement: { ...document.Statement, Effect: "Deny" } };
    assert.throws(() => deployStack(here, gone, template(resources(other, "two")), {}), /ResourceLogicalId:P, .*NotFound/);
    assert.equal(findRole(here, "222222222222", "a")?.description, "one");
    deleteRole(here, "222222222222", "a");
    assert.throws(() => deployStack(here, gone, template(resources(document, "two")), {}), /role with name a cannot be found.*NotFound/);
    deleteStack(here, gone);
    assert.equal(gone.resources.size, 0);
  });

  it("make no role that IAM would refuse", () => {
    const here = world();
    const refused = (properties: object) => () => deployStack(here, stack(), template({ A: role({ RoleName: "a", ...properties }) }), {});
    assert.throws(refused({ MaxSessionDuration: 60 }), /maxSessionDuration/);
    assert.throws(refused({ PermissionsBoundary: "arn:aws:iam::222222222222:policy/none" }), /arn:aws:iam::222222222222:policy\/none/);
    const unknown = {
      Version: "2012-10-17",
      Statement: [{ ...trust.Statement[0], Principal: { AWS: "arn:aws:iam::222222222222:role/none" } }],
    };
    assert.throws(refused({ AssumeRolePolicyDocument: unknown }), /Invalid principal in policy/);
    assert.equal(findRole(here, "222222222222", "a"), undefined);
  });

  it("delete what they made, except what is to be retained", () => {
    const here = world();
    const gone = stack();
    deployStack(here, gone, template({ A: role({ RoleName: "a" }), B: { ...role({ RoleName: "b" }), DeletionPolicy: "Retain" } }), {});
    deleteStack(here, gone);
    assert.equal(findRole(here, "222222222222", "a"), undefined);
    assert.ok(findRole(here, "222222222222", "b"));
  });
});
