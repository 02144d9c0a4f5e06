import assert from "node:assert/strict";
import { DisableKeyCommand, EnableKeyCommand, GetKeyPolicyCommand, PutKeyPolicyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { findRole } from "../../dev/sandbox/iam/roles";
import { aliasesOf, keysOf } from "../../dev/sandbox/services/kms/keys";
import { proofAlias, proverRoleName } from "../../domain/names";
import { exportState } from "../../scripts/pulumi";
import { requireEngine } from "../support/engineProject";
import { clients, sessionIn } from "../support/sandboxClients";
import { management, organization, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

const small = {
  ...organization,
  regions: { enabledByDefault: ["eu-central-1"] },
  accounts: organization.accounts.filter(({ id }) => id === management || id === security),
};
const yaml = (enabled: boolean) =>
  organizationYaml({
    more: `access: { callers: { deployer: ["arn:aws:iam::${security}:user/security"], retirer: [Retirement], prover: ["arn:aws:iam::${security}:role/prover"] } }
proof: { enabled: ${enabled} }`,
  });

const onlyHere = ["--only", "security"];

/** Each test goes on where the one before ended. */
describe("The key that signs proofs", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  let kms: KMSClient;
  let first = "";

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine, yaml(true), small);
    ({ kms } = clients(world.sandbox, await sessionIn(world.sandbox, security)));
    const { code, stderr } = await world.inventory();
    assert.equal(code, 0, stderr);
  });
  after(() => world?.close());

  const keys = () => keysOf(world.sandbox.world).map(({ arn }) => arn);
  const named = () => [...aliasesOf(world.sandbox.world).values()].map(({ name, keyId }) => `${name} ${keyId}`);
  const prover = () => findRole(world.sandbox.world, security, proverRoleName);
  /** What was changed in KMS meanwhile. */
  const deploy = async (args: string[] = [], expected = 0) => {
    const since = world.sandbox.calls.length;
    const { code, told } = await world.deploy(args);
    assert.equal(code, expected, told);
    return { told, kms: world.changes(since).filter((change) => / kms (?!Sign)/.test(change)) };
  };
  const ofKms = async () => (await exportState(world.project, "security")).resources.filter(({ type }) => type.startsWith("aws:kms/"));

  it("is made by the roll-out, which tells its ARN", async () => {
    await deploy();
    const [arn = ""] = keys();
    first = arn;
    assert.deepEqual(named(), [`${proofAlias} ${first.split("/")[1]}`]);
    assert.ok(prover());
    const { resources } = await exportState(world.project, "security");
    assert.equal(resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs["proofKey"], first);
  });

  it("then there is nothing to do; one that somebody disabled stays disabled", async () => {
    await kms.send(new DisableKeyCommand({ KeyId: first }));
    assert.deepEqual((await deploy(onlyHere)).kms, []);
    await kms.send(new EnableKeyCommand({ KeyId: first }));
  });

  it("a policy that somebody changed fails the stack, which nobody of ours may put right", async () => {
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: first }));
    const opened = JSON.parse(Policy ?? "");
    opened.Statement.pop();
    await kms.send(new PutKeyPolicyCommand({ KeyId: first, Policy: JSON.stringify(opened) }));
    assert.match((await deploy(onlyHere, 1)).told, /not authorized to perform: kms:PutKeyPolicy/);
    await kms.send(new PutKeyPolicyCommand({ KeyId: first, Policy }));
    assert.deepEqual((await deploy(onlyHere)).kms, []);
  });

  it("switched off, it leaves the state and stays in AWS with its alias; the prover role goes", async () => {
    world.writeConfiguration(yaml(false));
    assert.deepEqual((await deploy()).kms, []);
    assert.deepEqual(await ofKms(), []);
    assert.equal(prover(), undefined);
    assert.deepEqual([keys(), named()], [[first], [`${proofAlias} ${first.split("/")[1]}`]]);
  });

  it("switched on again, a new one is made, and the alias that stayed is taken in and moved", async () => {
    world.writeConfiguration(yaml(true));
    const { kms: changes } = await deploy();
    assert.deepEqual(changes, [`${security} kms CreateKey eu-central-1`, `${security} kms UpdateAlias eu-central-1`]);
    const second = keys().find((arn) => arn !== first) ?? "";
    assert.deepEqual(named(), [`${proofAlias} ${second.split("/")[1]}`]);
    assert.ok(prover());
    assert.deepEqual((await deploy(onlyHere)).kms, []);
    for (const { retainOnDelete, protect } of await ofKms()) assert.deepEqual([retainOnDelete, protect], [true, false]);
  });
});
