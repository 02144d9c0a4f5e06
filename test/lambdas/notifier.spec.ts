import assert from "node:assert/strict";
import { UpdateFindingsCommand } from "@aws-sdk/client-accessanalyzer";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { NotTaken } from "../../aws/findings/notTaken";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { home, member } from "../support/findingActions";
import { roadInSandbox, type RoadInSandbox } from "../support/findingsRoad";

describe("the notifier", () => {
  let clock: HeldClock;
  let on: RoadInSandbox;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await roadInSandbox(clock);
  });
  afterEach(() => on.close());

  const kindsToSoc = async () => (await on.soc()).map(({ kind }) => kind);
  const errors = () => on.logged.filter(({ level }) => level === "error").map(({ text }) => text);

  it("tells of a public key by mail and to the queue, and that it is private again", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    const [opened, ...more] = await on.soc();
    assert.deepEqual(more, []);
    assert.deepEqual([opened?.["kind"], opened?.["resource"], opened?.["destination"]], ["opened", key.arn, "soc"]);
    const [mail, ...others] = on.mails();
    assert.deepEqual(others, []);
    assert.match(mail?.subject ?? "", /^\[\w+\] Public access in payments-prod: KMS/);
    assert.ok(mail?.body.includes(key.arn));

    await on.share(key);
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["resolved"]);
    assert.equal(on.mails().length, 2);
    assert.deepEqual(errors(), []);
  });

  it("tells once, however often and by whomever a message is brought", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    const events = await on.events();
    await on.toIntake(...events, ...events, ...events);
    await on.notifyAll();
    await on.sweep();
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["opened"]);
    assert.equal(on.mails().length, 1);
  });

  it("tells a changed permission as one change, with what was before", async () => {
    const key = await on.createKey();
    await on.share(key, { AWS: `arn:aws:iam::123123123123:root` }, ["kms:Decrypt"]);
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    await on.share(key, { AWS: `arn:aws:iam::123123123123:root` }, ["kms:Decrypt", "kms:Encrypt"]);
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    const [, changed, ...more] = await on.soc();
    assert.deepEqual(more, []);
    assert.equal(changed?.["kind"], "changed");
    assert.deepEqual(
      (changed?.["previous"] as { access: { actions: string[] } }[]).map(({ access }) => access.actions),
      [["kms:Decrypt"]],
    );
  });

  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    it(`ends open, and tells it, where ACTIVE, RESOLVED, ACTIVE arrive in the order ${order.join(", ")}`, async () => {
      const key = await on.createKey();
      for (const principal of ["*", undefined, "*"]) await on.share(key, principal);
      const events = await on.events();
      assert.equal(events.length, 3);
      for (const index of order) {
        await on.toIntake(events[index] ?? {});
        await on.notifyAll();
        clock.advance(400_000);
      }
      await on.notifyAll();
      const [fact, ...others] = await on.facts();
      assert.deepEqual(others, []);
      assert.equal(fact?.state, "open");
      assert.equal(fact?.pending, undefined);
      const kinds = await kindsToSoc();
      assert.match(String(kinds.at(-1)), /opened/);
      assert.ok(!kinds.includes("resolved") || kinds.at(-1) === "reopened", kinds.join());
    });
  }

  it("closes nothing on the word of a forged event that looks right: it reads again", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    const [event] = await on.events();
    await on.toIntake(event ?? {});
    await on.notifyAll();
    const detail = (event as unknown as { detail: object }).detail;
    await on.toIntake({ ...event, detail: { ...detail, status: "RESOLVED", updatedAt: "2026-11-20T01:00:05Z" } });
    await on.notifyAll();
    assert.equal((await on.facts())[0]?.state, "open");
    assert.deepEqual(await kindsToSoc(), ["opened"]);
  });

  for (const [what, forge] of Object.entries<(event: object) => object>({
    "another account's": (event: object) => ({ ...event, account: member }),
    "one about an analyzer of another account": (event: object) => ({
      ...event,
      resources: [`arn:aws:access-analyzer:${home}:${member}:analyzer/x`],
    }),
  })) {
    it(`refuses an event that is ${what}, counts it, and leaves it to the dead letters`, async () => {
      const key = await on.createKey();
      await on.share(key, "*");
      await on.toIntake(...(await on.events()).map(forge));
      for (let time = 0; time < 6; time++) await on.notify();
      assert.deepEqual(await on.facts(), []);
      assert.equal(on.measured.get("ObservationsRejected"), 5);
      assert.equal(await on.waiting(on.road.intakeDeadLetters), 1);
    });
  }

  for (const text of ["{", "[]", '{"kind":"opened"}', '{"kind":"observation","observation":{}}', '{"source":"aws.s3","detail-type":"x"}']) {
    it(`leaves ${text} to the dead letters, and does what else is in the batch`, async () => {
      const key = await on.createKey();
      await on.share(key, "*");
      await on.toIntakeText(text);
      await on.toIntake(...(await on.events()));
      for (let time = 0; time < 6; time++) await on.notify();
      assert.deepEqual(await kindsToSoc(), ["opened"]);
      assert.equal(await on.waiting(on.road.intakeDeadLetters), 1);
    });
  }

  it("believes nothing of a message to read again but the finding's name", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    await on.events();
    const [finding] = await on.list();
    await on.toIntake({ kind: "reread", analyzer: on.arn, findingId: finding?.id ?? "" });
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["opened"]);
    await on.toIntake({ kind: "reread", analyzer: on.arn, findingId: "00000000-0000-4000-8000-000000000000" });
    await on.notifyAll();
    assert.equal((await on.facts()).length, 1);
  });

  it("tells an archived finding to those who know of it", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    const [finding] = await on.list();
    clock.advance(2000);
    await on.admin.accessAnalyzer.send(new UpdateFindingsCommand({ analyzerArn: on.arn, ids: [finding?.id ?? ""], status: "ARCHIVED" }));
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["opened", "archived"]);
  });

  describe("that is stopped between publishing and recording", () => {
    it("tells again, and not before its lease is over", async () => {
      const key = await on.createKey();
      await on.share(key, "*");
      await on.toIntake(...(await on.events()));
      const { queue } = on.parts.publisher;
      on.parts.publisher.queue = async (...message) => {
        await queue.apply(on.parts.publisher, message);
        on.sandbox.world.faults.add({ match: { service: "dynamodb" }, effect: { kind: "deny" } });
      };
      await on.notify();
      on.parts.publisher.queue = queue;
      on.sandbox.world.faults.clear();
      await on.notify();
      assert.deepEqual(await kindsToSoc(), ["opened"]);
      assert.match(String(on.logged.at(-1)?.text), /GivenBack.*told by somebody else/);
      clock.advance(90_000);
      await on.notifyAll();
      assert.deepEqual(await kindsToSoc(), ["opened"]);
      assert.equal((await on.facts())[0]?.pending, undefined);
    });
  });

  it("tells the others where one destination fails, and that one when it works again", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    await on.toIntake(...(await on.events()));
    const { queue } = on.parts.publisher;
    on.parts.publisher.queue = () => Promise.reject(new NotTaken("no"));
    await on.notify();
    on.parts.publisher.queue = queue;
    assert.equal(on.mails().length, 1);
    assert.deepEqual((await on.facts())[0]?.pending?.to, ["soc"]);
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["opened"]);
    assert.equal(on.mails().length, 1);
  });
});

