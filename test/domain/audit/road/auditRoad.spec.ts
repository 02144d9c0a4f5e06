import assert from "node:assert/strict";
import { auditRoad, type AuditedRoadPart } from "../../../../domain/audit/road/auditRoad";
import { partKey, type FoundPart, type FoundRoad, type FoundSubscription } from "../../../../domain/audit/road/found";
import { plannedRoad } from "../../../../domain/audit/road/planned";
import { withRoad } from "../../../../domain/audit/road/roadVerdict";
import type { AuditVerdict } from "../../../../domain/audit/verdict";
import { inventory, member } from "../../../support/organization";
import { projectOf } from "../../../support/project";

const yaml = `
notifications:
  destinations:
    soc: { sqs: "arn:aws:sqs:eu-central-1:222222222222:soc" }
    elsewhere: { sqs: "arn:aws:sqs:eu-central-1:999999999999:soc" }
    us: { email: security@example.com }
    room: { chat: true }
  default: [soc, us, elsewhere, room]
  alarms: [us]
regions: { forwarders: { exclude: [{ name: us-east-1, reason: denied }] } }
`;
const { config, plan, inventory: live } = projectOf(yaml, inventory());
const planned = plannedRoad(config, plan, live);
const home = "eu-central-1";

/** Everything as planned. */
function found() {
  return {
    parts: new Map<string, FoundPart>(
      planned.parts.map((part) => [partKey(part), { read: { ...part.facts, ...(part.kind === "queue" ? { messages: 0 } : {}) } }]),
    ),
    subscriptions: new Map<string, { read: FoundSubscription[] }>(
      planned.topics.map(({ name, subscriptions }) => [
        name,
        {
          read: subscriptions.map(({ protocol, endpoint, filter }, index) => ({
            ...{ arn: `arn:aws:sns:${home}:222222222222:${name}:${index}`, protocol, endpoint, isAuthenticated: true },
            ...(filter === undefined ? {} : { filter }),
          })),
        },
      ]),
    ),
    counted: { read: { SweepCompleted: 12 } },
    readAt: new Date("2026-11-22T12:00:00Z"),
  };
}

