import assert from "node:assert/strict";
import { CreateAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { openSession } from "../../../aws/sessions";
import { accountId, region } from "../../../domain/identifiers";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { waitForActive, type WaitForActiveOptions } from "../../../scripts/deploy/waitForActive";
import { configuration } from "../../support/organization";
import { clients, sessionIn } from "../../support/sandboxClients";

const member = accountId("444444444444");

describe("waiting for analyzers to become ACTIVE", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  const before = { ...process.env };

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 4_500 } });
    process.env.AWS_ENDPOINT_URL = sandbox.url;
    process.env.AWS_ACCESS_KEY_ID = sandbox.adminCredentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = sandbox.adminCredentials.secretAccessKey;
    const keys = await sessionIn(sandbox, member);
    const create = (name: string) =>
      clients(sandbox, keys, name).accessAnalyzer.send(
        new CreateAnalyzerCommand({ analyzerName: "access-analyzer-org-account", type: "ACCOUNT" }),
      );
    await create("eu-west-1");
  });
  afterEach(async () => {
    await sandbox.close();
    for (const name of ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  });

  it("reads the organization once, and then only the Regions where one is CREATING", async () => {
    const since = sandbox.calls.length;
    const said: string[] = [];
    const audit = await waitForActive({ ...(await options()), say: (sentence) => said.push(sentence) });
    const place = audit.places.find((one) => one.region === "eu-west-1");
    assert.equal(place?.state, "covered");
    const calls = sandbox.calls.slice(since);
    const count = (operation: string, where?: string) =>
      calls.filter((call) => call.operation === operation && (where === undefined || call.region === where)).length;
    assert.equal(count("DescribeOrganization"), 1);
    assert.equal(count("ListAnalyzers", "us-east-1"), 1);
    assert.ok(count("ListAnalyzers", "eu-west-1") >= 2);
    assert.match(said.join("\n"), /^Waiting for 1 analyzer to become ACTIVE, until \d\d:\d\d:\d\d UTC at the latest\.$/);
  });

  it("ends at its deadline, with what is there", async () => {
    const audit = await waitForActive({ ...(await options()), deadline: Date.now() });
    assert.equal(audit.places.find((one) => one.region === "eu-west-1")?.state, "inactive");
  });

  it("ends with what was read when it is interrupted", async () => {
    const interrupt = new AbortController();
    const waiting = waitForActive({ ...(await options()), signal: interrupt.signal, say: () => setTimeout(() => interrupt.abort(), 100) });
    assert.equal((await waiting).places.find((one) => one.region === "eu-west-1")?.state, "inactive");
  });

  async function options(): Promise<WaitForActiveOptions> {
    return {
      config: configuration(),
      today: "2026-11-22",
      reading: {
        session: await openSession({}, region("eu-central-1")),
        role: { path: "/", name: "OrganizationAccountAccessRole" },
        ownAccount: "caller",
      },
      accounts: new Set([member]),
      deadline: Date.now() + 15_000,
      say: () => undefined,
      signal: new AbortController().signal,
    };
  }
});
