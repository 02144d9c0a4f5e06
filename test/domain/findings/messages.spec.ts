import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { claim, type Due } from "../../../domain/findings/claim";
import type { Fact, TellingKind } from "../../../domain/findings/fact";
import { chat, type ChatNotification } from "../../../domain/findings/messages/chat";
import { consoleLink } from "../../../domain/findings/messages/consoleLink";
import { chatDigest, mailDigest } from "../../../domain/findings/messages/digest";
import { mail } from "../../../domain/findings/messages/mail";
import { machineText } from "../../../domain/findings/messages/machine";
import { bytesOf, mostBytes } from "../../../domain/findings/messages/size";
import { asSubject } from "../../../domain/findings/messages/subject";
import type { Access, Observation } from "../../../domain/findings/observation";
import { accountId } from "../../../domain/identifiers";
import { external, member, now, observation, publicAccess, settings, stored, takenIn } from "./samples";

const entry = (more: Partial<Observation> = {}): { fact: Fact; due: Due } => {
  const claimed = claim(stored(takenIn([], observation(more)))[0] ?? assert.fail(), { owner: "a", now, configured: ["soc"] });
  if (claimed.claim !== "made") return assert.fail(claimed.claim);
  return { fact: claimed.fact, due: claimed.due[0] ?? assert.fail() };
};
const kinds: TellingKind[] = ["opened", "reopened", "changed", "resolved", "archived", "gone"];
const accesses: Access[] = [
  external,
  publicAccess,
  { ...external, isPublic: undefined },
  { kind: "error", error: "ACCESS_DENIED" },
  { kind: "unused", findingType: "UnusedPermission", unusedActions: 3 },
  { kind: "internal", principal: { AWS: "x" }, actions: [], condition: {} },
];

/** The schema of docs/events.md, as far as it is checked: required and known members, enumerations, patterns. */
interface Schema {
  required: string[];
  properties: Record<string, { enum?: unknown[]; const?: unknown; pattern?: string; type?: string }>;
}
const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "events.md"), "utf8");
const schema = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "") as Schema;
function fits(message: Record<string, unknown>): void {
  for (const key of schema.required) assert.ok(message[key] !== undefined, `${key} is missing`);
  for (const [key, value] of Object.entries(message)) {
    const known = schema.properties[key] ?? assert.fail(`${key} is not in the schema`);
    if (known.enum !== undefined) assert.ok(known.enum.includes(value), `${key}: ${String(value)}`);
    if (known.const !== undefined) assert.equal(value, known.const);
    if (known.pattern !== undefined) assert.match(String(value), new RegExp(known.pattern));
    const type = Array.isArray(value) ? "array" : typeof value === "number" ? "integer" : typeof value;
    if (known.type !== undefined) assert.equal(type, known.type, key);
  }
}

