import assert from "node:assert/strict";
import { CredentialsError } from "../../aws/callErrors";
import { defaultCallSettings } from "../../aws/clients";
import { assumeRole, openSession, parseRoleName } from "../../aws/sessions";
import type { Session } from "../../aws/sessions";
import { accountId, region } from "../../domain/identifiers";
import { startSandbox } from "../../dev/sandbox/server/server";
import type { Sandbox } from "../../dev/sandbox/server/server";

const member = accountId("444444444444");
const role = { path: "/", name: "OrganizationAccountAccessRole" };

describe("sessions", () => {
  let sandbox: Sandbox;
  const kept = { ...process.env };

  beforeEach(async () => {
    sandbox = await startSandbox();
    const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
    });
    delete process.env.AWS_PROFILE;
  });

  afterEach(async () => {
    process.env = { ...kept };
    await sandbox.close();
  });

  it("know whose credentials they are", async () => {
    const session = await open();
    assert.deepEqual([session.account, session.partition, session.arn], ["111111111111", "aws", "arn:aws:iam::111111111111:user/admin"]);
  });

  it("begin with a role where one is named", async () => {
    const session = await open({ roleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole` });
    assert.equal(session.account, member);
    assert.match(session.arn, /assumed-role\/OrganizationAccountAccessRole\/access-analyzer-org$/);
  });

  it("tell which source of credentials failed, and why", async () => {
    process.env.AWS_ACCESS_KEY_ID = "AKIAUNKNOWNUNKNOWN00";
    await assert.rejects(
      open(),
      (error: Error) => error instanceof CredentialsError && /usual AWS chain.*InvalidClientTokenId/.test(error.message),
    );
    process.env.AWS_CONFIG_FILE = process.env.AWS_SHARED_CREDENTIALS_FILE = "no-such-file";
    await assert.rejects(
      open({ profile: "nobody" }),
      (error: Error) => error instanceof CredentialsError && /profile nobody/.test(error.message),
    );
  });

  it("ask STS in the home Region, so that the tokens are valid in opt-in Regions", async () => {
    const inside = assumeRole(await open(), member, role);
    await inside.credentials();
    assert.deepEqual([...new Set(sandbox.calls.filter(({ service }) => service === "sts").map((call) => call.region))], ["eu-central-1"]);
  });

  it("of one account share one AssumeRole", async () => {
    const inside = assumeRole(await open(), member, role);
    const keys = await Promise.all(Array.from({ length: 17 }, () => inside.credentials()));
    assert.equal(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size, 1);
    assert.equal(assumed(), 1);
  });

  it("are renewed before they expire, and not earlier", async () => {
    const inside = assumeRole(await open(), member, role);
    const { expiration } = await inside.credentials();
    assert.ok(expiration);
    const now = Date.now;
    try {
      Date.now = () => expiration.getTime() - 6 * 60_000;
      await inside.credentials();
      assert.equal(assumed(), 1);
      Date.now = () => expiration.getTime() - 4 * 60_000;
      await inside.credentials();
    } finally {
      Date.now = now;
    }
    assert.equal(assumed(), 2);
  });

  it("try again after a failure, instead of keeping it", async () => {
    const fault = sandbox.world.faults.add({ match: { operation: "AssumeRole" }, effect: { kind: "deny" } });
    const inside = assumeRole(await open(), member, role);
    await assert.rejects(inside.credentials());
    sandbox.world.faults.remove(fault.id);
    assert.ok((await inside.credentials()).sessionToken);
  });

  it("take role names with and without a path", () => {
    assert.deepEqual(parseRoleName("OrganizationAccountAccessRole"), role);
    assert.deepEqual(parseRoleName("/platform/security/audit"), { path: "/platform/security/", name: "audit" });
  });

  function open(source: { profile?: string; roleArn?: string } = {}): Promise<Session> {
    return openSession(source, region("eu-central-1"), { ...defaultCallSettings, maxAttempts: 1 });
  }

  function assumed(): number {
    return sandbox.calls.filter(({ operation }) => operation === "AssumeRole").length;
  }
});
