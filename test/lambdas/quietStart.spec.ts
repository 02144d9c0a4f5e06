import assert from "node:assert/strict";
import { readUntold, writeFacts } from "../../aws/findings/facts/factItems";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { decisions } from "../../domain/findings/decide";
import { parseIntakeMessage } from "../../domain/findings/intakeMessage";
import { takeIn } from "../../domain/findings/takeIn";
import { administrator, home } from "../support/findingActions";
import { roadInSandbox, soc, us, type RoadInSandbox } from "../support/findingsRoad";

describe("a roll-out onto an organization with many findings", function () {
  this.timeout(120_000);
  let clock: HeldClock;
  let on: RoadInSandbox;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    const notifications = { start: "quiet" as const };
    on = await roadInSandbox(clock, { destinations: { soc, us, room: { chat: true } }, notifications });
  });
  afterEach(() => on.close());

  /** Every hundredth is public. */
  function finding(number: number): object {
    const at = clock.now().toISOString();
    return {
      kind: "observation",
      observation: {
        ...{ analyzer: on.arn, findingId: `finding-${number}`, kind: "external", account: administrator, region: home },
        ...{ resourceType: "AWS::S3::Bucket", resource: `arn:aws:s3:::bucket-${number}`, status: "ACTIVE", isDeleted: false },
        ...{ createdAt: at, analyzedAt: at, updatedAt: at },
        access: { kind: "external", principal: { AWS: "*" }, actions: ["s3:GetObject"], condition: {}, isPublic: number % 100 === 0 },
      },
    };
  }
  const many = (count: number) => Array.from({ length: count }, (_, number) => finding(number));

  it("sends every finding to the queue, and nothing to people one by one", async () => {
    await on.toIntake(...many(60));
    for (let got = 1; got > 0;) got = (await Promise.all([on.notify(), on.notify()])).reduce((sum, one) => sum + one.got, 0);
    const told = await on.soc();
    assert.equal(told.length, 60);
    assert.equal(new Set(told.map(({ resource }) => resource)).size, 60);
    assert.deepEqual(on.mails(), []);
    assert.equal((await readUntold(on.table)).length, 60);
  });

  const digestTo = async (destination: string) => {
    await on.toIntake({ kind: "digest", destination });
    await on.notifyAll();
  };

  it("sends people one digest of 2,000, public ones at its head, and none with nothing in it", async () => {
    await writeMany(2_000);
    await digestTo("us");
    await digestTo("us");
    const [digest, ...more] = on.mails();
    assert.deepEqual(more, []);
    assert.match(digest?.subject ?? "", /2,000 changes of access, 20 public/);
    assert.match(digest?.body.split("\n")[2] ?? "", /Public access/);
    const untold = await readUntold(on.table);
    assert.equal(untold.length, 2_000);
    assert.ok(untold.every(({ pending }) => pending?.held.join() === "room"));
  });

  it("sends a room digests until everything is told", async () => {
    await writeMany(150);
    await digestTo("us");
    for (let digests = 0; (await readUntold(on.table)).length > 0; digests++) {
      assert.ok(digests < 5, "digests do not end");
      await digestTo("room");
      clock.advance(3_600_000);
    }
  });

  it("leaves what somebody else has claimed to the next digest", async () => {
    await writeMany(3);
    const [first] = await readUntold(on.table);
    assert.ok(first);
    await writeFacts(on.table, [{ ...first, lease: { owner: "another", until: new Date(clock.now().getTime() + 90_000).toISOString() } }]);
    await digestTo("us");
    assert.match(on.mails()[0]?.subject ?? "", /^2 changes/);
    clock.advance(90_000);
    await digestTo("us");
    assert.match(on.mails()[1]?.subject ?? "", /^1 change /);
  });

  /** As the notifier would have, one by one; the queue has them already. */
  async function writeMany(count: number): Promise<void> {
    const { notifications } = on.settings;
    const decide = decisions({ ...on.settings, notifications: { ...notifications, default: ["us", "room"] } }, () => ({}), clock.now());
    const facts = many(count).flatMap((message) => {
      const heard = parseIntakeMessage(JSON.stringify(message), on.settings);
      if (heard.kind !== "observation") return [];
      const step = takeIn([], heard, [], { now: clock.now(), decide });
      return step.step === "write" ? step.facts : [];
    });
    assert.equal(facts.length, count);
    for (let first = 0; first < count; first += 100) await writeFacts(on.table, facts.slice(first, first + 100));
  }
});