describe("a mail", () => {
  it("says what, which account, Region, who, how, since when, where and what to do", () => {
    const { fact, due } = entry({ access: { ...publicAccess, condition: { "aws:SourceIp": "192.0.2.0/24" } } });
    const { subject, body } = mail(fact, due, settings());
    assert.equal(subject, "[high] Public access in Zahlungen f?r alle: S3 example-data");
    for (const part of [
      "AWS::S3::Bucket arn:aws:s3:::example-data",
      "Zahlungen für alle (333333333333), OU Workloads/Prod",
      "eu-west-1",
      "everybody (*)",
      "s3:GetObject",
      "aws:SourceIp = 192.0.2.0/24",
      "2026-11-20 01:00 UTC",
      "https://console.aws.amazon.com/access-analyzer/home?region=eu-west-1#/findings/details/f1",
      "take it out of the bucket's policy, its ACL or its access points",
    ])
      assert.ok(body.includes(part), `${part} is not in ${body}`);
  });

  it("says how the access ends, by what gives it", () => {
    for (const [resourceType, ending] of [
      ["AWS::KMS::Key", "the key's policy, or revoke the grant"],
      ["AWS::IAM::Role", "the role's trust policy"],
      ["AWS::EC2::Snapshot", "stop sharing the snapshot"],
      ["AWS::SQS::Queue", "the resource's policy"],
    ] as const) {
      const { fact, due } = entry({ resourceType });
      assert.ok(mail(fact, due, settings()).body.includes(ending), ending);
    }
  });

  it("names accounts, ours by their name, and says that a role is in every Region", () => {
    const to = (AWS: string) => {
      const { fact, due } = entry({ access: { ...external, principal: { AWS } }, resourceType: "AWS::IAM::Role" });
      return mail(fact, due, settings()).body;
    };
    assert.match(to("123456789012"), /^Who: +account 123456789012$/m);
    assert.match(to(member), /^Who: +account Zahlungen für alle \(333333333333\)$/m);
    assert.match(to(member), /^Region: +all \(found in eu-west-1\)$/m);
  });

  it("marks nothing that is over, and calls nothing else over", () => {
    const { fact, due } = entry();
    const of = (kind: TellingKind, state: Fact["state"]) => mail({ ...fact, state }, { ...due, kind }, settings());
    const resolved = of("resolved", "resolved");
    assert.match(resolved.subject, /^Resolved: /);
    assert.match(resolved.body, /^Resolved: +20[\s\S]*^Severity: +was medium$/m);
    for (const [kind, label] of [
      ["archived", "Archived"],
      ["gone", "Gone since"],
    ] as const) {
      const { subject, body } = of(kind, kind);
      assert.match(subject, /^\[medium\] /);
      assert.match(body, new RegExp(`^${label}: +20`, "m"));
      assert.doesNotMatch(`${subject} ${body}`, /Ended|Resolved/);
    }
  });

  it("says that an account is not known, and that its conditions counted as met", () => {
    const { fact, due } = entry({ account: accountId("999999999999") });
    assert.match(mail(fact, due, settings()).body, /not known to this deployment, so that conditions .* counted as met/);
  });

  it("never calls gone resolved, nor archived over, nor an error not public", () => {
    const { fact, due } = entry();
    const body = (kind: TellingKind) => mail({ ...fact, state: kind === "gone" ? "gone" : "archived" }, { ...due, kind }, settings()).body;
    assert.match(body("gone"), /does not mean that the access is gone/);
    assert.match(body("archived"), /The access is still there/);
    const error = entry({ access: { kind: "error", error: "ACCESS_DENIED" } });
    assert.match(mail(error.fact, error.due, settings()).body, /^Could not be analyzed\.[\s\S]*Who: +not known/);
  });

  it("keeps to its lines and to a subject that SNS takes, whatever names are in it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.constantFrom(...accesses),
        fc.constantFrom(...kinds),
        (name, access, kind) => {
          const { fact, due } = entry({ access, resource: `arn:aws:s3:::${name}` });
          const all = settings({}, { accounts: { [member]: { name, ou: name, tags: {} } } });
          const { subject, body } = mail(fact, { ...due, kind }, all);
          assert.match(subject, /^[\x21-\x7e][\x20-\x7e]{0,98}$/);
          assert.equal(body.split("\n").length, mail(entry({ access }).fact, { ...due, kind }, settings()).body.split("\n").length);
          assert.ok(JSON.parse(machineText(fact, { ...due, kind }, all)));
          assert.ok(JSON.parse(chat(fact, { ...due, kind }, all)));
        },
      ),
    );
    assert.equal(asSubject("x".repeat(200)).length, 99);
  });

  it("links to the console of its partition", () => {
    const { fact } = entry();
    assert.match(consoleLink(fact, "aws-us-gov")?.url ?? "", /^https:\/\/console\.amazonaws-us-gov\.com\//);
    assert.equal(consoleLink({ ...fact, sources: {} }, "aws"), undefined);
  });
});

