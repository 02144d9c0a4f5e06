import assert from "node:assert/strict";
import { CreateKeyCommand, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { allowing, member } from "../support/findingActions";
import { roadInSandbox } from "../support/findingsRoad";

describe("the findings road's functions", () => {
  let clock: HeldClock;
  let on: Awaited<ReturnType<typeof roadInSandbox>>;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await roadInSandbox(clock);
  });
  afterEach(() => on.close());

  const ours = { AWS: `arn:aws:iam::${member}:root` };
  async function createKey(): Promise<{ id: string; arn: string }> {
    const { KeyMetadata } = await on.inMember.kms.send(new CreateKeyCommand({ Policy: allowing(ours, "kms:*", "*") }));
    return { id: KeyMetadata?.KeyId ?? "", arn: KeyMetadata?.Arn ?? "" };
  }
  async function putPolicy(KeyId: string, principal: unknown, actions: string[] = ["kms:Decrypt"]): Promise<void> {
    const own = { Effect: "Allow", Principal: ours, Action: "kms:*", Resource: "*" };
    const more = principal === undefined ? [] : [{ Effect: "Allow", Principal: principal, Action: actions, Resource: "*" }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [own, ...more] });
    await on.inMember.kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
    on.analyze();
    clock.advance(2000);
  }

  it("tell of a public key by mail and to the queue, and that it is private again", async () => {
    const key = await createKey();
    await putPolicy(key.id, "*");
    await on.toIntake(...on.events());
    await on.notifyAll();
    const [opened, ...more] = await on.soc();
    assert.deepEqual(more, []);
    assert.equal(opened?.["kind"], "opened");
    assert.equal(opened?.["resource"], key.arn);
    const [mail, ...others] = on.mails();
    assert.deepEqual(others, []);
    assert.match(mail?.subject ?? "", /^\[\w+\] Public access: KMS/);
    assert.match(mail?.body ?? "", new RegExp(key.arn));

    await putPolicy(key.id, undefined);
    await on.toIntake(...on.events());
    await on.notifyAll();
    assert.deepEqual((await on.soc()).map(({ kind }) => kind), ["resolved"]);
    assert.deepEqual(on.logged.filter(({ level }) => level === "error"), []);
  });
});
