import assert from "node:assert/strict";
import { CreateAnalyzerCommand, ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { ListAccountsCommand } from "@aws-sdk/client-organizations";
import { CreateQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { saveWorld } from "../../../dev/sandbox/seed/savedWorld";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { findAnalyzers } from "../../../dev/sandbox/services/accessanalyzer";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { worldOf } from "../../../dev/sandbox/world/world";
import { clients } from "../../support/sandboxClients";

describe("a world that is saved", () => {
  const day = 86_400_000;
  let clock: HeldClock;
  let sandbox: Sandbox;

  beforeEach(async () => {
    clock = new HeldClock();
    sandbox = await startSandbox({ clock });
    settle();
  });
  afterEach(() => sandbox.close());

  const opened = async <T>(use: (again: Sandbox, clock: HeldClock) => Promise<T>): Promise<T> => {
    const later = new HeldClock(clock.now());
    const again = await startSandbox({ saved: saveWorld(sandbox), clock: later });
    try {
      return await use(again, later);
    } finally {
      await again.close();
    }
  };
  const sqs = ({ url, adminCredentials: credentials }: Sandbox) =>
    new SQSClient({ endpoint: url, region: "eu-central-1", credentials, maxAttempts: 1 });
  const createAnalyzer = () => clients(sandbox).accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "one", type: "ACCOUNT" }));
  const settle = () => clock.advance(5_000);

  it("answers as it did, to the same credentials, and its log of calls is empty", async () => {
    await createAnalyzer();
    settle();
    const ask = async (of: Sandbox) => {
      const { accessAnalyzer, iam, organizations } = clients(of, sandbox.adminCredentials);
      const answers = [
        await accessAnalyzer.send(new ListAnalyzersCommand({})),
        await iam.send(new ListRolesCommand({})),
        await organizations.send(new ListAccountsCommand({})),
      ];
      return answers.map(({ $metadata: _, ...answer }) => answer);
    };
    await opened(async (again) => {
      assert.equal(again.calls.length, 0);
      assert.deepEqual(await ask(again), await ask(sandbox));
      assert.deepEqual([again.homeRegion, again.adminCredentials], [sandbox.homeRegion, sandbox.adminCredentials]);
    });
  });

  it("is one of its own: what happens in it is unknown to the first one", async () => {
    await opened(async (again) => {
      await clients(again).accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "two", type: "ACCOUNT" }));
      assert.equal(findAnalyzers(again.world, { name: "two" }).length, 1);
    });
    assert.equal(findAnalyzers(sandbox.world, { name: "two" }).length, 0);
  });

  it("has its queues where it listens", async () => {
    await sqs(sandbox).send(new CreateQueueCommand({ QueueName: "inbox" }));
    const { QueueUrl } = await sqs(sandbox).send(new GetQueueUrlCommand({ QueueName: "inbox" }));
    await sqs(sandbox).send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    settle();
    await opened(async (again) => {
      const url = (await sqs(again).send(new GetQueueUrlCommand({ QueueName: "inbox" }))).QueueUrl;
      const { Messages } = await sqs(again).send(new ReceiveMessageCommand({ QueueUrl: url }));
      assert.deepEqual(
        Messages?.map(({ Body }) => Body),
        ["hello"],
      );
    });
  });

  it("looks at everything once a day again as soon as something happens in it", async () => {
    await createAnalyzer();
    settle();
    await opened(async (again, later) => {
      await clients(again).kms.send(new CreateKeyCommand({}));
      later.advance(5_000);
      const [{ findings: before } = {}] = findAnalyzers(again.world, { name: "one" });
      const pass = before?.pass ?? 0;
      later.advance(2 * day);
      assert.equal(findAnalyzers(again.world, { name: "one" })[0]?.findings.pass, pass + 2);
    });
  });

  it("is refused while something is still to happen", async () => {
    await createAnalyzer();
    assert.throws(() => saveWorld(sandbox), /^Error: The world cannot be saved: \d things are still to happen in it$/);
    settle();
    saveWorld(sandbox);
  });

  it("is refused while a fault is on, and while a rule runs by a schedule", async () => {
    const { id } = sandbox.world.faults.add({ match: {}, effect: { kind: "throttle" }, times: 0 });
    assert.throws(() => saveWorld(sandbox), /faults are switched on/);
    sandbox.world.faults.remove(id);

    const { url: endpoint, adminCredentials: credentials } = sandbox;
    const events = new EventBridgeClient({ endpoint, region: "eu-central-1", credentials, maxAttempts: 1 });
    await events.send(new PutRuleCommand({ Name: "daily", ScheduleExpression: "rate(1 day)" }));
    assert.throws(() => saveWorld(sandbox), /things are still to happen/);
  });

  it("is refused where a service keeps what is no data, with its name", () => {
    sandbox.world.store({ name: "of functions", create: () => [() => undefined] });
    assert.throws(() => saveWorld(sandbox), /^Error: The world cannot be saved: "of functions" holds what is not data$/);
    sandbox.world.stores.delete("of functions");
    sandbox.world.store({ name: "of a class", create: () => ({ url: new URL("https://example.com") }) });
    assert.throws(() => saveWorld(sandbox), /"of a class" holds what is not data/);
  });

  it("has one store of a name: two keys that have the same are a defect", () => {
    const world = worldOf(sandbox.world, clock);
    world.store({ name: "mine", create: () => 1 });
    assert.throws(() => world.store({ name: "mine", create: () => 2 }), /Two stores of the sandbox are named "mine"/);
  });
});
