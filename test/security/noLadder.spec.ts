import assert from "node:assert/strict";
import { DisableRegionCommand } from "@aws-sdk/client-account";
import { CreateStackSetCommand } from "@aws-sdk/client-cloudformation";
import { roleArns } from "../../domain/policies/roles";
import { accountId } from "../../domain/identifiers";
import { assume, assumableFromOutside, attempt, mutatingOperations, rolesOf, type Assumable } from "../support/assumable";
import { requireEngine } from "../support/engineProject";
import { clients, sessionIn } from "../support/sandboxClients";
import { rolledOutWorld } from "../support/rolledOutWorld";
import { management, member, memberWithConsole, security } from "../support/stacksOrganization";
import type { StacksWorld } from "../support/stacksWorld";

const fullAccess = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const openTrust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});
const template = JSON.stringify({ Resources: { R: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } } } });
const arn = `arn:aws:access-analyzer:eu-central-1:${management}:analyzer/access-analyzer-org-account`;

/** Something in every member that an operation of the service requires; each command takes what it knows. */
const inputs: Record<string, object> = {
  iam: {
    UserName: "intruder",
    PolicyName: "everything",
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    PolicyDocument: fullAccess,
    AssumeRolePolicyDocument: openTrust,
    PermissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess",
    AccessKeyId: "AKIAAAAAAAAAAAAAAAAA",
    Description: "intruder",
    Tags: [{ Key: "team", Value: "intruder" }],
    TagKeys: ["managed-by"],
  },
  organizations: {
    AccountId: member,
    AccountName: "intruder",
    Email: "intruder@example.com",
    ChildId: member,
    Content: fullAccess,
    Description: "",
    DestinationParentId: "r-sbox",
    Name: "intruder",
    ParentId: "r-sbox",
    PolicyId: "p-FullAWSAccess",
    PolicyType: "SERVICE_CONTROL_POLICY",
    ResourceId: member,
    RootId: "r-sbox",
    ServicePrincipal: "access-analyzer.amazonaws.com",
    SourceParentId: "r-sbox",
    TagKeys: ["team"],
    Tags: [{ Key: "team", Value: "intruder" }],
    TargetId: member,
    Type: "SERVICE_CONTROL_POLICY",
  },
  cloudformation: {
    StackSetName: "access-analyzer-org-roles",
    OperationId: "1",
    TemplateBody: template,
    PermissionModel: "SERVICE_MANAGED",
    Regions: ["eu-central-1"],
    DeploymentTargets: { OrganizationalUnitIds: ["r-sbox"] },
    RetainStacks: false,
  },
  account: { RegionName: "eu-west-1" },
  "access-analyzer": {
    analyzerName: "access-analyzer-org-account",
    analyzerArn: arn,
    resourceArn: arn,
    ruleName: "everything",
    filter: { isPublic: { eq: ["true"] } },
    ids: ["11111111-aaaa-4bbb-8ccc-000000000001"],
    status: "ARCHIVED",
    type: "ACCOUNT",
    tags: { team: "intruder" },
    tagKeys: ["managed-by"],
  },
};