describe("The audit of the findings road", () => {
  const audited = (road: FoundRoad | undefined) => auditRoad(config, plan, live, road);
  const told = (road: FoundRoad) =>
    audited(road)
      .filter(({ state }) => state !== "asPlanned")
      .map(said);
  const said = ({ kind, name, region, state, details }: AuditedRoadPart) =>
    `${kind} ${name} ${region} ${state}${details.length === 0 ? "" : `: ${details.join("; ")}`}`;
  const part = (kind: string, name: string, region = home) => {
    const one = planned.parts.find((each) => each.kind === kind && each.name === name && each.region === region);
    assert.ok(one, `${kind} ${name} ${region}`);
    return one;
  };
  /** Of one part other facts, or another reading. */
  const but = (kind: string, name: string, change: Record<string, unknown> | FoundPart, region = home) => {
    const road = found();
    const one = part(kind, name, region);
    const isReading = "read" in change || "unreadable" in change || "denied" in change;
    road.parts.set(partKey(one), isReading ? (change as FoundPart) : { read: { ...one.facts, messages: 0, ...change } });
    return told(road);
  };

  /** Without a sweep; the schedule was made or changed then. @param facts what of it differs */
  const silentSince = (changedAt: string, facts: object | "unreadable" = {}): FoundRoad => {
    const road = { ...found(), counted: { read: {} } };
    const schedule = part("schedule", "access-analyzer-org-sweep");
    road.parts.set(
      partKey(schedule),
      facts === "unreadable" ? { unreadable: "denied" } : { read: { ...schedule.facts, ...facts, changedAt: new Date(changedAt) } },
    );
    return road;
  };

  it("finds nothing where everything is as planned", () => {
    assert.deepEqual(told(found()), []);
    assert.ok(audited(found()).length > 40);
  });

  it("asks for nothing without notifications", () => {
    const without = projectOf("", inventory());
    assert.deepEqual(auditRoad(without.config, without.plan, live, found()), []);
    assert.deepEqual(audited(undefined), []);
  });

  it("wants a rule in every Region of the plan but those that are left out", () => {
    const rules = planned.parts
      .filter(({ kind }) => kind === "rule")
      .map(({ name, region, account = "" }) => `${name} ${region} ${account}`.trim());
    assert.deepEqual(rules, [
      "access-analyzer-org-intake eu-central-1",
      "access-analyzer-org-findings eu-central-1",
      "access-analyzer-org-findings eu-west-1",
      "access-analyzer-org-watch-intake eu-central-1",
      "access-analyzer-org-watch eu-central-1",
      "access-analyzer-org-watch eu-west-1",
      "access-analyzer-org-watch eu-central-1 111111111111",
      "access-analyzer-org-watch eu-west-1 111111111111",
    ]);
  });

  it("wants the scanner's rules in each account where it is on, and a trail that logs wherever a rule waits for calls", () => {
    const on = projectOf(
      `notifications: { destinations: { us: { email: security@example.com } }, default: [us] }
scanner: { regions: [eu-west-1], resourceTypes: ["AWS::S3::Bucket"] }
overrides: [{ where: { account: "${member}" }, scanner: { enabled: true } }]
regions: { forwarders: { exclude: [{ name: us-east-1, reason: denied }] } }`,
      inventory(),
    );
    const parts = plannedRoad(on.config, on.plan, on.inventory).parts;
    const at = ({ name, region, account }: (typeof parts)[number]) => `${name} ${region} ${account ?? ""}`.trim();
    assert.deepEqual(parts.filter(({ kind, name }) => kind === "rule" && name.includes("-scan")).map(at), [
      "access-analyzer-org-scan-intake eu-central-1",
      `access-analyzer-org-scan eu-west-1 ${member}`,
    ]);
    const kms = (one: (typeof parts)[number]) => ("log of changing KMS calls" in one.facts ? "with KMS" : "without KMS");
    assert.deepEqual(
      parts.filter(({ kind }) => kind === "trail").map((one) => `${at(one).replace("management events ", "")} ${kms(one)}`),
      [
        "eu-central-1 with KMS",
        "eu-west-1 with KMS",
        "eu-central-1 111111111111 with KMS",
        "eu-west-1 111111111111 with KMS",
        `eu-west-1 ${member} without KMS`,
      ],
    );
  });

  it("passes nothing that was not read", () => {
    const none = told({ parts: new Map(), subscriptions: new Map(), counted: { unreadable: "denied" }, readAt: new Date() });
    assert.ok(none.every((text) => text.includes(" unreadable: ")));
    assert.ok(none.length >= planned.parts.length + planned.topics.length + 1);
  });

  const findings = "access-analyzer-org-findings";
  const cases: [what: string, actual: () => string[], ...expected: RegExp[]][] = [
    [
      "a rule that is gone",
      () => but("rule", findings, { read: undefined }, "eu-west-1"),
      /^rule access-analyzer-org-findings eu-west-1 missing$/,
    ],
    ["a rule that is off", () => but("rule", findings, { state: "DISABLED" }), /changed: its state is DISABLED, planned ENABLED$/],
    [
      "a rule that likes less",
      () => but("rule", findings, { pattern: { source: ["aws.s3"] } }),
      /its pattern is \{"source":\["aws.s3"\]\}, planned/,
    ],
    ["a rule without its target", () => but("rule", findings, { targets: [] }), /its targets is \[\], planned/],
    [
      "a bus for somebody else",
      () =>
        but("bus", findings, {
          policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "events:*", Resource: "*" }] },
        }),
      /its policy lacks .*; its policy has, not planned, .*"Action":\["events:\*"\]/,
    ],
    ["a bus without a policy", () => but("bus", findings, { policy: undefined }), /its policy/],
    [
      "a queue that is not encrypted",
      () => but("queue", "access-analyzer-org-intake", { encryption: "none" }),
      /its encryption is none, planned SSE-SQS/,
    ],
    [
      "a queue without dead letters",
      () => but("queue", "access-analyzer-org-intake", { "dead-letter queue": "none" }),
      /its dead-letter queue is none, planned arn:/,
    ],
    [
      "a topic with another key",
      () => but("topic", "access-analyzer-org-alarms", { key: "alias/aws/sns" }),
      /its key is alias\/aws\/sns, planned alias\/access-analyzer-org-alarms/,
    ],
    [
      "a key that is off",
      () => but("key", "alias/access-analyzer-org-findings", { state: "Disabled" }),
      /its state is Disabled, planned Enabled/,
    ],
    [
      "a function that never runs",
      () => but("function", "access-analyzer-org-notifier", { concurrency: "none" }),
      /its concurrency is none, planned some/,
    ],
    [
      "a mapping that is off",
      () =>
        but("function", "access-analyzer-org-notifier", {
          "takes from": [{ queue: "arn:aws:sqs:eu-central-1:222222222222:access-analyzer-org-intake", state: "Disabled" }],
        }),
      /its takes from is .*"Disabled"/,
    ],
    ["a schedule that is off", () => but("schedule", "access-analyzer-org-sweep", { state: "DISABLED" }), /its state is DISABLED/],
    [
      "an alarm that tells nobody",
      () => but("alarm", "access-analyzer-org-dead-letters", { actions: "not enabled" }),
      /its actions is not enabled/,
    ],
    [
      "a Region that an SCP denies",
      () => but("rule", findings, { denied: "AccessDenied: ..." }, "eu-west-1"),
      /eu-west-1 denied: AccessDenied/,
    ],
    [
      "a Region that cannot be read",
      () => but("rule", findings, { unreadable: "no answer in time" }, "eu-west-1"),
      /eu-west-1 unreadable: no answer/,
    ],
    [
      "dead letters",
      () => but("queue", "access-analyzer-org-dead-letters", { messages: 3 }, "eu-west-1"),
      /^dead letters access-analyzer-org-dead-letters eu-west-1 deadLetters: 3 messages lie there$/,
    ],
    ["a sweep that does not run", () => told({ ...found(), counted: { read: {} } }), /^heartbeat .* silent: no sweep/],
    [
      "a first sweep that is not yet due, which is not called fine",
      () => told(silentSince("2026-11-22T11:00:01Z")),
      /^heartbeat .* notYetDue: no sweep was completed yet: the first one is due by 2026-11-22T12:00:01.000Z$/,
    ],
    ["a first sweep that was due", () => told(silentSince("2026-11-22T11:00:00Z")), /^heartbeat .* silent: /],
    [
      "a schedule that is off, whatever it is due for",
      () => told(silentSince("2026-11-22T11:30:00Z", { state: "DISABLED" })),
      /^schedule .* changed: its state is DISABLED/,
      /^heartbeat .* silent: /,
    ],
    [
      "a new schedule that cannot be read",
      () => told(silentSince("2026-11-22T11:30:00Z", "unreadable")),
      /^schedule .* unreadable: denied$/,
      /^heartbeat .* silent: /,
    ],
  ];
  for (const [what, actual, ...expected] of cases)
    it(`tells ${what}, and nothing else`, () => {
      const texts = actual();
      assert.equal(texts.length, expected.length, texts.join("\n") || "nothing is said");
      expected.forEach((pattern, index) => assert.match(texts[index] ?? "", pattern));
    });

  describe("of subscriptions", () => {
    const topic = "access-analyzer-org-notifications";
    const changed = (change: (subscriptions: FoundSubscription[]) => FoundSubscription[]) => {
      const road = found();
      road.subscriptions.set(topic, { read: change(road.subscriptions.get(topic)?.read ?? []) });
      return told(road);
    };
    const only = (protocol: string, change: Partial<FoundSubscription>) => (all: FoundSubscription[]) =>
      all.map((one) => (one.protocol === protocol ? { ...one, ...change } : one));

    it("tells what is missing, waits, can be ended by anybody, filters otherwise", () => {
      assert.match(changed(() => [])[0] ?? "", /^subscription .* missing: destination soc gets nothing$/);
      assert.equal(changed(() => []).length, 3);
      assert.match(
        changed(only("email", { arn: undefined }))[0] ?? "",
        /notConfirmed: destination us gets nothing until somebody confirms it$/,
      );
      assert.match(changed(only("email", { isAuthenticated: false }))[0] ?? "", /changed: it was confirmed without credentials/);
      assert.match(
        changed(only("email", { filter: undefined }))[0] ?? "",
        /changed: its filter is not there, planned \{"destination":\["us"\]\}/,
      );
    });

    it("takes a queue of another account as subscribed, and does not know of ours what it cannot read", () => {
      const unreadable = "GetSubscriptionAttributes: AuthorizationError";
      const unread = (endpoint: string) => (all: FoundSubscription[]) =>
        all.map((one) => (one.endpoint === endpoint ? { protocol: one.protocol, endpoint, arn: one.arn, unreadable } : one));
      assert.deepEqual(changed(unread("arn:aws:sqs:eu-central-1:999999999999:soc")), []);
      assert.match(changed(unread("arn:aws:sqs:eu-central-1:222222222222:soc"))[0] ?? "", / unreadable: GetSubscriptionAttributes: /);
    });

    it("tells those that nobody configured", () => {
      const foreign = { arn: "arn:aws:sns:eu-central-1:222222222222:t:x", protocol: "https", endpoint: "https://elsewhere.example.net" };
      assert.deepEqual(
        changed((all) => [...all, foreign]),
        [`subscription ${topic}: https https://elsewhere.example.net eu-central-1 notPlanned: it gets messages, and nobody configured it`],
      );
    });
  });

  it("brings drift before what could not be seen into the verdict", () => {
    const fine: AuditVerdict = { exitCode: 0, result: "asPlanned", partial: false, sentence: "As planned." };
    const road = (...states: AuditedRoadPart["state"][]) =>
      states.map((state): AuditedRoadPart => ({ kind: "rule", name: "r", region: config.organization.homeRegion, state, details: [] }));
    assert.equal(withRoad(fine, road("asPlanned")), fine);
    assert.deepEqual(withRoad(fine, road("denied", "asPlanned")), {
      exitCode: 2,
      result: "partial",
      partial: true,
      sentence: "Findings road: 1 could not be seen. As planned.",
    });
    assert.deepEqual(withRoad(fine, road("unreadable", "missing", "silent")), {
      exitCode: 1,
      result: "drift",
      partial: true,
      sentence: "Findings road: 2 of 3 parts are not as planned, 1 could not be seen. As planned.",
    });
    const early: AuditedRoadPart = {
      kind: "heartbeat",
      name: "h",
      region: config.organization.homeRegion,
      state: "notYetDue",
      details: ["it is due by noon"],
    };
    assert.deepEqual(withRoad(fine, [...road("asPlanned"), early]), { ...fine, sentence: "Findings road: it is due by noon. As planned." });
    assert.match(
      withRoad(fine, [...road("missing"), early]).sentence,
      /^Findings road: 1 of 2 parts are not as planned, it is due by noon\. /,
    );
    assert.equal(withRoad({ ...fine, exitCode: 1, result: "drift" }, road("unreadable")).exitCode, 1);
  });
});
