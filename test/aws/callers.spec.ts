import assert from "node:assert/strict";
import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { findRole, putRole } from "../../dev/sandbox/iam/roles";
import type { CallerKind } from "../../domain/configuration/caller";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { accountId } from "../../domain/identifiers";
import { auditRoleName } from "../../domain/names";
import { roleArns } from "../../domain/policies/roles";
import { trustPolicy } from "../../domain/policies/trust";
import { assume } from "../support/assumable";
import { callerSession } from "../support/callerSession";
import { rolledOutRoles } from "../support/rolledOutRoles";
import { clients, sessionIn, type Keys } from "../support/sandboxClients";
import { management, member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";

/** The account of the pipelines. */
const ci = memberWithConsole;
const homes: Record<CallerKind, string> = { auditor: ci, reviewer: ci, deployer: ci, retirer: security, prover: ci };
const callers = Object.entries(homes).map(([kind, account]) => `${kind}: ["arn:aws:iam::${account}:role/${kind}"]`);
const reach = {
  auditor: ["audit"],
  reviewer: ["audit"],
  deployer: ["audit", "provision"],
  retirer: ["audit", "retire"],
  prover: ["audit"],
} as const;

describe("callers of our roles, where the configuration names them", () => {
  let world: Awaited<ReturnType<typeof rolledOutRoles>>;
  before(async () => {
    world = await rolledOutRoles(`access: { callers: { ${callers.join(", ")} } }\nproof: { enabled: true }`, (sandbox, configuration) =>
      callerSession(sandbox, configuration, "auditor", ci),
    );
  });
  after(() => world?.close());

  const arn = (account: string, role: "audit" | "provision" | "retire" | "prover") =>
    roleArns(world.configuration, accountId(account))[role];
  const assumed = async (keys: Keys): Promise<string[]> => {
    const found: string[] = [];
    for (const account of [security, member, ci])
      for (const role of ["audit", "provision", "retire"] as const)
        if (await assume(world.sandbox, arn(account, role), keys)) found.push(`${account} ${role}`);
    return found;
  };

  for (const [kind, roles] of Object.entries(reach) as [CallerKind, readonly string[]][])
    it(`the ${kind} becomes ${roles.join(" and ")} roles in every account, and no other, with source identity and tags`, async () => {
      const keys = await callerSession(world.sandbox, world.configuration, kind, homes[kind]);
      assert.deepEqual(
        await assumed(keys),
        [security, member, ci].flatMap((account) => roles.map((role) => `${account} ${role}`)),
      );
      assert.ok(await assume(world.sandbox, arn(management, "audit"), keys));
      const { authorizations } = world.sandbox.calls.at(-1) ?? {};
      assert.deepEqual(
        authorizations?.map(({ action }) => action),
        ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      );
    });

  it("the prover alone becomes the prover role, which is in the delegated administrator alone", async () => {
    for (const kind of Object.keys(homes) as CallerKind[]) {
      const keys = await callerSession(world.sandbox, world.configuration, kind, homes[kind]);
      const becomes = async (account: string) => (await assume(world.sandbox, arn(account, "prover"), keys)) !== undefined;
      assert.equal(await becomes(security), kind === "prover", kind);
      for (const account of [management, member, ci]) assert.equal(await becomes(account), false, `${kind} in ${account}`);
    }
    for (const account of [security, ci, member])
      assert.equal(await assume(world.sandbox, arn(security, "prover"), await sessionIn(world.sandbox, account)), undefined, account);
  });

  it("nobody else does, whatever their own account allows them", async () => {
    for (const account of [security, ci, member]) assert.deepEqual(await assumed(await sessionIn(world.sandbox, account)), [], account);
  });

  it("a caller of that name in another account does not", async () => {
    assert.deepEqual(await assumed(await callerSession(world.sandbox, world.configuration, "deployer", security)), []);
  });

  it("a principal of another organization does not", async () => {
    const path = world.configuration.access.rolePath;
    const trusting = (organization: string) => trustPolicy(world.configuration, organization, auditRoleName);
    putRole(world.sandbox.world, member, { name: "here", path, trustPolicy: trusting(world.sandbox.world.organization.id) });
    putRole(world.sandbox.world, member, { name: "elsewhere", path, trustPolicy: trusting("o-elsewhere0") });
    putRole(world.sandbox.world, ci, {
      name: "auditor",
      trustPolicy: findRole(world.sandbox.world, ci, "OrganizationAccountAccessRole")?.trustPolicy ?? "",
      inlinePolicies: { all: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } },
    });
    const keys = await sessionIn(world.sandbox, ci, "auditor");
    assert.ok(await assume(world.sandbox, `arn:aws:iam::${member}:role${path}here`, keys));
    assert.equal(await assume(world.sandbox, `arn:aws:iam::${member}:role${path}elsewhere`, keys), undefined);
  });

  for (const kind of ["auditor", "reviewer", "deployer", "retirer", "prover"] as const)
    it(`the ${kind} audits the whole organization, from whatever account`, async () => {
      const audit = await world.audit(await callerSession(world.sandbox, world.configuration, kind, homes[kind]));
      assert.deepEqual(
        audit.roles.map(({ state }) => state),
        ["asPlanned", "asPlanned", "asPlanned", "asPlanned"],
      );
      assert.equal(audit.totals.unreadable, 0);
      assert.deepEqual(audit.organization.callers, [security, ci]);
    });

  it("the audit sees a trust that was widened: other callers, another organization, and none at all", async () => {
    const { iam } = clients(world.sandbox, await sessionIn(world.sandbox, member));
    const { id } = world.sandbox.world.organization;
    const planned = trustPolicy(world.configuration, id, auditRoleName);
    const [statement] = planned.Statement;
    const ArnLike = statement?.Condition?.["ArnLike"] ?? {};
    const StringEquals = { "aws:PrincipalOrgID": id };
    for (const Condition of [
      { StringEquals, ArnLike: { "aws:PrincipalArn": [...Object.values(ArnLike).flat(), `arn:aws:iam::${security}:role/*`] } },
      { StringEquals: { "aws:PrincipalOrgID": [id, "o-elsewhere0"] }, ArnLike },
      { StringEquals },
      { ArnLike },
      undefined,
    ]) {
      const PolicyDocument = JSON.stringify({ ...planned, Statement: [{ ...statement, Condition }] });
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: auditRoleName, PolicyDocument }));
      assert.equal((await world.roles(member))?.state, "changed", PolicyDocument);
    }
    const spelled = { ...planned, Statement: { ...statement, Condition: { StringEquals: { "AWS:PrincipalOrgID": [id] }, ArnLike } } };
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: auditRoleName, PolicyDocument: JSON.stringify(spelled) }));
    assert.equal((await world.roles(member))?.state, "asPlanned");
  });

  it("callers that are named, and not rolled out yet, are roles that are not as planned", async () => {
    const { roles } = await world.audit();
    assert.ok(roles.every(({ state }) => state === "asPlanned"));
    const { access } = parseConfiguration(
      organizationYaml({ more: "access: { callers: { deployer: [A], retirer: [B] } }" }),
      "organization.yaml",
    );
    const kept = world.configuration.access;
    world.configuration.access = { ...access };
    try {
      const [changed] = (await world.audit()).roles;
      assert.equal(changed?.state, "changed");
    } finally {
      world.configuration.access = kept;
    }
  });
});
