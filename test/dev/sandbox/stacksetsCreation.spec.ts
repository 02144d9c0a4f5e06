import assert from "node:assert/strict";
import {
  ActivateOrganizationsAccessCommand,
  CreateStackSetCommand,
  DescribeOrganizationsAccessCommand,
  ListStackSetsCommand,
  UpdateStackSetCommand,
  type CreateStackSetCommandInput,
} from "@aws-sdk/client-cloudformation";
import { DisableAWSServiceAccessCommand, ListAWSServiceAccessForOrganizationCommand } from "@aws-sdk/client-organizations";
import { createAccessKey } from "../../../dev/sandbox/iam/accessKeys";
import { putUser } from "../../../dev/sandbox/iam/users";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn } from "../../support/sandboxClients";
import { stackSet, stackSetActions } from "../../support/stackSetActions";

describe("sandbox: service-managed stack sets", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof stackSetActions>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { stackSetOperationMilliseconds: 2, creatingMilliseconds: 2 } });
    on = stackSetActions(sandbox);
  });
  afterEach(() => sandbox.close());

  const callerWith = (Statement: object[]) => {
    putUser(sandbox.world, "111111111111", { name: "limited", inlinePolicies: { limited: { Version: "2012-10-17", Statement } } });
    return clients(sandbox, createAccessKey(sandbox.world, "111111111111", "limited"));
  };

  describe("organizations access", () => {
    it("is refused until ActivateOrganizationsAccess, which turns trusted access on", async () => {
      assert.equal((await on.admin.cloudFormation.send(new DescribeOrganizationsAccessCommand({}))).Status, "DISABLED");
      await assert.rejects(on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet)), {
        name: "ValidationError",
        message: "You must enable organizations access to operate a service managed stack set",
      });
      await on.activate();
      assert.equal((await on.admin.cloudFormation.send(new DescribeOrganizationsAccessCommand({}))).Status, "ENABLED");
      const { EnabledServicePrincipals } = await on.admin.organizations.send(new ListAWSServiceAccessForOrganizationCommand({}));
      assert.deepEqual(
        EnabledServicePrincipals?.map(({ ServicePrincipal }) => ServicePrincipal),
        ["member.org.stacksets.cloudformation.amazonaws.com"],
      );
      await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
    });

    it("ends with trusted access", async () => {
      await on.activate();
      await on.admin.organizations.send(
        new DisableAWSServiceAccessCommand({ ServicePrincipal: "member.org.stacksets.cloudformation.amazonaws.com" }),
      );
      await assert.rejects(on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet)), /must enable organizations access/);
    });

    it("is activated by those who may turn trusted access on and let the service-linked role be made", async () => {
      const activation = { Effect: "Allow", Action: "cloudformation:ActivateOrganizationsAccess", Resource: "*" };
      const trust = {
        Effect: "Allow",
        Action: "organizations:EnableAWSServiceAccess",
        Resource: "*",
        Condition: { StringEquals: { "organizations:ServicePrincipal": "member.org.stacksets.cloudformation.amazonaws.com" } },
      };
      const role = {
        Effect: "Allow",
        Action: "iam:CreateServiceLinkedRole",
        Resource: "arn:aws:iam::111111111111:role/aws-service-role/stacksets*",
      };
      const activate = (...statements: object[]) => callerWith(statements).cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
      await assert.rejects(activate(activation), /organizations:EnableAWSServiceAccess/);
      await assert.rejects(activate(activation, trust), /iam:CreateServiceLinkedRole/);
      await activate(activation, trust, role);
      await activate(activation, trust);
    });

    it("belongs to the management account", async () => {
      const member = clients(sandbox, await sessionIn(sandbox, "333333333333"));
      await assert.rejects(member.cloudFormation.send(new ActivateOrganizationsAccessCommand({})), { name: "InvalidOperationException" });
      await on.activate();
      await assert.rejects(member.cloudFormation.send(new CreateStackSetCommand(stackSet)), /master or delegated admin account/);
    });
  });

  describe("creation", () => {
    beforeEach(() => on.activate());
    const refused = (change: Partial<CreateStackSetCommandInput>) =>
      on.admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ...change }));
    const withBody = (TemplateBody: string) => refused({ TemplateBody, Parameters: [] });

    it("needs the capability that the template calls for", async () => {
      await assert.rejects(refused({ Capabilities: ["CAPABILITY_IAM"] }), {
        name: "InsufficientCapabilitiesException",
        message: /CAPABILITY_NAMED_IAM/,
      });
    });

    it("needs a value for each parameter, and no other", async () => {
      await assert.rejects(refused({ Parameters: [] }), {
        name: "ValidationError",
        message: "Parameters: [Administrator] must have values",
      });
      await assert.rejects(
        refused({ Parameters: [...(stackSet.Parameters ?? []), { ParameterKey: "Other", ParameterValue: "x" }] }),
        /\[Other\] do not exist/,
      );
    });

    it("refuses by name what the sandbox does not know", async () => {
      await assert.rejects(refused({ PermissionModel: "SELF_MANAGED" }), /self-managed/);
      await assert.rejects(withBody("Resources: { B: { Type: AWS::S3::Bucket } }"), /Unrecognized resource types: \[AWS::S3::Bucket\]/);
      await assert.rejects(
        withBody("Resources: { R: { Type: AWS::IAM::Role, Properties: { RoleName: !Select [0, [a]] } } }"),
        /Fn::Select/,
      );
      await assert.rejects(withBody("Mappings: {}\nResources: { R: { Type: AWS::IAM::Role } }"), /Mappings/);
      await assert.rejects(withBody("Resources: {}"), /At least one Resources member/);
      await assert.rejects(withBody("Resources: [unclosed"), /YAML not well-formed/);
    });

    it("asks for the permission to tag and to untag, where tags come, change or go", async () => {
      const may = (...names: string[]) =>
        callerWith([{ Effect: "Allow", Action: names.map((name) => `cloudformation:${name}`), Resource: "*" }]).cloudFormation;
      const tagged = (value: string) => ({ ...stackSet, Tags: [{ Key: "team", Value: value }] });
      await assert.rejects(may("CreateStackSet").send(new CreateStackSetCommand(tagged("one"))), /cloudformation:TagResource/);
      await may("CreateStackSet", "TagResource").send(new CreateStackSetCommand(tagged("one")));
      await assert.rejects(may("UpdateStackSet").send(new UpdateStackSetCommand(tagged("two"))), /cloudformation:TagResource/);
      await may("UpdateStackSet").send(new UpdateStackSetCommand(tagged("one")));
      const otherTag = { ...stackSet, Tags: [{ Key: "owner", Value: "one" }] };
      await assert.rejects(may("UpdateStackSet", "TagResource").send(new UpdateStackSetCommand(otherTag)), /cloudformation:UntagResource/);
    });

    it("happens once per name, and once per token", async () => {
      const first = await on.admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ClientRequestToken: "one" }));
      const again = await on.admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ClientRequestToken: "one" }));
      assert.equal(again.StackSetId, first.StackSetId);
      await assert.rejects(on.admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ClientRequestToken: "two" })), {
        name: "NameAlreadyExistsException",
      });
      const { Summaries } = await on.admin.cloudFormation.send(new ListStackSetsCommand({}));
      assert.deepEqual(
        Summaries?.map(({ StackSetName }) => StackSetName),
        ["roles"],
      );
    });
  });
});