describe("the notifier's other destinations", () => {
  it("are posted to with a signature by a secret that is read when something is sent", async () => {
    const posts: { url: string; headers: Record<string, string>; body: string }[] = [];
    const fetcher: typeof fetch = (url, init) => {
      posts.push({ url: String(url), headers: init?.headers as Record<string, string>, body: String(init?.body) });
      return Promise.resolve(new Response(null, { status: 200 }));
    };
    const pager = { https: "ssm:/security/pager-url", secret: "ssm:/security/pager" };
    const clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    const on = await roadInSandbox(clock, { destinations: { pager, room: { chat: true } }, fetcher });
    try {
      const parameter = (Name: string, Value: string) =>
        on.clients.ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: true }));
      await parameter("/security/pager-url", "https://events.example.com/hook");
      await parameter("/security/pager", "first");
      const key = await on.createKey();
      await on.share(key, "*");
      await on.toIntake(...(await on.events()));
      await on.notifyAll();
      assert.deepEqual(
        posts.map(({ url }) => url),
        ["https://events.example.com/hook"],
      );
      const [{ body, headers } = assert.fail()] = posts;
      assert.equal((JSON.parse(body) as { resource: string }).resource, key.arn);
      assert.equal(headers["x-access-analyzer-org-id"], (JSON.parse(body) as { id: string }).id);
      assert.deepEqual((await on.facts())[0]?.pending, undefined);
    } finally {
      await on.close();
    }
  });
});
