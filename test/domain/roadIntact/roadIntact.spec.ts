import assert from "node:assert/strict";
import { roadIntact } from "../../../domain/roadIntact/roadIntact";
import type { StackResource } from "../../../domain/stackResource";
import { unknownValue } from "../../../domain/unknownValue";
import {
  arn,
  document,
  fence,
  fromCloudWatch,
  fromMembers,
  fromRule,
  organization,
  part,
  road,
  roleArn,
  security,
} from "../../support/roadResources";
import type { Inputs } from "../../support/stackResources";

const notifierCalls = [
  { action: "sns:Publish", resources: [arn("sns", "access-analyzer-org-notifications")] },
  { action: "sqs:SendMessage", resources: [arn("sqs", "access-analyzer-org-intake")] },
  { action: "kms:Decrypt", resources: ["arn:aws:kms:eu-central-1:222222222222:key/*"] },
];

const busFence = fence("events:PutEvents", "access-analyzer-org-forwarder");
const queueFence = fence("sqs:SendMessage", "access-analyzer-org-notifier");

describe("A findings road", () => {
  const judge = (resources: StackResource[]) => {
    const { violations, notes } = roadIntact({
      resources,
      owner: { account: security, organization },
      callsOf: (name) => (name === "access-analyzer-org-notifier" ? notifierCalls : undefined),
    });
    return [...violations.map(({ message }) => message), ...notes.map(({ message }) => `note: ${message}`)];
  };
  const says = (changes: Record<string, Inputs | undefined>, ...expected: RegExp[]) => {
    const said = judge(road(changes));
    assert.equal(said.length, expected.length, said.join("\n") || "nothing is said");
    expected.forEach((pattern, index) => assert.match(said[index] ?? "", pattern));
  };

  it("that is whole has nothing said of it", () => says({}));

  it("is what components of ours made, and what has a name of ours", () => {
    const queue = (name: string, chain?: string) => part("aws:sqs/queue:Queue", "queue", { name, sqsManagedSseEnabled: false }, chain);
    assert.deepEqual(judge([queue("orders", "")]), []);
    assert.equal(judge([queue("orders")]).length, 2);
    assert.equal(judge([queue("access-analyzer-org-intake", "")]).length, 2);
    const proof = { keyUsage: "SIGN_VERIFY", policy: unknownValue };
    assert.deepEqual(judge([part("aws:kms/key:Key", "proof", proof, "access-analyzer-org:index:ProofKey$")]), []);
  });

  const policies: [what: string, part: string, statements: object[] | undefined, ...expected: RegExp[]][] = [
    ["a bus without a policy", "busPolicy", undefined, /^bus has no policy: whoever .* may do events:PutEvents\.$/],
    [
      "a bus that does not fence off its account",
      "busPolicy",
      [fromMembers],
      /of bus: does not deny events:PutEvents to identities of its own account/,
    ],
    [
      "a fence that leaves somebody else",
      "busPolicy",
      [fromMembers, fence("events:PutEvents", "access-analyzer-org-forwarder", "admin")],
      /does not deny/,
    ],
    [
      "a fence around another action",
      "busPolicy",
      [fromMembers, fence("events:PutRule", "access-analyzer-org-forwarder")],
      /does not deny/,
    ],
    [
      "a fence around another bus",
      "busPolicy",
      [fromMembers, { ...fence("events:PutEvents", "access-analyzer-org-forwarder"), Resource: arn("events", "event-bus/other") }],
      /does not deny/,
    ],
    [
      "forwarders of any organization",
      "busPolicy",
      [without("StringEquals"), busFence],
      /^busPolicy of bus: statement 1 lets in role access-analyzer-org-forwarder of any account without asking for this organization/,
    ],
    ["events that members made", "busPolicy", [without("Bool"), busFence], /with events of its own making/],
    ["events of any source", "busPolicy", [without("Null"), busFence], /with events of any source/],
    [
      "everybody in the organization",
      "busPolicy",
      [without("ArnLike"), busFence],
      /statement 1 lets in everybody who meets its conditions/,
    ],
    [
      "another role of members",
      "busPolicy",
      [
        { ...fromMembers, Condition: { ...fromMembers.Condition, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deployer" } } },
        busFence,
      ],
      /lets in role deployer of any account, which is not meant/,
    ],
    [
      "a queue for whatever rule",
      "intakePolicy",
      [without("Condition", fromRule("rule/x")), queueFence],
      /lets in events.amazonaws.com for whatever rule/,
    ],
    ["a queue for somebody's rule", "intakePolicy", [fromRule("rule/other"), queueFence], /for whatever rule/],
    [
      "a queue for another service",
      "intakePolicy",
      [{ ...fromRule("rule/x"), Principal: { Service: "s3.amazonaws.com" } }, queueFence],
      /lets in s3.amazonaws.com, which is not meant/,
    ],
    [
      "a queue for another account",
      "intakePolicy",
      [{ Effect: "Allow", Principal: { AWS: "333333333333" }, Action: "sqs:*", Resource: "*" }, queueFence],
      /lets in account 333333333333/,
    ],
    [
      "a queue without a fence",
      "intakePolicy",
      [fromRule("rule/access-analyzer-org-findings/access-analyzer-org-intake")],
      /does not deny sqs:SendMessage/,
    ],
    [
      "dead letters of anybody",
      "lettersPolicy",
      [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
      /of letters: statement 1 lets in everybody/,
    ],
    ["a topic without a policy", "topicPolicy", undefined, /^topic has no policy/],
    [
      "a topic for the whole account",
      "topicPolicy",
      [{ Effect: "Allow", Principal: { AWS: security }, Action: "sns:*", Resource: "*" }],
      /allows sns:Publish to every identity of account 222222222222/,
    ],
    [
      "a topic for a role that is not ours",
      "topicPolicy",
      [{ Effect: "Allow", Principal: { AWS: roleArn("admin") }, Action: "sns:Publish", Resource: "*" }],
      /lets in role admin of account 222222222222, which is not meant/,
    ],
    [
      "a topic for a role of ours elsewhere",
      "topicPolicy",
      [
        {
          Effect: "Allow",
          Principal: { AWS: roleArn("access-analyzer-org-notifier", "333333333333") },
          Action: "sns:Publish",
          Resource: "*",
        },
      ],
      /of account 333333333333, which is not meant/,
    ],
    ["a topic for CloudWatch", "topicPolicy", [fromCloudWatch], /lets in cloudwatch.amazonaws.com, which is not meant/],
    ["alarms of any account", "alarmsPolicy", [without("Condition", fromCloudWatch)], /lets in cloudwatch.amazonaws.com for any account/],
  ];
  for (const [what, name, statements, ...expected] of policies)
    it(`says: ${what}`, () => says({ [name]: statements && { policy: document(...statements) } }, ...expected));

  it("says that a key is the whole account's", () => {
    const all = { Effect: "Allow", Principal: { AWS: security }, Action: "kms:*", Resource: "*" };
    says(
      { key: { policy: document(all, { ...fromCloudWatch, Action: "kms:*" }) } },
      /of key: statement 1 allows kms:GenerateDataKey, kms:Decrypt to every identity/,
    );
  });

  const others: [what: string, changes: Record<string, Inputs | undefined>, ...expected: RegExp[]][] = [
    ["a queue that is not encrypted", { letters: { sqsManagedSseEnabled: false } }, /^letters is not encrypted/],
    [
      "a queue with a key that EventBridge cannot use",
      { intake: { kmsMasterKeyId: "alias/aws/sqs" } },
      /^intake is encrypted with alias\/aws\/sqs, which EventBridge cannot use/,
    ],
    ["a topic that is not encrypted", { topic: { kmsMasterKeyId: undefined } }, /^topic is not encrypted/],
    ["a topic with AWS's key", { topic: { kmsMasterKeyId: "alias/aws/sns" } }, /^topic is encrypted with alias\/aws\/sns, AWS's own key/],
    ["a target without a dead-letter queue", { forwardTarget: { deadLetterConfig: undefined } }, /^forwardTarget has no deadLetterConfig/],
    ["a queue without one", { intake: { redrivePolicy: undefined }, intakeLetters: undefined }, /^intake has no redrivePolicy/],
    ["a rule without a target", { intakeTarget: undefined }, /^intakeRule has no target/],
    ["a rule that is off", { forward: { state: "DISABLED" } }, /^forward is DISABLED/],
    ["a schedule that is off", { schedule: { state: "DISABLED" } }, /^schedule is DISABLED/],
    ["a mapping that is off", { mapping: { enabled: false } }, /^mapping is not enabled/],
    ["a function that never runs", { notifier: { reservedConcurrentExecutions: 0 } }, /^notifier has no concurrency/],
    ["a key that is off", { key: { isEnabled: false } }, /^key is not enabled/],
    ["no alarm on the heartbeat", { silence: undefined }, /^schedule is not watched: no alarm tells that the sweep does not run/],
    ["a heartbeat whose silence is passed over", { silence: { treatMissingData: "missing" } }, /^schedule is not watched/],
    ["no alarm on dead letters", { deadLetters: undefined }, /^mapping is not watched: no alarm tells of dead letters/],
    ["an alarm that tells nobody", { silence: { alarmActions: [] } }, /^silence tells nobody/],
    ["an alarm that is off", { deadLetters: { actionsEnabled: false } }, /^deadLetters tells nobody/],
    [
      "an alarms topic that CloudWatch cannot publish to",
      { alarmsPolicy: { policy: document() } },
      /^alarms gets nothing from cloudwatch.amazonaws.com: its policy/,
    ],
  ];
  for (const [what, changes, ...expected] of others) it(`says: ${what}`, () => says(changes, ...expected));

  const unknowns: [what: string, changes: Record<string, Inputs | undefined>, ...expected: RegExp[]][] = [
    ["a bus's policy", { busPolicy: { policy: unknownValue } }, /^note: busPolicy of bus: undecided, the policy is not known/],
    [
      "whom a topic lets in",
      { topicPolicy: { policy: document({ Effect: "Allow", Principal: { AWS: "?" }, Action: "sns:Publish", Resource: "*" }) } },
      /lets in \?, which is none of our roles/,
    ],
    [
      "whether a queue is encrypted",
      { letters: { sqsManagedSseEnabled: unknownValue } },
      /^note: letters is undecided: whether it is encrypted/,
    ],
    ["whether a rule is on", { forward: { state: unknownValue } }, /^note: forward is undecided: whether it is switched on/],
    ["whose target it is", { intakeTarget: { rule: unknownValue } }, /^note: intakeRule is undecided: which targets/],
    [
      "which metric an alarm is on",
      { deadLetters: { metricName: unknownValue } },
      /^note: mapping is undecided: whether an alarm is on DeadLetters/,
    ],
    ["which key a topic has", { alarms: { kmsMasterKeyId: unknownValue } }, /^note: alarms is undecided: whether its key lets cloudwatch/],
  ];
  for (const [what, changes, ...expected] of unknowns) it(`notes what is not known: ${what}`, () => says(changes, ...expected));

  it("passes a dead-letter queue that is there and not known by name", () =>
    says({ forwardTarget: { deadLetterConfig: { arn: unknownValue } } }));
});

/** A statement without one of its conditions, or without any. */
function without(name: string, statement: { Condition: Record<string, unknown> } = fromMembers): object {
  if (name === "Condition") return { ...statement, Condition: undefined };
  return { ...statement, Condition: { ...statement.Condition, [name]: undefined } };
}
