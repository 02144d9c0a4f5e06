import assert from "node:assert/strict";
import { join } from "node:path";
import { ActivateOrganizationsAccessCommand } from "@aws-sdk/client-cloudformation";
import { ListOrganizationalUnitsForParentCommand, ListRootsCommand } from "@aws-sdk/client-organizations";
import { findRole } from "../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { initStack, preview, up, type OperationResult } from "../../scripts/pulumi";
import { engineProject, requireEngine, type EngineProject } from "../support/engineProject";
import { publishedPackage } from "../support/publishedPackage";
import { clients } from "../support/sandboxClients";
import { member, memberWithConsole, organization, security } from "../support/stacksOrganization";

const roleName = "ours";
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${security}:root` }, Action: "sts:AssumeRole" }],
};
const template = JSON.stringify({
  Resources: { Role: { Type: "AWS::IAM::Role", Properties: { RoleName: roleName, AssumeRolePolicyDocument: trust } } },
});
const playground = "555555555555";

/** Each test goes on where the one before ended. `Security` has two accounts, `Workloads` and `Playground` one each. */
describe("The roles' organizational units", function () {
  this.timeout(600_000);
  this.bail(true);
  let sandbox: Sandbox;
  let project: EngineProject;
  let units: Record<string, string>;
  /** The ids that AWS gave the roles: a role that was deleted and made again has another one. */
  let first: Record<string, string | undefined>;

  const program = (names: string[], { deletable = false, transform = "{}" } = {}) => `
const aws = require("@pulumi/aws");
const { BootstrapRoles } = require(${JSON.stringify(join(publishedPackage().package, "dist", "components", "bootstrapRoles"))});
const provider = new aws.Provider("aws", { region: "eu-central-1" });
new BootstrapRoles("roles", {
  stackSetName: "ours",
  template: ${JSON.stringify(template)},
  organizationalUnitIds: ${JSON.stringify(names.map((name) => units[name]))},
  region: "eu-central-1",
  deletable: ${deletable},
  transform: ${transform},
}, { provider });
`;
  const roleIds = () =>
    Object.fromEntries(
      [security, member, memberWithConsole, playground].map((account) => [account, findRole(sandbox.world, account, roleName)?.id]),
    );
  const told = ({ steps }: OperationResult) => steps.filter(({ type }) => type.startsWith("aws:")).map(({ op, name }) => `${op} ${name}`);
  const succeeds = async (running: Promise<OperationResult>): Promise<OperationResult> => {
    const result = await running;
    assert.ok(result.succeeded, result.stderr + JSON.stringify(result.diagnostics));
    return result;
  };

  before(async function () {
    const engine = await requireEngine(this);
    sandbox = await startSandbox({
      organization: { ...organization, accounts: [...organization.accounts, { id: playground, name: "playground", ou: "Playground" }] },
      settings: { stackSetOperationMilliseconds: 10 },
    });
    const { cloudFormation, organizations } = clients(sandbox);
    await cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
    const { Roots } = await organizations.send(new ListRootsCommand({}));
    const { OrganizationalUnits } = await organizations.send(new ListOrganizationalUnitsForParentCommand({ ParentId: Roots?.[0]?.Id }));
    units = Object.fromEntries((OrganizationalUnits ?? []).map(({ Name = "", Id = "" }) => [Name, Id]));
    project = await engineProject(engine, { main: "index.js", files: {}, sandbox });
    await initStack(project, "management");
  });
  after(async () => {
    project?.close();
    await sandbox?.close();
  });

  it("with both names of an instance's Region the provider refuses, already in a preview", async () => {
    project.write("index.js", program(["Security"], { transform: `{ instances: { region: "eu-central-1" } }` }));
    const { succeeded, stderr, diagnostics } = await preview(project, "management");
    assert.equal(succeeded, false);
    assert.match(stderr + JSON.stringify(diagnostics), /conflicts with/);
  });

  it("a first preview and the first roll-out reach the accounts of the unit, and no other", async () => {
    project.write("index.js", program(["Security"]));
    const steps = ["create roles", `create roles-${units["Security"]}`];
    assert.deepEqual(told(await succeeds(preview(project, "management"))).sort(), steps);
    assert.deepEqual(told(await succeeds(up(project, "management"))).sort(), steps);
    first = roleIds();
    assert.ok(first[security] && first[member]);
    assert.deepEqual([first[memberWithConsole], first[playground]], [undefined, undefined]);
  });

  it("a unit is added: its account gets the role, and those of the other unit keep theirs", async () => {
    project.write("index.js", program(["Security", "Workloads"]));
    assert.deepEqual(told(await succeeds(up(project, "management"))), [`create roles-${units["Workloads"]}`]);
    const now = roleIds();
    assert.ok(now[memberWithConsole]);
    assert.deepEqual({ ...now, [memberWithConsole]: undefined }, first);
    first = now;
  });

  it("nothing is left to do then", async () => {
    assert.deepEqual(told(await succeeds(up(project, "management", { refresh: true }))), []);
    assert.deepEqual(roleIds(), first);
  });

  it("a unit that leaves is refused while it is protected, and every account keeps its role", async () => {
    project.write("index.js", program(["Workloads"]));
    const { succeeded, stderr, diagnostics } = await up(project, "management");
    assert.equal(succeeded, false);
    assert.match(stderr + JSON.stringify(diagnostics), /protect/);
    assert.deepEqual(roleIds(), first);
  });

  it("once that is lifted, one unit leaves as another one comes, and the account of the one that stays has the very same role", async () => {
    project.write("index.js", program(["Security", "Workloads"], { deletable: true }));
    await succeeds(up(project, "management"));
    assert.deepEqual(roleIds(), first);

    project.write("index.js", program(["Workloads", "Playground"], { deletable: true }));
    assert.deepEqual(told(await succeeds(up(project, "management"))), [
      `create roles-${units["Playground"]}`,
      `delete roles-${units["Security"]}`,
    ]);
    const now = roleIds();
    assert.ok(now[playground]);
    assert.deepEqual(now, { ...first, [security]: undefined, [member]: undefined, [playground]: now[playground] });
  });
});
