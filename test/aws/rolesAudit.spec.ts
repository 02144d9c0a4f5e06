import assert from "node:assert/strict";
import { DeleteStackInstancesCommand, UpdateStackInstancesCommand } from "@aws-sdk/client-cloudformation";
import {
  AttachRolePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { deleteRole, findRole } from "../../dev/sandbox/iam/roles";
import { auditRoleName, provisionRoleName } from "../../domain/names";
import { bootstrapTemplate } from "../../domain/policies/bootstrapTemplate";
import { rolledOutRoles } from "../support/rolledOutRoles";
import { clients, sessionIn } from "../support/sandboxClients";
import { stackSetActions } from "../support/stackSetActions";
import { management, member, memberWithConsole, security } from "../support/stacksOrganization";

const anything = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] });
const trustOf = (account: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: [`arn:aws:iam::${security}:root`, account] }, Action: "sts:AssumeRole" }],
  });

describe("the audit of our roles", () => {
  let world: Awaited<ReturnType<typeof rolledOutRoles>>;
  beforeEach(async () => {
    world = await rolledOutRoles();
  });
  afterEach(() => world?.close());

  const inside = async (account: string) =>
    clients(world.sandbox, account === management ? undefined : await sessionIn(world.sandbox, account)).iam;
  const assertRoles = async (account: string, state: string, ...details: RegExp[]) => {
    const roles = await world.roles(account);
    assert.equal(roles?.state, state, JSON.stringify(roles));
    assert.equal(roles?.details.length, details.length, JSON.stringify(roles));
    details.forEach((detail, index) => assert.match(roles?.details[index] ?? "", detail));
  };

  it("finds what was rolled out as planned, in the management account and in every member", async () => {
    const { roles } = await world.audit();
    assert.deepEqual(
      roles.map(({ account, state }) => `${account} ${state}`),
      [management, security, member, memberWithConsole].map((account) => `${account} asPlanned`),
    );
  });

  it("changes nothing", async () => {
    const since = world.sandbox.calls.length;
    await world.audit();
    const writing = world.sandbox.calls.slice(since).filter(({ operation }) => !/^(List|Get|Describe|AssumeRole$)/.test(operation));
    assert.deepEqual(writing, []);
  });

  it("sees a role that was deleted", async () => {
    deleteRole(world.sandbox.world, member, provisionRoleName);
    await assertRoles(member, "missing", /^access-analyzer-org-provision is not there$/);
    const { verdict } = await world.audit();
    assert.equal(verdict.exitCode, 1);
    assert.match(verdict.sentence, /^Roles: not as planned in 1 of 4 accounts \(1 missing\)\. Analyzers: Drift: /);
  });

  for (const [where, account] of [
    ["a member", member],
    ["the delegated administrator", security],
    ["the management account", management],
  ] as const) {
    it(`sees in ${where} an inline policy that was added, one that was changed, an opened trust, an attached policy, a boundary taken away`, async () => {
      const iam = await inside(account);
      const RoleName = auditRoleName;
      const [own = ""] = findRole(world.sandbox.world, account, RoleName)?.inlinePolicies.keys() ?? [];
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument: anything }));
      await assertRoles(account, "changed", /^access-analyzer-org-audit: inline policy more is not planned$/);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: own, PolicyDocument: withStatement(own) }));
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustOf(memberWithConsole) }));
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
      await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      await assertRoles(
        account,
        "changed",
        /^access-analyzer-org-audit: its trust policy lacks \{.*\}$/,
        /^access-analyzer-org-audit: its trust policy has, not planned, .*444444444444/,
        /its permissions boundary is not there, planned arn:aws:iam::aws:policy\/AdministratorAccess$/,
        new RegExp(`inline policy ${own} has, not planned, .*s3:getobject`),
        /inline policy more is not planned$/,
        /managed policy arn:aws:iam::aws:policy\/AdministratorAccess is attached, which is not planned$/,
      );

      function withStatement(name: string): string {
        const document = JSON.parse(findRole(world.sandbox.world, account, RoleName)?.inlinePolicies.get(name) ?? "") as {
          Statement: object[];
        };
        return JSON.stringify({
          ...document,
          Statement: [...document.Statement, { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" }],
        });
      }
    });
  }

  it("calls roles that it cannot read unreadable: neither missing nor fine", async () => {
    deleteRole(world.sandbox.world, member, auditRoleName);
    await assertRoles(member, "unreadable", /^AssumeRole: AccessDenied/);
    world.sandbox.world.faults.add({ match: { operation: "GetRolePolicy", account: security }, effect: { kind: "deny" } });
    await assertRoles(security, "unreadable", /^Reading our roles: AccessDenied/);
    const { verdict } = await world.audit();
    assert.equal(verdict.partial, true);
    assert.match(verdict.sentence, /^Roles: not readable in 2\. /);
  });

  it("says in the management account that the StackSet's instances cannot be read", async () => {
    world.sandbox.world.faults.add({ match: { operation: "ListStackInstances" }, effect: { kind: "deny" } });
    await assertRoles(management, "unreadable", /^ListStackInstances: AccessDenied/);
    await assertRoles(member, "asPlanned");
  });

  it("tells an account that the StackSet has no instance for", async () => {
    await over(await instances("delete", member));
    const { roles } = await world.audit();
    const found = roles.find(({ account }) => account === member);
    assert.equal(found?.state, "noInstance");
  });

  it("tells an instance that failed, with AWS's reason, and one that an operation did not reach", async () => {
    for (const account of [security, member, memberWithConsole]) deleteRole(world.sandbox.world, account, provisionRoleName);
    const template = bootstrapTemplate(world.configuration, world.sandbox.world.organization.id).replaceAll("Keeps the", "Still keeps the");
    await over(await world.update(template, { MaxConcurrentCount: 1, FailureToleranceCount: 0 }));
    const { roles } = await world.audit();
    assert.deepEqual(roles.map(({ state }) => state).sort(), ["asPlanned", "failed", "outdated", "outdated"]);
    const failed = roles.find(({ state }) => state === "failed");
    assert.match(failed?.details.join("\n") ?? "", /OUTDATED \(FAILED\): .*cannot be found.*\n.*provision is not there/);
  });

  it("tells an account that was suspended at the roll-out and is back", async () => {
    const account = world.sandbox.world.accounts.get(member);
    assert.ok(account);
    account.state = "SUSPENDED";
    await over(
      await world.update(
        bootstrapTemplate(world.configuration, world.sandbox.world.organization.id).replaceAll("Keeps the", "Still keeps the"),
      ),
    );
    assert.equal(await world.roles(member), undefined);
    account.state = "ACTIVE";
    const roles = await world.roles(member);
    assert.equal(roles?.state, "skipped", JSON.stringify(roles));
  });

  it("tells an instance that is INOPERABLE", async () => {
    const allow = stackSetActions(world.sandbox).deny("iam:DeleteRole", member);
    await over(await instances("delete", member));
    allow();
    const roles = await world.roles(member);
    assert.equal(roles?.state, "inoperable", JSON.stringify(roles));
    assert.match(roles?.details[0] ?? "", /INOPERABLE.*iam:DeleteRole/);
    assert.equal(roles?.instance?.unit, world.rootId);
  });

  async function over({ OperationId }: { OperationId?: string | undefined }): Promise<void> {
    await stackSetActions(world.sandbox).over(OperationId, "access-analyzer-org-roles");
  }

  function instances(what: "delete" | "update", account: string) {
    const { cloudFormation } = clients(world.sandbox);
    const targets = { OrganizationalUnitIds: [world.rootId], Accounts: [account], AccountFilterType: "INTERSECTION" as const };
    const input = { ...world.everywhere, DeploymentTargets: targets };
    return what === "delete"
      ? cloudFormation.send(new DeleteStackInstancesCommand({ ...input, RetainStacks: false }))
      : cloudFormation.send(new UpdateStackInstancesCommand(input));
  }
});