describe("the machine's message", () => {
  for (const access of accesses)
    it(`of ${JSON.stringify(access)} is as docs/events.md says`, () => {
      for (const kind of kinds) {
        const { fact, due } = entry({ access });
        const previous = kind === "changed" ? [{ fact: fact.fact, access }] : [];
        const scan = { call: "PutBucketPolicy", at: fact.since, analyzedAt: fact.since };
        const message = JSON.parse(machineText({ ...fact, scan }, { ...due, kind, previous }, settings())) as Record<string, unknown>;
        fits(message);
        assert.equal(message["id"], `${fact.fact}:1:soc`);
        assert.equal(message["truncated"], undefined);
      }
    });

  it("is at most 256 KB, and says what was cut", () => {
    const actions = Array.from({ length: 20_000 }, (_, index) => `service:Action${String(index).padStart(6, "0")}`);
    const { fact, due } = entry({ access: { ...external, actions, condition: { key: "ü".repeat(200_000) } } });
    const text = machineText(fact, due, settings());
    assert.ok(bytesOf(text) <= mostBytes);
    const message = JSON.parse(text) as Record<string, unknown>;
    fits(message);
    assert.deepEqual(message["truncated"], ["access.actions: 1000 of 20000 items", "access.condition.key: 4096 of 200000 characters"]);
    const long = mail(fact, due, settings()).body;
    assert.ok(bytesOf(long) <= mostBytes && long.endsWith("(The rest is left out: a message holds no more.)"));
  });
});

describe("a chat room's message", () => {
  it("has the schema of Amazon Q Developer, and no mark-up from outside", () => {
    const { fact, due } = entry({ resource: "arn:aws:s3:::`<!channel>`*x*" });
    const { version, source, content, metadata } = JSON.parse(chat(fact, due, settings())) as ChatNotification;
    assert.deepEqual([version, source, content.textType, metadata.threadId], ["1.0", "custom", "client-markdown", fact.fact]);
    assert.ok(content.description.includes("`AWS::S3::Bucket arn:aws:s3:::'<!channel>'*x*`"));
    assert.ok(content.nextSteps.some((step) => step.startsWith("https://console.aws.amazon.com/")));
  });
});

describe("a digest", () => {
  const many = (count: number, publicOnes: number) =>
    Array.from({ length: count }, (_, index) =>
      entry({ resource: `arn:aws:s3:::bucket-${index}`, access: index >= count - publicOnes ? publicAccess : external }),
    );

  it("has public ones first, and all of them where they fit", () => {
    const entries = many(30, 2);
    const { message, told, left } = mailDigest(entries, settings());
    assert.equal(message.subject, "30 changes of access, 2 public");
    const lines = message.body.split("\n").slice(2);
    assert.deepEqual(
      lines.map((line) => line.includes("Public access")),
      entries.map((_, index) => index < 2),
    );
    assert.deepEqual([told.length, left.length], [30, 0]);
  });

  it("counts by account what does not fit, and never only counts what is public", () => {
    const { message, told, left } = mailDigest(many(2000, 100), settings());
    assert.ok(bytesOf(message.body) <= mostBytes);
    assert.deepEqual([told.length, left.length], [2000, 0]);
    const [, counted = ""] = /([\d,]+) more that are not public, by account:/.exec(message.body) ?? [];
    const listed = message.body.split("\n").filter((line) => line.startsWith("[")).length;
    assert.equal(listed + Number(counted.replace(",", "")), 2000);

    const crowded = mailDigest(many(2000, 1900), settings());
    assert.ok(crowded.left.length > 0 && crowded.left.every(({ fact }) => fact.access.kind === "external" && fact.access.isPublic));
    assert.equal(crowded.told.length + crowded.left.length, 2000);
    assert.match(crowded.message.body, /more that are public follow in the next digest/);
  });

  it("fits into a chat room's message", () => {
    const { message, told, left } = chatDigest(many(500, 10), settings(), "digest-1");
    const { content } = JSON.parse(message) as ChatNotification;
    assert.ok(content.description.length <= 7500);
    assert.equal(told.length + left.length, 500);
    assert.match(content.description, /more that are not public, by account:\n`\d+ in Zahlungen/);
  });
});
