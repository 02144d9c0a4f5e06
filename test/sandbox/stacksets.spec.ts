import assert from "node:assert/strict";
import {
  ActivateOrganizationsAccessCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeactivateOrganizationsAccessCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeOrganizationsAccessCommand,
  DescribeStackInstanceCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetsCommand,
  StopStackSetOperationCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
  paginateListStackInstances,
  paginateListStackSetOperationResults,
  type CreateStackSetCommandInput,
  type StackInstanceSummary,
} from "@aws-sdk/client-cloudformation";
import { CreateRoleCommand, GetRoleCommand, GetRolePolicyCommand, type Role } from "@aws-sdk/client-iam";
import {
  CloseAccountCommand,
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  DisableAWSServiceAccessCommand,
  ListAWSServiceAccessForOrganizationCommand,
  MoveAccountCommand,
} from "@aws-sdk/client-organizations";
import { deleteRole } from "../../sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../sandbox/server";
import { clients, eventually, sessionIn } from "../support/sandboxClients";

const root = "r-demo";
const members = ["222222222222", "333333333333", "444444444444", "555555555555", "666666666666", "777777777777", "999999999999"];
const template = `
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Administrator: { Type: String }
  Short: { Type: String, Default: "no" }
Conditions:
  IsAdministrator: !Equals [!Ref AWS::AccountId, !Ref Administrator]
  IsShort: !Not [!Equals [!Ref Short, "no"]]
Resources:
  Audit:
    Type: AWS::IAM::Role
    Properties:
      RoleName: audit
      Path: /org/
      Description: !If [IsAdministrator, here, !Ref "AWS::NoValue"]
      MaxSessionDuration: !If [IsShort, 3600, 7200]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:\${AWS::Partition}:iam::\${Administrator}:root" }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: "access-analyzer:ListAnalyzers", Resource: "*" }
  Extra:
    Type: AWS::IAM::RolePolicy
    Condition: IsAdministrator
    Properties:
      RoleName: !Ref Audit
      PolicyName: extra
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Resource: [!GetAtt Audit.Arn, !Join [":", ["arn", !Ref "AWS::Partition", "iam:", "*", "role/org/audit"]]]
`;
const stackSet: CreateStackSetCommandInput = {
  StackSetName: "roles",
  TemplateBody: template,
  Parameters: [{ ParameterKey: "Administrator", ParameterValue: "222222222222" }],
  Capabilities: ["CAPABILITY_NAMED_IAM"],
  PermissionModel: "SERVICE_MANAGED",
  AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
};
const everywhere = { StackSetName: "roles", DeploymentTargets: { OrganizationalUnitIds: [root] }, Regions: ["eu-central-1"], OperationPreferences: { MaxConcurrentCount: 10, FailureToleranceCount: 9 } };

