import assert from "node:assert/strict";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { requireProgram } from "../support/deployedSandbox";
import { roadInSandbox, type RoadInSandbox } from "../support/findingsRoad";
import { stepsIn, type, type Step } from "../support/policyWalk";

/** What is opened here, and taken back in the scanner's walk alone: each command costs a second of a processor. */
const scannersWalk = /^arn:aws:(sns|ecr|elasticfilesystem|ec2|dynamodb):/;

/** The road as people see it: unmodified AWS CLI on one side, mails and a queue on the other. */
describe("The findings road, walked with the AWS CLI", function () {
  this.timeout(120_000);
  const clock = new HeldClock(new Date());
  let on: RoadInSandbox;
  let steps: Step[];
  let printed: string[];

  before(async function () {
    await requireProgram(this, "aws --version", "the AWS CLI");
    on = await roadInSandbox(clock);
    steps = await stepsIn(on);
  });
  after(() => on?.close());

  /** What became of the policies, one event after the other: a mailbox takes one mail a second. */
  const told = async () => {
    const before = on.mails().length;
    on.analyze();
    for (const event of await on.events()) {
      clock.advance(2000);
      await on.toIntake(event);
      await on.notifyAll();
    }
    const messages = new Map((await on.soc()).map((message) => [message["resource"], message]));
    const mails = on.mails().slice(before);
    assert.equal(mails.length, messages.size);
    return { messages, mails };
  };

  it("what everybody or a foreign account gets is told to the queue and by mail, what stays inside the organization is not", async () => {
    const began = clock.now().getTime();
    printed = await type(
      on,
      steps.map(({ open }) => open),
    );
    const { messages, mails } = await told();
    const known = steps.filter((step) => step.told);
    assert.deepEqual([...messages.keys()].sort(), known.map(({ resource }) => resource).sort());
    for (const { resource, told } of known) {
      const { kind, severity, since, console } = messages.get(resource) ?? {};
      assert.deepEqual([kind, told?.subject.startsWith(`[${String(severity)}] `)], ["opened", true], resource);
      assert.ok(Date.parse(String(since)) >= began - 1000 && Date.parse(String(since)) <= clock.now().getTime(), String(since));
      const mail = mails.find(({ body }) => body.includes(resource)) ?? assert.fail(`no mail about ${resource}`);
      assert.ok(mail.subject.startsWith(`${told?.subject} in payments-prod: `), mail.subject);
      for (const part of [`Who:        ${told?.who}`, (console as { url: string }).url]) assert.ok(mail.body.includes(part), mail.body);
      assert.match(mail.body, told?.todo ?? assert.fail());
    }
  });

  it("what is taken back is told as resolved", async () => {
    const closed = steps.filter(({ resource, close }) => close && !scannersWalk.test(resource));
    await type(
      on,
      closed.map((step) => step.close?.(printed[steps.indexOf(step)] ?? "") ?? []),
    );
    const { messages, mails } = await told();
    assert.deepEqual([...messages.keys()].sort(), closed.map(({ resource }) => resource).sort());
    for (const { kind } of messages.values()) assert.equal(kind, "resolved");
    for (const { subject } of mails) assert.match(subject, /^Resolved: .* in payments-prod: /);
  });
});
