import assert from "node:assert/strict";
import { CreateAnalyzerCommand, CreateArchiveRuleCommand } from "@aws-sdk/client-accessanalyzer";
import { liveLook } from "../../aws/liveLook";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { clients } from "../support/sandboxClients";
import { sandboxEnvironment } from "../support/engineProject";

const own = "111111111111";

describe("a live look for the policy pack", function () {
  this.timeout(30_000);
  let sandbox: Sandbox;
  const environment = process.env;
  const look = (places: { account: string; region?: string }[]) => liveLook(places, "eu-central-1");

  before(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0 } });
    process.env = { ...environment, ...sandboxEnvironment(sandbox) };
  });
  after(async () => {
    await sandbox.close();
    process.env = environment;
  });
  afterEach(() => sandbox.world.faults.clear());

  it("finds nothing where nothing is", async () => {
    const { covered, state } = await look([{ account: own, region: "us-east-1" }]);
    assert.deepEqual([covered.size, state], [0, "a live look found none"]);
  });

  it("finds an external analyzer, and for a role one in its home Region", async () => {
    const { accessAnalyzer } = clients(sandbox, sandbox.adminCredentials, "eu-central-1");
    await accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" }));
    assert.equal((await look([{ account: own }])).covered.size, 0);
    await accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "external", type: "ACCOUNT" }));
    assert.deepEqual(
      (await look([{ account: own }, { account: own, region: "eu-west-1" }])).covered,
      new Map([[own, new Set(["eu-central-1"])]]),
    );
  });

  it("counts none whose archive rules could hide everything", async () => {
    const { accessAnalyzer } = clients(sandbox, sandbox.adminCredentials, "eu-central-1");
    const filter = { isPublic: { eq: ["false", "true"] } };
    await accessAnalyzer.send(new CreateArchiveRuleCommand({ analyzerName: "external", ruleName: "all", filter }));
    assert.equal((await look([{ account: own }])).covered.size, 0);
  });

  it("never passes what it could not look at: another account, a denied call, a Region that is none, no credentials", async () => {
    const { covered, state } = await look([{ account: "444444444444", region: "eu-central-1" }]);
    assert.deepEqual([covered.size, state], [0, "a live look did not check everything: it has no credentials for account 444444444444"]);
    sandbox.world.faults.add({ match: { operation: "ListAnalyzers" }, effect: { kind: "deny" } });
    const denied = await look([{ account: own, region: "eu-west-1" }]);
    assert.deepEqual(denied.covered.size, 0);
    assert.match(denied.state, /did not check everything: ListAnalyzers: AccessDenied/);
    assert.match((await look([{ account: own, region: "nowhere" }])).state, /nowhere is no Region/);
    process.env["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE";
    assert.match((await look([{ account: own }])).state, /could not check it/);
    Object.assign(process.env, sandboxEnvironment(sandbox));
  });

  it("ends after ten seconds where AWS does not answer", async () => {
    sandbox.world.faults.add({ match: { operation: "ListAnalyzers" }, effect: { kind: "hang" } });
    const { covered, state } = await look([{ account: own, region: "eu-west-1" }]);
    assert.deepEqual([covered.size, state], [0, "a live look could not check it: no answer within 10 seconds"]);
  });
});
