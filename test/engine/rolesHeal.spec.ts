import assert from "node:assert/strict";
import {
  DeleteStackInstancesCommand,
  StopStackSetOperationCommand,
  UpdateStackInstancesCommand,
  type DeploymentTargets,
} from "@aws-sdk/client-cloudformation";
import {
  AttachRolePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { Audit } from "../../aws/auditOrganization";
import { deleteRole, findRole } from "../../dev/sandbox/iam/roles";
import { allStackSets } from "../../dev/sandbox/services/cloudformation/stackSets";
import { auditRoleName, memberRoleNames, provisionRoleName, rolesStackSetName as StackSetName } from "../../domain/names";
import { run } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { until } from "../support/processes";
import { clients, sessionIn } from "../support/sandboxClients";
import { stackSetActions } from "../support/stackSetActions";
import { management, member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] });
const opened = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: "sts:AssumeRole" }],
});

/** What brings back roles that somebody deleted or changed. The tests build on each other. */
describe("Roles that are not as planned", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine, organizationYaml({ more: `access: { permissionsBoundary: "${PolicyArn}" }` }));
    assert.equal((await world.inventory()).code, 0);
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
  });
  after(() => world?.close());

  const heal = (...args: string[]) => world.deploy(["--only", "management", ...args]);
  const iamIn = async (account: string) =>
    clients(world.sandbox, account === management ? undefined : await sessionIn(world.sandbox, account)).iam;
  const audit = async () => {
    const { code, stdout, stderr } = await run(["audit", "--json", "--profile", "security"], world.project.folder, world.env);
    assert.ok(stdout.startsWith("{"), stderr);
    const { roles, verdict } = JSON.parse(stdout) as Audit; // what --json prints
    return { code, sentence: verdict.sentence, states: Object.fromEntries(roles.map(({ account, state }) => [account, state])) };
  };
  const assertGreen = async () => {
    const { code, sentence, states } = await audit();
    assert.deepEqual([...new Set(Object.values(states))], ["asPlanned"], JSON.stringify(states));
    assert.equal(code, 0, sentence);
  };
  const targets = (account: string): DeploymentTargets => ({
    OrganizationalUnitIds: [world.sandbox.world.organization.rootId],
    Accounts: [account],
    AccountFilterType: "INTERSECTION",
  });
  const onStackSet = () => ({ ...stackSetActions(world.sandbox), Regions: ["eu-central-1"] });
  const hasInstance = (account: string) =>
    [
      ...(allStackSets(world.sandbox.world)
        .find(({ name }) => name === StackSetName)
        ?.instances.values() ?? []),
    ].some((instance) => instance.account === account);

  it("are left, and named, where nobody answers the question", async () => {
    deleteRole(world.sandbox.world, member, provisionRoleName);
    const there = await iamIn(memberWithConsole);
    await there.send(new PutRolePolicyCommand({ RoleName: provisionRoleName, PolicyName: "more", PolicyDocument }));
    await there.send(new UpdateAssumeRolePolicyCommand({ RoleName: provisionRoleName, PolicyDocument: opened }));
    const inSecurity = await iamIn(security);
    await inSecurity.send(new AttachRolePolicyCommand({ RoleName: auditRoleName, PolicyArn }));
    await inSecurity.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: auditRoleName }));
    const seen = await audit();
    assert.equal(seen.code, 1);
    assert.deepEqual(seen.states, {
      [management]: "asPlanned",
      [security]: "changed",
      [member]: "missing",
      [memberWithConsole]: "changed",
    });

    const since = world.sandbox.calls.length;
    const preview = await heal("--preview");
    assert.equal(preview.code, 0, preview.told);
    assert.deepEqual(preview.report?.roles?.left.map(({ account }) => account).sort(), [security, member, memberWithConsole]);
    const { code, report, stderr } = await heal();
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /none of access-analyzer-org-audit, access-analyzer-org-provision, access-analyzer-org-retire: sessions of these roles end/,
    );
    assert.match(stderr, /no terminal to answer from/);
    assert.deepEqual(report?.roles?.left.map(({ account }) => account).sort(), [security, member, memberWithConsole]);
    assert.match(report?.sentence ?? "", /the roles of 3 accounts are not as planned/);
    assert.deepEqual(
      world.changes(since).filter((change) => /Instances/.test(change)),
      [],
    );
  });

  it("are deleted and created in their accounts alone, and the audit is content", async () => {
    const { code, report, told } = await heal("--yes");
    assert.equal(code, 0, told);
    assert.deepEqual([...(report?.roles?.recreated ?? [])].sort(), [security, member, memberWithConsole]);
    await assertGreen();
  });

  it("nothing is done, and nothing asked, where all is as planned", async () => {
    const since = world.sandbox.calls.length;
    const { code, report, told } = await heal();
    assert.equal(code, 0, told);
    assert.deepEqual(report?.roles, { redeployed: [], created: [], recreated: [], left: [] });
    assert.deepEqual(world.changes(since), []);
  });

  it("come back where even the audit role is gone: not readable for the audit, and one of the accounts of the question", async () => {
    deleteRole(world.sandbox.world, member, auditRoleName);
    const seen = await audit();
    assert.equal(seen.code, 2);
    assert.equal(seen.states[member], "unreadable");
    const { code, report, told } = await heal("--yes");
    assert.equal(code, 0, told);
    assert.deepEqual(report?.roles?.recreated, [member]);
    await assertGreen();
  });

  it("are named by whoever holds the credentials of the management account alone", async () => {
    deleteRole(world.sandbox.world, member, provisionRoleName);
    const alone = { ACCESS_ANALYZER_ORG_PROFILE: undefined };
    const first = await world.deploy(["--only", "management", "--yes"], alone);
    assert.equal(first.code, 0, first.told);
    assert.match(first.stderr, /The roles inside the members were not compared: that takes --profile/);
    assert.deepEqual(first.report?.roles?.recreated, []);
    const unknown = await world.deploy(["--only", "management", "--yes", "--recreate-roles", "999999999999"], alone);
    assert.equal(unknown.code, 3, unknown.told);
    const { code, report, told } = await world.deploy(["--only", "management", "--yes", "--recreate-roles", member], alone);
    assert.equal(code, 0, told);
    assert.deepEqual(report?.roles?.recreated, [member]);
    await assertGreen();
  });

  it("are deployed again, without a question, where an operation did not arrive: stopped on its way, or the account suspended", async () => {
    const { admin, over, Regions } = onStackSet();
    const account = world.sandbox.world.accounts.get(member);
    assert.ok(account);
    account.state = "SUSPENDED";
    const all = { StackSetName, Regions, DeploymentTargets: { OrganizationalUnitIds: [world.sandbox.world.organization.rootId] } };
    await over((await admin.cloudFormation.send(new UpdateStackInstancesCommand(all))).OperationId, StackSetName);
    account.state = "ACTIVE";
    const { settings } = world.sandbox.world;
    const before = settings.stackSetOperationMilliseconds;
    settings.stackSetOperationMilliseconds = 1_000;
    const { OperationId } = await admin.cloudFormation.send(
      new UpdateStackInstancesCommand({ ...all, DeploymentTargets: targets(memberWithConsole) }),
    );
    await admin.cloudFormation.send(new StopStackSetOperationCommand({ StackSetName, OperationId }));
    settings.stackSetOperationMilliseconds = before;
    await over(OperationId, StackSetName);
    const seen = await audit();
    assert.equal(seen.code, 1);
    assert.deepEqual([seen.states[member], seen.states[memberWithConsole]], ["skipped", "outdated"]);
    const { code, report, told } = await heal();
    assert.equal(code, 0, told);
    assert.deepEqual([...(report?.roles?.redeployed ?? [])].sort(), [member, memberWithConsole]);
    await assertGreen();
  });

  it("are brought back by the next run where one was killed between the deletion and the creation", async () => {
    deleteRole(world.sandbox.world, member, provisionRoleName);
    const { id } = world.sandbox.world.faults.add({ match: { operation: "CreateStackInstances" }, effect: { kind: "hang" } });
    const { child, ended } = world.startDeploy({}, ["--only", "management", "--yes"]);
    await until(() => !hasInstance(member) || child.exitCode !== null || undefined, 60_000);
    assert.ok(!hasInstance(member), "its instance was deleted");
    child.kill("SIGKILL");
    await ended;
    world.sandbox.world.faults.remove(id);
    assert.equal(findRole(world.sandbox.world, member, auditRoleName), undefined);
    assert.equal((await audit()).states[member], "noInstance");
    const { code, report, told } = await heal();
    assert.equal(code, 0, told);
    assert.deepEqual(report?.roles?.created, [member]);
    await assertGreen();
  });

  it("are named with what to do by hand where CloudFormation cannot go on, and come back once that is done", async () => {
    deleteRole(world.sandbox.world, member, provisionRoleName);
    const { admin, over, Regions, deny } = onStackSet();
    const allow = deny("iam:DeleteRole", member);
    const failed = await heal("--yes");
    assert.equal(failed.code, 1, failed.told);
    assert.match(failed.report?.roles?.left[0]?.reason ?? "", /^FAILED: .*iam:DeleteRole/);
    assert.equal((await audit()).states[member], "inoperable");
    const { code, report } = await heal("--yes");
    assert.equal(code, 1);
    const [left] = report?.roles?.left ?? [];
    assert.equal(left?.account, member);
    const steps = left?.remedy.split("\n") ?? [];
    const [, unit, account, region] =
      /OrganizationalUnitIds=(\S+),Accounts=(\d+),AccountFilterType=INTERSECTION --regions (\S+)/.exec(steps[1] ?? "") ?? [];
    allow();
    const DeploymentTargets: DeploymentTargets = {
      OrganizationalUnitIds: [unit ?? ""],
      Accounts: [account ?? ""],
      AccountFilterType: "INTERSECTION",
    };
    assert.deepEqual([region], Regions);
    assert.match(steps[1] ?? "", /--retain-stacks$/);
    const removed = await admin.cloudFormation.send(
      new DeleteStackInstancesCommand({ StackSetName, DeploymentTargets, Regions: [region ?? ""], RetainStacks: true }),
    );
    await over(removed.OperationId, StackSetName);
    for (const name of memberRoleNames) deleteRole(world.sandbox.world, member, name);
    const last = await heal();
    assert.equal(last.code, 0, last.told);
    assert.deepEqual(last.report?.roles?.created, [member]);
    await assertGreen();
  });

  it("in the management account, what the stack has made comes back by itself, and what was added by the commands that the audit prints", async () => {
    const iam = await iamIn(management);
    const RoleName = auditRoleName;
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify({ ...(JSON.parse(opened) as object), Id: "x" }) }),
    );
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    assert.equal((await heal()).code, 0);
    await assertGreen();

    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const { stdout, code } = await run(["audit", "--profile", "security"], world.project.folder, world.env);
    assert.equal(code, 1);
    const text = stdout.replace(/\s+/g, " ");
    assert.match(text, new RegExp(`aws iam delete-role-policy --role-name ${RoleName} --policy-name more`));
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "more" }));
    assert.match(text, new RegExp(`aws iam detach-role-policy --role-name ${RoleName} --policy-arn ${PolicyArn}`));
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await assertGreen();
  });
});