describe("No ladder upward: what a role of ours can do once it was assumed from another account", function () {
  this.timeout(600_000);
  let world: StacksWorld;
  let fromOutside: Assumable[];
  /** Those of the delegated administrator's own account as well: its own people assume them. */
  let roles: Assumable[];

  before(async function () {
    world = await rolledOutWorld(await requireEngine(this));
    fromOutside = await assumableFromOutside(world.sandbox);
    roles = [...fromOutside, ...(await fromInside())];
  });
  after(() => world?.close());

  it("only our roles can be assumed from another account, and in the management account only the one that reads", () => {
    const ours = (account: string) => roleArns(world.configuration(), accountId(account));
    const inMembers = [security, member, memberWithConsole].flatMap((account) => [
      ours(account).provision,
      ours(account).audit,
      ours(account).retire,
    ]);
    // From another account than its own: the delegated administrator is trusted, and enters its own roles by its own policies.
    const own = [ours(security).provision, ours(security).audit, ours(security).retire];
    assert.deepEqual(
      rolesOf(world.sandbox)
        .map((role) => role.arn)
        .sort(),
      [...inMembers, ours(management).audit].sort(),
    );
    assert.deepEqual(
      fromOutside.map((role) => role.arn).sort(),
      [...inMembers.filter((each) => !own.includes(each)), ours(management).audit].sort(),
    );
  });

  it("no IAM operation that writes is allowed, in any account", async () => {
    const operations = mutatingOperations("iam").filter((operation) => operation !== "CreateServiceLinkedRole");
    assert.ok(operations.includes("PutRolePolicy") && operations.includes("CreateAccessKey"));
    const targets = [
      "access-analyzer-org-provision",
      "access-analyzer-org-retire",
      "access-analyzer-org-audit",
      "OrganizationAccountAccessRole",
    ];
    await assertDenied(
      roles,
      targets.flatMap((RoleName) => operations.map((operation) => ({ operation, input: { ...inputs["iam"], RoleName } }))),
      "iam",
    );
  });

  it("the one exception is Access Analyzer's own service-linked role, by the role that makes analyzers", async () => {
    for (const role of roles) {
      const create = (AWSServiceName: string) =>
        attempt(world.sandbox, { role, signingName: "iam", operation: "CreateServiceLinkedRole", input: { AWSServiceName } });
      const verdict = role.arn.endsWith("-provision") ? "allowed" : "denied";
      assert.equal(await create("access-analyzer.amazonaws.com"), `iam:CreateServiceLinkedRole ${verdict}`, role.arn);
      for (const other of ["stacksets.cloudformation.amazonaws.com", "organizations.amazonaws.com"]) {
        assert.equal(await create(other), "iam:CreateServiceLinkedRole denied", `${role.arn} for ${other}`);
      }
    }
  });

  it("no operation on the organization, StackSets or Regions that writes is allowed, in any account", async () => {
    for (const signingName of ["organizations", "cloudformation", "account"]) {
      const attempts = mutatingOperations(signingName).map((operation) => ({ operation, input: inputs[signingName] ?? {} }));
      assert.ok(attempts.length > 0);
      await assertDenied(roles, attempts, signingName);
    }
  });

  it("in the management account analyzers cannot be written either", async () => {
    const inManagement = roles.filter(({ account }) => account === management);
    assert.equal(inManagement.length, 1);
    const attempts = mutatingOperations("access-analyzer").map((operation) => ({ operation, input: inputs["access-analyzer"] ?? {} }));
    assert.ok(attempts.some(({ operation }) => operation === "CreateAnalyzer"));
    await assertDenied(inManagement, attempts, "access-analyzer");
  });

  it("the delegated administrator's own administrator, who may do everything there, gets no way into members from what is registered", async () => {
    const insider = clients(world.sandbox, await sessionIn(world.sandbox, security));
    const target = { AccountId: member, RegionName: "eu-west-1" };
    await assert.rejects(insider.account.send(new DisableRegionCommand(target)), { name: "AccessDeniedException" });
    await assert.rejects(
      insider.cloudFormation.send(
        new CreateStackSetCommand({
          StackSetName: "intruder",
          TemplateBody: template,
          PermissionModel: "SERVICE_MANAGED",
          AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
          CallAs: "DELEGATED_ADMIN",
        }),
      ),
      { name: "ValidationError" },
    );
  });

  it("none of them assumes another role, of ours or of AWS", async () => {
    const accounts = [management, security, member, memberWithConsole];
    const targets = [
      ...rolesOf(world.sandbox).map((role) => role.arn),
      ...accounts.map((account) => `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`),
    ];
    for (const role of roles) {
      for (const target of targets)
        assert.ok((await assume(world.sandbox, target, role.keys)) === undefined, `${role.arn} assumes ${target}`);
    }
  });

  async function fromInside(): Promise<Assumable[]> {
    const insider = await sessionIn(world.sandbox, security);
    const own = rolesOf(world.sandbox).filter(({ account }) => account === security);
    return Promise.all(
      own.map(async (role) => {
        const keys = await assume(world.sandbox, role.arn, insider);
        assert.ok(keys, role.arn);
        return { ...role, keys };
      }),
    );
  }

  async function assertDenied(of: Assumable[], attempts: { operation: string; input: object }[], signingName: string): Promise<void> {
    const allowed: string[] = [];
    for (const role of of) {
      for (const { operation, input } of attempts) {
        const verdict = await attempt(world.sandbox, { role, signingName, operation, input });
        if (!verdict.endsWith("denied")) allowed.push(`${role.arn}: ${operation}: ${verdict}`);
      }
    }
    assert.deepEqual(allowed, []);
  }
});
