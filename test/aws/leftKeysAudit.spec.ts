import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  type CreateKeyCommandInput,
} from "@aws-sdk/client-kms";
import { auditOrganization, type Audit } from "../../aws/auditOrganization";
import { rootFolder } from "../../dev/engine/location";
import { keysOf } from "../../dev/sandbox/services/kms/keys";
import { roadNames } from "../../domain/findings/road";
import { ownerTag } from "../../domain/names";
import { renderNotes } from "../../scripts/audit/remarks";
import { runAdvised } from "../support/advised";
import { providedRoad, type ProvidedRoad } from "../support/providedRoad";
import { within } from "../support/rolledOutRoles";
import { sessionIn } from "../support/sandboxClients";
import { security } from "../support/stacksOrganization";

const [home, other] = ["eu-central-1", "eu-west-1"];
const Tags = [{ TagKey: ownerTag.key, TagValue: ownerTag.value }];

/** Each test goes on where the one before ended. */
describe("the audit of keys that the findings road has left, over the wire", function () {
  this.timeout(180_000);
  this.bail(true);
  let world: ProvidedRoad;
  before(async () => {
    world = await providedRoad();
  });
  after(() => world?.close());

  const keyNotes = ({ notes }: Audit) => notes.filter((note) => note.kind === "leftKey" || note.kind === "keysUnread");
  const left = (audit: Audit) =>
    keyNotes(audit).map((note) => (note.kind === "leftKey" ? [note.region, note.key, note.state] : [note.region, note.reason]));
  const printed = (audit: Audit) => renderNotes(keyNotes(audit), { colour: false, unicode: false, columns: 1000 });
  const create = async (region: string, input: CreateKeyCommandInput) => {
    const { KeyMetadata } = await world.clientOf(KMSClient, region).send(new CreateKeyCommand(input));
    return KeyMetadata?.KeyId ?? "";
  };
  const withoutRoad = async () => {
    const configuration = { ...world.configuration };
    delete configuration.notifications;
    return within(world.sandbox, await sessionIn(world.sandbox, security), () => auditOrganization({ configuration }));
  };

  it("names none while each has its alias, and none that is not ours, signs or is about to be deleted", async () => {
    const kms = world.clientOf(KMSClient, other);
    await create(other, {});
    await create(other, { Tags: [{ TagKey: ownerTag.key, TagValue: "somebody else" }] });
    await create(other, { Tags, KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
    const KeyId = await create(other, { Tags });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    assert.deepEqual(left(await world.audit()), []);
  });

  it("names those that lost their alias or have another one, where the road is and where it was, with what AWS bills", async () => {
    const moved = await create(other, { Tags });
    await world.clientOf(KMSClient, other).send(new CreateAliasCommand({ AliasName: "alias/mine", TargetKeyId: moved }));
    const audit = await world.audit();
    assert.deepEqual(left(audit), [[other, moved, "Enabled"]]);
    assert.equal(audit.verdict.exitCode, 1, "the queue that another account has not subscribed, and nothing else");
    assert.match(printed(audit), new RegExp(`key ${moved} .* USD 1 a month .* eu-west-1 of ${security}`, "s"));
    for (const AliasName of [roadNames.findingsKey, roadNames.alarmsKey])
      await world.clientOf(KMSClient).send(new DeleteAliasCommand({ AliasName }));
    const off = await withoutRoad();
    const ours = keysOf(world.sandbox.world).filter(({ region, tags }) => region === home && tags.get(ownerTag.key) === ownerTag.value);
    assert.equal(ours.length, 2);
    assert.deepEqual(left(off).sort(), [...ours.map(({ id }) => [home, id, "Enabled"]), [other, moved, "Enabled"]].sort());
  });

  it("says what it could not see, which changes no verdict", async () => {
    const before = await withoutRoad();
    const { faults } = world.sandbox.world;
    faults.add({ match: { operation: "ListKeys", region: other }, effect: { kind: "deny" } });
    faults.add({ match: { operation: "ListResourceTags", region: home }, effect: { kind: "deny" } });
    const audit = await withoutRoad();
    faults.clear();
    const reasons = left(audit).map(([region, reason]) => [region, reason?.replace(/key [-0-9a-f]{36}/, "key"), audit.verdict.exitCode]);
    assert.equal(reasons.length, 3, JSON.stringify(reasons));
    for (const [region, reason, exitCode] of reasons) {
      assert.match(String(reason), region === other ? /^ListKeys: AccessDenied/ : /^key: AccessDenied/);
      assert.equal(exitCode, before.verdict.exitCode);
    }
    assert.match(printed(audit), /whether the findings road has left a key there is not known: ListKeys: AccessDenied/);
  });

  it("names none any more once the printed commands were run, which are those of docs/findings-road.md", async () => {
    const page = readFileSync(join(rootFolder, "docs", "findings-road.md"), "utf8");
    const found = keyNotes(await withoutRoad());
    assert.equal(found.length, 3);
    for (const note of found) {
      assert.ok(note.kind === "leftKey");
      assert.ok(page.includes(note.command.replace(note.region, home).replace(note.key, "KEY")), note.command);
      await runAdvised(note.command, world.clientOf);
    }
    assert.deepEqual(left(await withoutRoad()), []);
  });
});
