import assert from "node:assert/strict";
import { CredentialsError, InterruptedError, ReadError } from "../../aws/callErrors";
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

  for (const { name, hours } of [
    { name: "right", hours: 0 },
    { name: "two hours behind", hours: -2 },
    { name: "two hours ahead", hours: 2 },
  ]) {
    it(`are renewed five minutes before AWS ends them, and not earlier, where this machine's clock is ${name}`, async () => {
      const caller = await open();
      const now = Date.now;
      const elapsed = performance.now.bind(performance);
      let minutes = 0;
      try {
        Date.now = () => now() + hours * 3_600_000 + minutes * 60_000;
        performance.now = () => elapsed() + minutes * 60_000;
        const inside = assumeRole(caller, member, role);
        const { expiration } = await inside.credentials();
        // What clients go by, on the same clock.
        assert.ok(Math.abs((expiration?.getTime() ?? 0) - Date.now() - 3_600_000) < 5_000, expiration?.toISOString());
        minutes = 54;
        await inside.credentials();
        assert.equal(assumed(), 1);
        minutes = 56;
        await inside.credentials();
        assert.equal(assumed(), 2);
      } finally {
        Date.now = now;
        performance.now = elapsed;
      }
    });
  }

  it("are renewed after a machine has slept, where only its clock went on", async () => {
    const inside = assumeRole(await open(), member, role);
    await inside.credentials();
    const now = Date.now;
    try {
      Date.now = () => now() + 56 * 60_000;
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

  describe("whose owner cannot be asked for now", () => {
    const asking = { operation: "GetCallerIdentity" };
    const patient = { ...defaultCallSettings, requestTimeout: 300, deadline: 20_000 };

    it("ask again where STS is too busy, answers 5xx, or not at all", async () => {
      for (const effect of [{ kind: "throttle" }, { kind: "serverError", status: 503 }, { kind: "hang" }] as const) {
        sandbox.world.faults.add({ match: asking, effect, times: 1 });
        assert.equal((await openSession({}, region("eu-central-1"), patient)).account, "111111111111", effect.kind);
      }
    });

    it("say so in the end, and never that the credentials are wrong", async () => {
      const impatient = { ...patient, maxAttempts: 2, deadline: 1_000 };
      for (const effect of [{ kind: "throttle" }, { kind: "serverError" }, { kind: "hang" }] as const) {
        const { id } = sandbox.world.faults.add({ match: asking, effect });
        await assert.rejects(
          openSession({}, region("eu-central-1"), impatient),
          (error: Error) => error instanceof ReadError && /GetCallerIdentity: /.test(error.message) && !/sign in/.test(error.message),
          effect.kind,
        );
        sandbox.world.faults.remove(id);
      }
    });

    it("say so where the role to begin with cannot be assumed for now", async () => {
      sandbox.world.faults.add({ match: { operation: "AssumeRole" }, effect: { kind: "throttle" } });
      const source = { roleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole` };
      await assert.rejects(open(source), (error: Error) => error instanceof ReadError && /Throttling/.test(error.message));
    });

    it("stop at the deadline of a call, whatever one attempt may take", async () => {
      sandbox.world.faults.add({ match: asking, effect: { kind: "hang" } });
      const begun = Date.now();
      await assert.rejects(openSession({}, region("eu-central-1"), { ...defaultCallSettings, deadline: 500 }), ReadError);
      assert.ok(Date.now() - begun < 5_000);
    });

    it("stop when they are interrupted", async () => {
      sandbox.world.faults.add({ match: asking, effect: { kind: "hang" } });
      const interrupt = new AbortController();
      setTimeout(() => interrupt.abort(), 200);
      await assert.rejects(openSession({}, region("eu-central-1"), defaultCallSettings, interrupt.signal), InterruptedError);
    });
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