describe("sandbox: service-managed stack sets", () => {
  let sandbox: Sandbox;
  let admin: ReturnType<typeof clients>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { stackSetOperationMilliseconds: 2, creatingMilliseconds: 2 } });
    admin = clients(sandbox);
  });
  afterEach(() => sandbox.close());

  const activate = () => admin.cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
  const over = (OperationId: string | undefined, StackSetName = "roles") =>
    eventually(
      () => admin.cloudFormation.send(new DescribeStackSetOperationCommand({ StackSetName, OperationId })),
      ({ StackSetOperation }) => !["RUNNING", "STOPPING"].includes(StackSetOperation?.Status ?? "RUNNING"),
    ).then(({ StackSetOperation }) => StackSetOperation?.Status);
  const instances = async (): Promise<StackInstanceSummary[]> => {
    const all: StackInstanceSummary[] = [];
    for await (const { Summaries } of paginateListStackInstances({ client: admin.cloudFormation }, { StackSetName: "roles" })) all.push(...(Summaries ?? []));
    return all.sort((a, b) => ((a.Account ?? "") < (b.Account ?? "") ? -1 : 1));
  };
  const results = async (OperationId: string | undefined) => {
    const all: Record<string, string> = {};
    for await (const { Summaries } of paginateListStackSetOperationResults({ client: admin.cloudFormation }, { StackSetName: "roles", OperationId })) {
      for (const { Account, Status, StatusReason } of Summaries ?? []) all[Account ?? ""] = `${Status} ${StatusReason ?? ""}`.trim();
    }
    return all;
  };
  const roleIn = async (account: string, RoleName = "audit"): Promise<Role | undefined> => {
    const { iam } = clients(sandbox, await sessionIn(sandbox, account));
    return iam.send(new GetRoleCommand({ RoleName })).then(({ Role }) => Role, (error: Error) => {
      assert.equal(error.name, "NoSuchEntityException");
      return undefined;
    });
  };
  const deploy = async () => {
    await activate();
    await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
    const { OperationId } = await admin.cloudFormation.send(new CreateStackInstancesCommand(everywhere));
    assert.equal(await over(OperationId), "SUCCEEDED");
    return OperationId;
  };

  describe("organizations access", () => {
    it("is refused until ActivateOrganizationsAccess, which turns trusted access on", async () => {
      assert.equal((await admin.cloudFormation.send(new DescribeOrganizationsAccessCommand({}))).Status, "DISABLED");
      await assert.rejects(admin.cloudFormation.send(new CreateStackSetCommand(stackSet)), {
        name: "ValidationError",
        message: "You must enable organizations access to operate a service managed stack set",
      });
      await activate();
      assert.equal((await admin.cloudFormation.send(new DescribeOrganizationsAccessCommand({}))).Status, "ENABLED");
      const { EnabledServicePrincipals } = await admin.organizations.send(new ListAWSServiceAccessForOrganizationCommand({}));
      assert.deepEqual(EnabledServicePrincipals?.map(({ ServicePrincipal }) => ServicePrincipal), ["member.org.stacksets.cloudformation.amazonaws.com"]);
      await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
    });

    it("ends with deactivation, and with trusted access", async () => {
      await activate();
      await admin.cloudFormation.send(new DeactivateOrganizationsAccessCommand({}));
      await assert.rejects(admin.cloudFormation.send(new CreateStackSetCommand(stackSet)), /must enable organizations access/);
      await activate();
      await admin.organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: "member.org.stacksets.cloudformation.amazonaws.com" }));
      await assert.rejects(admin.cloudFormation.send(new CreateStackSetCommand(stackSet)), /must enable organizations access/);
    });

    it("belongs to the management account", async () => {
      const member = clients(sandbox, await sessionIn(sandbox, "333333333333"));
      await assert.rejects(member.cloudFormation.send(new ActivateOrganizationsAccessCommand({})), { name: "InvalidOperationException" });
      await activate();
      await assert.rejects(member.cloudFormation.send(new CreateStackSetCommand(stackSet)), /master or delegated admin account/);
    });
  });

  describe("creation", () => {
    beforeEach(activate);
    const refused = (change: Partial<CreateStackSetCommandInput>) => admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ...change }));
    const withBody = (TemplateBody: string) => refused({ TemplateBody, Parameters: [] });

    it("needs the capability that the template calls for", async () => {
      await assert.rejects(refused({ Capabilities: ["CAPABILITY_IAM"] }), { name: "InsufficientCapabilitiesException", message: /CAPABILITY_NAMED_IAM/ });
    });

    it("needs a value for each parameter, and no other", async () => {
      await assert.rejects(refused({ Parameters: [] }), { name: "ValidationError", message: "Parameters: [Administrator] must have values" });
      await assert.rejects(refused({ Parameters: [...(stackSet.Parameters ?? []), { ParameterKey: "Other", ParameterValue: "x" }] }), /\[Other\] do not exist/);
    });

    it("refuses by name what the sandbox does not know", async () => {
      await assert.rejects(refused({ PermissionModel: "SELF_MANAGED" }), /self-managed/);
      await assert.rejects(withBody("Resources: { B: { Type: AWS::S3::Bucket } }"), /Unrecognized resource types: \[AWS::S3::Bucket\]/);
      await assert.rejects(withBody("Resources: { R: { Type: AWS::IAM::Role, Properties: { RoleName: !Select [0, [a]] } } }"), /Fn::Select/);
      await assert.rejects(withBody("Mappings: {}\nResources: { R: { Type: AWS::IAM::Role } }"), /Mappings/);
      await assert.rejects(withBody("Resources: {}"), /At least one Resources member/);
      await assert.rejects(withBody("Resources: [unclosed"), /YAML not well-formed/);
    });

    it("happens once per name, and once per token", async () => {
      const first = await admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ClientRequestToken: "one" }));
      const again = await admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ClientRequestToken: "one" }));
      assert.equal(again.StackSetId, first.StackSetId);
      await assert.rejects(admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ClientRequestToken: "two" })), { name: "NameAlreadyExistsException" });
      const { Summaries } = await admin.cloudFormation.send(new ListStackSetsCommand({}));
      assert.deepEqual(Summaries?.map(({ StackSetName }) => StackSetName), ["roles"]);
    });
  });

  describe("instances", () => {
    it("reach every active account under the target but the management account", async () => {
      const operation = await deploy();
      const reached = await instances();
      assert.deepEqual(reached.filter(({ Status }) => Status === "CURRENT").map(({ Account }) => Account), members);
      const suspended = reached.find(({ Account }) => Account === "888888888888");
      assert.equal(suspended?.StackInstanceStatus?.DetailedStatus, "SKIPPED_SUSPENDED_ACCOUNT");
      assert.equal(reached.some(({ Account }) => Account === "111111111111"), false);
      assert.equal((await results(operation))["222222222222"], "SUCCEEDED");
    });

    it("make the roles that the template tells of, functions and conditions carried out", async () => {
      await deploy();
      const administrator = await roleIn("222222222222");
      const other = await roleIn("444444444444");
      assert.equal(administrator?.Arn, "arn:aws:iam::222222222222:role/org/audit");
      assert.equal(administrator?.Description, "here");
      assert.equal(other?.Description, undefined);
      assert.equal(other?.MaxSessionDuration, 7200);
      const { iam } = clients(sandbox, await sessionIn(sandbox, "222222222222"));
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "extra" }));
      assert.deepEqual(JSON.parse(decodeURIComponent(PolicyDocument ?? "")).Statement[0].Resource, ["arn:aws:iam::222222222222:role/org/audit", "arn:aws:iam::*:role/org/audit"]);
      const elsewhere = clients(sandbox, await sessionIn(sandbox, "444444444444")).iam;
      await assert.rejects(elsewhere.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "extra" })), { name: "NoSuchEntityException" });
    });

    it("are made one operation at a time", async () => {
      sandbox.world.settings.stackSetOperationMilliseconds = 100;
      await activate();
      await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const { OperationId } = await admin.cloudFormation.send(new CreateStackInstancesCommand(everywhere));
      await assert.rejects(admin.cloudFormation.send(new CreateStackInstancesCommand(everywhere)), { name: "OperationInProgressException" });
      await over(OperationId);
      await assert.rejects(admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, OperationId })), { name: "OperationIdAlreadyExistsException" });
    });

    it("fail alone, with CloudFormation's reason, where a role of that name is there already", async () => {
      const { iam } = clients(sandbox, await sessionIn(sandbox, "444444444444"));
      const trust = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "444444444444" }, Action: "sts:AssumeRole" }] });
      await iam.send(new CreateRoleCommand({ RoleName: "audit", AssumeRolePolicyDocument: trust }));
      await activate();
      await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const { OperationId } = await admin.cloudFormation.send(new CreateStackInstancesCommand(everywhere));
      assert.equal(await over(OperationId), "SUCCEEDED");
      const told = await results(OperationId);
      assert.match(told["444444444444"] ?? "", /^FAILED ResourceLogicalId:Audit, ResourceType:AWS::IAM::Role, .*'audit' already exists.*AlreadyExists/);
      assert.equal(told["999999999999"], "SUCCEEDED");
      const { StackInstance } = await admin.cloudFormation.send(
        new DescribeStackInstanceCommand({ StackSetName: "roles", StackInstanceAccount: "444444444444", StackInstanceRegion: "eu-central-1" }),
      );
      assert.equal(StackInstance?.Status, "OUTDATED");
      assert.equal(StackInstance?.StackInstanceStatus?.DetailedStatus, "FAILED");
      assert.equal((await roleIn("444444444444"))?.Path, "/");
    });

    it("stop at the first failure unless failures are tolerated", async () => {
      await activate();
      await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const { OperationId } = await admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, Regions: ["eu-south-2"] })).catch((error: Error) => {
        assert.match(error.message, /eu-south-2 is not enabled in the management account/);
        return { OperationId: undefined };
      });
      assert.equal(OperationId, undefined);
      sandbox.world.accounts.get("111111111111")?.regions.set("eu-south-2", "ENABLED");
      const second = await admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, Regions: ["eu-south-2"], OperationPreferences: undefined }));
      assert.equal(await over(second.OperationId), "FAILED");
      const told = await results(second.OperationId);
      assert.equal(Object.values(told).filter((result) => result.startsWith("FAILED")).length, 1);
      assert.ok(Object.values(told).some((result) => result === "CANCELLED Cancelled since failure tolerance has exceeded"));
    });

    it("can be stopped", async () => {
      sandbox.world.settings.stackSetOperationMilliseconds = 20;
      await activate();
      await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const { OperationId } = await admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, OperationPreferences: undefined }));
      await admin.cloudFormation.send(new StopStackSetOperationCommand({ StackSetName: "roles", OperationId }));
      assert.equal(await over(OperationId), "STOPPED");
    });

    it("name single accounts by INTERSECTION and DIFFERENCE", async () => {
      await activate();
      await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const only = { OrganizationalUnitIds: [root], Accounts: ["666666666666"], AccountFilterType: "INTERSECTION" as const };
      await over((await admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: only }))).OperationId);
      assert.deepEqual((await instances()).map(({ Account }) => Account), ["666666666666"]);
      const others = { ...only, Accounts: members.slice(1), AccountFilterType: "DIFFERENCE" as const };
      await over((await admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: others }))).OperationId);
      assert.deepEqual((await instances()).map(({ Account }) => Account), ["222222222222", "666666666666", "888888888888"]);
    });

    it("are bound by service control policies, as the role that StackSets uses is", async () => {
      sandbox.world.organization.policies.set("p-deny0001", {
        id: "p-deny0001",
        name: "no-roles",
        description: "",
        content: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "iam:CreateRole", Resource: "*" }] }),
        targets: new Set(["666666666666"]),
      });
      const told = await results(await deploy());
      assert.match(told["666666666666"] ?? "", /^FAILED .*stacksets-exec-.*explicit deny in a service control policy/);
      assert.equal(told["999999999999"], "SUCCEEDED");
    });
  });

  describe("changes", () => {
    it("bring every instance up to date, keeping the role", async () => {
      await deploy();
      const before = await roleIn("444444444444");
      const { OperationId } = await admin.cloudFormation.send(
        new UpdateStackSetCommand({ ...stackSet, Parameters: [...(stackSet.Parameters ?? []), { ParameterKey: "Short", ParameterValue: "yes" }], OperationPreferences: everywhere.OperationPreferences }),
      );
      assert.equal(await over(OperationId), "SUCCEEDED");
      const after = await roleIn("444444444444");
      assert.equal(after?.MaxSessionDuration, 3600);
      assert.equal(after?.RoleId, before?.RoleId);
      assert.ok((await instances()).filter(({ Account }) => Account !== "888888888888").every(({ Status, LastOperationId }) => Status === "CURRENT" && LastOperationId === OperationId));
    });

    it("delete what the new template no longer has", async () => {
      await deploy();
      const shorter = template.slice(0, template.indexOf("  Extra:"));
      const { OperationId } = await admin.cloudFormation.send(new UpdateStackSetCommand({ ...stackSet, TemplateBody: shorter, OperationPreferences: everywhere.OperationPreferences }));
      await over(OperationId);
      const { iam } = clients(sandbox, await sessionIn(sandbox, "222222222222"));
      await assert.rejects(iam.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "extra" })), { name: "NoSuchEntityException" });
      assert.ok(await iam.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "own" })));
    });

    it("put a deleted role back when the instance is updated", async () => {
      await deploy();
      assert.ok(deleteRole(sandbox.world, "444444444444", "audit"));
      const { OperationId } = await admin.cloudFormation.send(new UpdateStackInstancesCommand(everywhere));
      await over(OperationId);
      assert.ok(await roleIn("444444444444"));
    });

    it("delete stacks, or retain them, and the stack set last", async () => {
      await deploy();
      await assert.rejects(admin.cloudFormation.send(new DeleteStackSetCommand({ StackSetName: "roles" })), { name: "StackSetNotEmptyException" });
      const kept = { OrganizationalUnitIds: [root], Accounts: ["444444444444"], AccountFilterType: "INTERSECTION" as const };
      await over((await admin.cloudFormation.send(new DeleteStackInstancesCommand({ ...everywhere, DeploymentTargets: kept, RetainStacks: true }))).OperationId);
      await over((await admin.cloudFormation.send(new DeleteStackInstancesCommand({ ...everywhere, RetainStacks: false }))).OperationId);
      assert.ok(await roleIn("444444444444"));
      assert.equal(await roleIn("999999999999"), undefined);
      assert.deepEqual(await instances(), []);
      await admin.cloudFormation.send(new DeleteStackSetCommand({ StackSetName: "roles" }));
      await assert.rejects(admin.cloudFormation.send(new DescribeStackSetCommand({ StackSetName: "roles" })), { name: "StackSetNotFoundException" });
    });
  });

  describe("automatic deployment", () => {
    it("reaches an account that is created later", async () => {
      await deploy();
      const { CreateAccountStatus } = await admin.organizations.send(new CreateAccountCommand({ AccountName: "new", Email: "new@example.com" }));
      const done = await eventually(
        () => admin.organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id })),
        ({ CreateAccountStatus: status }) => status?.State === "SUCCEEDED",
      );
      const account = done.CreateAccountStatus?.AccountId ?? "";
      await eventually(instances, (all) => all.some((instance) => instance.Account === account && instance.Status === "CURRENT"));
      assert.ok(await roleIn(account));
    });

    it("follows an account out of its target and back", async () => {
      await activate();
      await admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const dev = sandbox.world.accounts.get("666666666666")?.parentId ?? "";
      const elsewhere = sandbox.world.accounts.get("777777777777")?.parentId ?? "";
      await over((await admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: { OrganizationalUnitIds: [dev] } }))).OperationId);
      assert.ok(await roleIn("666666666666"));
      await admin.organizations.send(new MoveAccountCommand({ AccountId: "666666666666", SourceParentId: dev, DestinationParentId: elsewhere }));
      await eventually(instances, (all) => all.length === 0);
      assert.equal(await roleIn("666666666666"), undefined);
      await admin.organizations.send(new MoveAccountCommand({ AccountId: "666666666666", SourceParentId: elsewhere, DestinationParentId: dev }));
      await eventually(instances, (all) => all.some(({ Status }) => Status === "CURRENT"));
      assert.ok(await roleIn("666666666666"));
    });

    it("retains the stack of an account that leaves where the stack set says so", async () => {
      await activate();
      await admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true } }));
      const dev = sandbox.world.accounts.get("666666666666")?.parentId ?? "";
      await over((await admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: { OrganizationalUnitIds: [dev] } }))).OperationId);
      await admin.organizations.send(new MoveAccountCommand({ AccountId: "666666666666", SourceParentId: dev, DestinationParentId: root }));
      await eventually(instances, (all) => all.length === 0);
      assert.ok(await roleIn("666666666666"));
    });

    it("leaves the stack of an account that is closed", async () => {
      await deploy();
      await admin.organizations.send(new CloseAccountCommand({ AccountId: "999999999999" }));
      await eventually(() => sandbox.world.accounts.get("999999999999")?.state, (state) => state === "SUSPENDED");
      assert.ok((await instances()).some(({ Account }) => Account === "999999999999"));
      const { OperationId } = await admin.cloudFormation.send(new UpdateStackInstancesCommand(everywhere));
      await over(OperationId);
      assert.equal((await results(OperationId))["999999999999"], "CANCELLED Account 999999999999 is suspended");
    });
  });

  it("pages the results of an operation", async () => {
    const OperationId = await deploy();
    const first = await admin.cloudFormation.send(new ListStackSetOperationResultsCommand({ StackSetName: "roles", OperationId, MaxResults: 100 }));
    assert.equal(first.Summaries?.length, 3);
    assert.ok(first.NextToken);
  });
});
