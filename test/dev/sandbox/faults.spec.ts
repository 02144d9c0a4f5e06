import assert from "node:assert/strict";
import { ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { ListRegionsCommand } from "@aws-sdk/client-account";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListAccountsCommand } from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn } from "../../support/sandboxClients";

describe("faults of the sandbox", () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.world.faults.clear());
  after(() => sandbox.close());

  it("throttle in each service's own words", async () => {
    sandbox.world.faults.add({ match: {}, effect: { kind: "throttle" } });
    const { sts, iam, account, organizations, accessAnalyzer } = clients(sandbox);
    await assert.rejects(sts.send(new GetCallerIdentityCommand({})), { name: "Throttling" });
    await assert.rejects(iam.send(new ListRolesCommand({})), { name: "Throttling" });
    await assert.rejects(account.send(new ListRegionsCommand({})), { name: "TooManyRequestsException" });
    await assert.rejects(organizations.send(new ListAccountsCommand({})), { name: "TooManyRequestsException" });
    await assert.rejects(accessAnalyzer.send(new ListAnalyzersCommand({})), { name: "ThrottlingException" });
  });

  it("refuse with the error that they name", async () => {
    sandbox.world.faults.add({ match: { operation: "ListAnalyzers" }, effect: { kind: "refuse", code: "ResourceNotFoundException" } });
    const { accessAnalyzer } = clients(sandbox);
    await assert.rejects(accessAnalyzer.send(new ListAnalyzersCommand({})), { name: "ResourceNotFoundException" });
  });

  it("are beside settings, which can be changed on the way too", async () => {
    const set = (body: object) => fetch(`${sandbox.url}/_sandbox/settings`, { method: "POST", body: JSON.stringify(body) });
    const { analysisMilliseconds } = sandbox.world.settings;
    assert.equal((await set({ analysisMilliseconds: 1_800_000 })).status, 200);
    assert.equal(sandbox.world.settings.analysisMilliseconds, 1_800_000);
    for (const wrong of [{ analysis: 1 }, { analysisMilliseconds: -1 }]) assert.equal((await set(wrong)).status, 400);
    await set({ analysisMilliseconds });
    assert.deepEqual(await (await fetch(`${sandbox.url}/_sandbox/settings`)).json(), { ...sandbox.world.settings });
  });

  it("hit only what they name: service, operation, account, Region", async () => {
    const member = clients(sandbox, await sessionIn(sandbox, "444444444444"));
    const elsewhere = clients(sandbox, await sessionIn(sandbox, "444444444444"), "us-east-1");
    const other = clients(sandbox, await sessionIn(sandbox, "555555555555"));
    sandbox.world.faults.add({
      match: { service: "access-analyzer", operation: "ListAnalyzers", account: "444444444444", region: "eu-central-1" },
      effect: { kind: "deny" },
    });
    await assert.rejects(member.accessAnalyzer.send(new ListAnalyzersCommand({})), { name: "AccessDeniedException" });
    await elsewhere.accessAnalyzer.send(new ListAnalyzersCommand({}));
    await other.accessAnalyzer.send(new ListAnalyzersCommand({}));
    await member.iam.send(new ListRolesCommand({}));
  });

  it("end after the number of calls that they are for, so that a client that retries gets through", async () => {
    sandbox.world.faults.add({ match: { service: "sts" }, effect: { kind: "serverError", status: 503 }, times: 2 });
    const retrying = new STSClient({
      endpoint: sandbox.url,
      region: "eu-central-1",
      credentials: sandbox.adminCredentials,
      maxAttempts: 3,
    });
    const before = sandbox.calls.length;
    const answer = await retrying.send(new GetCallerIdentityCommand({}));
    assert.equal(answer.$metadata.attempts, 3);
    assert.deepEqual(
      sandbox.calls.slice(before).map(({ outcome }) => outcome),
      ["InternalFailure", "InternalFailure", "OK"],
    );
  });

  it("hit an even share of the calls", async () => {
    const added = await fetch(`${sandbox.url}/_sandbox/faults`, {
      method: "POST",
      body: JSON.stringify({ match: { service: "sts" }, effect: { kind: "throttle" }, share: 0.3 }),
    });
    assert.equal(added.status, 201);
    const { sts } = clients(sandbox);
    const hits: number[] = [];
    for (let call = 1; call <= 10; call++) await sts.send(new GetCallerIdentityCommand({})).catch(() => hits.push(call));
    assert.deepEqual(hits, [4, 7, 10]);
  });

  it("answer with the status that was asked for, or the model's", async () => {
    const { accessAnalyzer, sts } = clients(sandbox);
    sandbox.world.faults.add({ match: { service: "access-analyzer" }, effect: { kind: "serverError" } });
    sandbox.world.faults.add({ match: { service: "sts" }, effect: { kind: "serverError", status: 502 } });
    assert.deepEqual(await failure(accessAnalyzer.send(new ListAnalyzersCommand({}))), ["InternalServerException", 500]);
    assert.deepEqual(await failure(sts.send(new GetCallerIdentityCommand({}))), ["InternalFailure", 502]);
  });

  it("delay a call, which then goes on", async () => {
    const waits: number[] = [];
    const after = sandbox.world.clock.after.bind(sandbox.world.clock);
    sandbox.world.clock.after = (milliseconds, action) => {
      waits.push(milliseconds);
      return after(0, action);
    };
    try {
      sandbox.world.faults.add({ match: { service: "sts" }, effect: { kind: "latency", milliseconds: 1234 } });
      await clients(sandbox).sts.send(new GetCallerIdentityCommand({}));
    } finally {
      sandbox.world.clock.after = after;
    }
    assert.deepEqual(waits, [1234]);
  });

  it("hang until the server closes, which does not wait for them", async () => {
    const own = await startSandbox();
    own.world.faults.add({ match: {}, effect: { kind: "hang" } });
    const hanging = assert.rejects(clients(own).sts.send(new GetCallerIdentityCommand({})));
    while (own.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await own.close();
    await hanging;
  });

  describe("over the control plane", () => {
    it("are added, listed and removed", async () => {
      const added = await control("POST", "faults", { match: { service: "sts" }, effect: { kind: "deny", message: "not today" } });
      assert.equal(added.status, 201);
      await assert.rejects(clients(sandbox).sts.send(new GetCallerIdentityCommand({})), { name: "AccessDenied", message: "not today" });
      assert.deepEqual((await control("GET", "faults")).body, [added.body]);
      await control("DELETE", `faults/${added.body.id}`);
      assert.deepEqual((await control("GET", "faults")).body, []);
      await clients(sandbox).sts.send(new GetCallerIdentityCommand({}));
    });

    it("are refused when they are nothing that the sandbox can do", async () => {
      const unknown = await control("POST", "faults", { effect: { kind: "explode" } });
      assert.equal(unknown.status, 400);
      assert.match(unknown.body.message, /kind/);
      const misspelt = await control("POST", "faults", { match: { servce: "sts" }, effect: { kind: "throttle" } });
      assert.equal(misspelt.status, 400);
      assert.match(misspelt.body.message, /servce/);
      assert.deepEqual(sandbox.world.faults.list(), []);
    });

    it("are not for web pages", async () => {
      const answer = await fetch(`${sandbox.url}/_sandbox/faults`, { headers: { origin: "https://example.com" } });
      assert.equal(answer.status, 403);
    });

    async function control(method: string, path: string, body?: object) {
      const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, { method, body: body && JSON.stringify(body) });
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    }
  });

  async function failure(call: Promise<unknown>): Promise<[string, unknown]> {
    const error: unknown = await call.then(
      () => assert.fail("it should have failed"),
      (failed: unknown) => failed,
    );
    assert.ok(error instanceof Error && "$metadata" in error);
    return [error.name, Object(error.$metadata).httpStatusCode];
  }
});
