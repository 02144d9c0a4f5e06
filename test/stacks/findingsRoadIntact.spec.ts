import assert from "node:assert/strict";
import { loops } from "../../domain/roadIntact/loops";
import type { Owner } from "../../domain/roadIntact/limits";
import { ourCalls } from "../../domain/roadIntact/ourCalls";
import { emissionOf } from "../../domain/roadIntact/emissions";
import { roadParts, type Part } from "../../domain/roadIntact/parts";
import { patternsMeet, type EventPattern } from "../../domain/roadIntact/patternsMeet";
import { roadIntact } from "../../domain/roadIntact/roadIntact";
import { roadNames } from "../../domain/findings/road";
import { scanDetailType, scannerSource } from "../../domain/scanner/scanReport";
import { plannedEvidence } from "../../domain/requiredCover/plannedEvidence";
import { requiredCover } from "../../domain/requiredCover/requiredCover";
import type { StackResource } from "../../domain/stackResource";
import { unknownValue } from "../../domain/unknownValue";
import { rollOut } from "../../stacks";
import { record, type Recording } from "../support/mockRecorder";
import { inventory, member } from "../support/organization";
import { projectOf } from "../support/project";

const yaml = `
analyzers: { unusedAccess: { enabled: true, ageDays: 90 } }
findings: { withinOrganization: record }
notifications:
  destinations:
    soc: { sqs: "arn:aws:sqs:eu-central-1:222222222222:soc" }
    elsewhere: { sqs: "arn:aws:sqs:eu-central-1:999999999999:soc" }
    us: { email: security@example.com }
    pager: { https: "https://events.example.com/hook", secret: "ssm:/security/pager" }
    room: { chat: true }
  default: [soc, us, room]
  routes: [{ where: { public: true }, to: [pager, elsewhere] }]
`;

describe("The findings road as it is deployed", function () {
  this.timeout(180_000);
  const project = projectOf(yaml, inventory());
  const { config } = project;
  const { delegatedAdministrator: account, management } = config.organization;
  const owner = { account, management, organization: project.inventory.organization.id };
  let recording: Recording;
  before(async () => {
    recording = await record(() => rollOut({ kind: "security" }, project, { env: {} }), { stack: "security" });
  });

  const judge = (resources: StackResource[]) => roadIntact({ resources, owner, region: "eu-central-1", callsOf: ourCalls(config) });

  it("is seen whole by the policy pack", () => {
    const { isRoad, violations, notes } = judge(shown(recording));
    assert.ok(isRoad);
    assert.deepEqual(
      [...violations, ...notes].map(({ message }) => message),
      [],
    );
  });

  it("in the management account as well: each rule needs its dead letters", async () => {
    const there = await record(() => rollOut({ kind: "management" }, project, { env: {} }), { stack: "management" });
    const resources = shown(there);
    const { isRoad, violations, notes } = judge(resources);
    assert.deepEqual([isRoad, violations, notes], [true, [], []]);
    const rules = roadParts(resources, { region: "eu-central-1" }).filter(({ kind }) => kind === "rule");
    assert.equal(rules.length, 3);
    const lossy = resources.map((one) => ({ ...one, inputs: { ...one.inputs, deadLetterConfig: undefined } }));
    assert.equal(judge(lossy).violations.length, 3);
  });

  it("is watched where IAM is seen although no analyzer is there: the queue for dead letters is where the plan has none for a reason", async () => {
    const excluding = projectOf(`${yaml}\nregions: { exclude: [{ name: us-east-1, reason: unused }] }`, inventory());
    const there = await record(() => rollOut({ kind: "security" }, excluding, { env: {} }), { stack: "security" });
    const resources = shown(there);
    const inRegion = resources.filter(({ inputs }) => inputs?.["region"] === "us-east-1");
    assert.deepEqual(inRegion.map(({ name }) => name).sort(), [
      ...["findings-us-east-1-dead-letters", "findings-us-east-1-dead-letters-policy"],
      ...["findings-us-east-1-watch-rule", "findings-us-east-1-watch-rule-target"],
    ]);
    assert.deepEqual(judge(resources).violations, []);
    const evidence = plannedEvidence(excluding.config, excluding.inventory, excluding.plan);
    const { violations, notes } = requiredCover({ resources, members: [], exemptions: [], evidence, today: "2026-11-28" });
    assert.deepEqual(violations, []);
    assert.match(notes.map(({ message }) => message).join(), /in places that organization\.yaml leaves out/);
  });

  it("takes dead letters of no other account's rules than those that watch the management account", () => {
    for (const stranger of [
      "arn:aws:events:eu-central-1:333333333333:rule/access-analyzer-org-watch",
      `arn:aws:events:eu-central-1:${management}:rule/access-analyzer-org-other`,
    ]) {
      const opened = shown(recording).map((one) =>
        one.type === "aws:sqs/queuePolicy:QueuePolicy" && typeof one.inputs?.["policy"] === "string"
          ? {
              ...one,
              inputs: {
                ...one.inputs,
                policy: one.inputs["policy"].replace(`arn:aws:events:eu-central-1:${management}:rule/access-analyzer-org-watch`, stranger),
              },
            }
          : one,
      );
      assert.deepEqual(
        judge(opened).violations.map(({ message }) => message),
        [
          "findings-eu-central-1-dead-letters-policy of findings-eu-central-1-dead-letters: statement 1 (FromRules) lets in events.amazonaws.com for whatever rule: name ours in aws:SourceArn.",
        ],
      );
    }
  });

  it("is judged whole in its first preview already, where ids are not known", () => {
    const { violations, notes } = judge(shown(recording, false));
    assert.deepEqual(
      [...violations, ...notes].map(({ message }) => message),
      [],
    );
  });

  it("is made in the order in which its parts name each other", () => {
    const componentOf = (name: string) => recording.resources.find((one) => one.urn === recording.named(name).parent);
    for (const [name, ...queues] of [
      ["bus-intake-target", "intake"],
      ["watch-bus-intake-target", "watch"],
      ["notifier-mapping", "intake"],
      ["sweep-worker-mapping", "sweep"],
      ["watcher-mapping", "watch"],
    ].map((names) => names.map((one) => `findings-eu-central-1-${one}`))) {
      const before = componentOf(name ?? "")?.dependencies ?? [];
      for (const queue of queues)
        for (const one of [queue, `${queue}-policy`]) assert.ok(before.includes(recording.named(one).urn), `${name} after ${one}`);
    }
    for (const [rule, bus] of [
      ["rule", "bus"],
      ["watch-rule", "watch-bus"],
    ].map((names) => names.map((one) => `findings-eu-central-1-${one}`))) {
      const before = recording.named(rule ?? "").dependencies;
      for (const one of [`${bus}-policy`, `${bus}-intake-target`])
        assert.ok(before.includes(recording.named(one).urn), `${rule} after ${one}`);
    }
  });

  it("has rules in every Region, and none that its own targets start again", () => {
    const parts = roadParts(shown(recording), { region: "eu-central-1" });
    const rules = parts.filter(({ kind }) => kind === "rule");
    assert.equal(rules.length, 8, "one in each of three Regions, and the bus's own, for findings and for tampering");
    assert.deepEqual(loops(parts, ourCalls(config)), []);
  });

  describe("with the scanner", () => {
    const scanning = projectOf(`${yaml}\nscanner: { enabled: true }`, inventory());
    const calls = ourCalls(scanning.config);
    const accounts = scanning.inventory.accounts.map(({ id }) => id);
    const judgeScanning = (resources: StackResource[], known: Owner = { ...owner, accounts }) =>
      roadIntact({ resources, owner: known, region: "eu-central-1", callsOf: calls });
    const violationsOf = (resources: StackResource[]) => judgeScanning(resources).violations.map(({ message }) => message);
    let home: Recording, there: Recording;
    let parts: Part[];
    before(async () => {
      home = await record(() => rollOut({ kind: "security" }, scanning, { env: {} }), { stack: "security" });
      there = await record(() => rollOut({ kind: "member", account: member }, scanning, { env: {} }), { stack: "member" });
      parts = roadParts(shown(home), { region: "eu-central-1" });
    });

    for (const [where, isKnown] of [
      ["", true],
      [" in its first preview", false],
    ] as const)
      it(`is seen whole, in a member too${where}`, () => {
        for (const recording of [home, there]) {
          const { isRoad, violations, notes } = judgeScanning(shown(recording, isKnown));
          assert.deepEqual([isRoad, violations, notes], [true, [], []]);
        }
      });

    it("is undecided where it is not known whose rules a member's are", () => {
      const { violations, notes } = judgeScanning(shown(home), owner);
      assert.deepEqual(violations, []);
      assert.deepEqual(
        notes.map(({ message }) => message),
        ["eu-central-1", "eu-west-1", "us-east-1"].map(
          (region) =>
            `findings-${region}-dead-letters-policy of findings-${region}-dead-letters: undecided, whether account ${member}, whose rule statement 1 (FromRules) lets in, is of this organization is not known: name the plan's files.`,
        ),
      );
    });

    const ofDeadLetters = "findings-eu-central-1-dead-letters-policy of findings-eu-central-1-dead-letters";
    const ofQueue = "findings-eu-central-1-scan-policy of findings-eu-central-1-scan";
    const ofBus = "findings-eu-central-1-bus-policy of findings-eu-central-1-bus";
    for (const [what, policy, change, said] of [
      [
        "dead letters of a stranger's rule",
        "findings-eu-central-1-dead-letters-policy",
        (text) => text.replace(`:${member}:rule/access-analyzer-org-scan`, ":999999999999:rule/access-analyzer-org-scan"),
        `${ofDeadLetters}: statement 1 (FromRules) lets in events.amazonaws.com for whatever rule: name ours in aws:SourceArn.`,
      ],
      [
        "dead letters of a member's other rule",
        "findings-eu-central-1-dead-letters-policy",
        (text) => text.replace(`:${member}:rule/access-analyzer-org-scan`, `:${member}:rule/access-analyzer-org-other`),
        `${ofDeadLetters}: statement 1 (FromRules) lets in events.amazonaws.com for whatever rule: name ours in aws:SourceArn.`,
      ],
      [
        "rules of any account of another organization",
        "findings-eu-central-1-dead-letters-policy",
        (text) => text.replace(/"aws:SourceOrgID":"[^"]*"/, '"aws:SourceOrgID":"o-strangers00"'),
        `${ofDeadLetters}: statement 2 (FromScanRules) lets in events.amazonaws.com for whatever rule: name ours in aws:SourceArn.`,
      ],
      [
        "rules of any name of the organization",
        "findings-eu-central-1-dead-letters-policy",
        (text) => text.replace(":*:rule/access-analyzer-org-scan", ":*:rule/*"),
        `${ofDeadLetters}: statement 2 (FromScanRules) lets in events.amazonaws.com for whatever rule: name ours in aws:SourceArn.`,
      ],
      [
        "another sender of scans",
        "findings-eu-central-1-scan-policy",
        (text) => text.replaceAll(roadNames.redriveRole, "administrator"),
        `${ofQueue}: does not deny sqs:SendMessage to identities of its own account that are none of our roles.`,
      ],
      [
        "another function of ours that sends scans",
        "findings-eu-central-1-scan-policy",
        (text) => text.replaceAll(roadNames.redriveRole, roadNames.functions.notifier),
        `${ofQueue}: does not deny sqs:SendMessage to identities of its own account that are none of our roles.`,
      ],
      [
        "a rule on the bus that is none of ours",
        "findings-eu-central-1-scan-policy",
        (text) => text.replace("rule/access-analyzer-org-findings/access-analyzer-org-scan", "rule/theirs"),
        `${ofQueue}: statement 1 (FromRule) lets in events.amazonaws.com for whatever rule: name ours in aws:SourceArn.`,
      ],
      [
        "members that make events up",
        "findings-eu-central-1-bus-policy",
        (text) => text.replace(/("Sid":"ScanForwardersByRule".*?)"Bool":\{[^}]*\},/, "$1"),
        /^findings-eu-central-1-bus-policy of findings-eu-central-1-bus: .*ScanForwardersByRule\) lets in role access-analyzer-org-scan-forwarder of any account with events of its own making/,
      ],
      [
        "a role on the bus that is none of ours",
        "findings-eu-central-1-bus-policy",
        (text) => text.replace(/("Sid":"NobodyElse".*?)access-analyzer-org-scanner/, "$1administrator"),
        `${ofBus}: does not deny events:PutEvents to identities of its own account that are none of our roles.`,
      ],
      [
        "another function of ours on the bus",
        "findings-eu-central-1-bus-policy",
        (text) => text.replace(/("Sid":"NobodyElse".*?)access-analyzer-org-scanner/, `$1${roadNames.functions.notifier}`),
        `${ofBus}: does not deny events:PutEvents to identities of its own account that are none of our roles.`,
      ],
      [
        "others that report in the scanner's name",
        "findings-eu-central-1-bus-policy",
        (text) =>
          text.replace(
            /(?<="events:source":\[")access-analyzer-org\.scanner(?="\].{0,99}ArnNotLike)|(?<=ArnNotLike.{0,199}"events:source":\[")access-analyzer-org\.scanner/s,
            "aws.s3",
          ),
        `${ofBus}: does not deny access-analyzer-org.scanner as a source to all but the scanner: name it in ForAnyValue:StringEquals events:source.`,
      ],
      [
        "a scanner that makes AWS's events up",
        "findings-eu-central-1-bus-policy",
        (text) => text.replace("ForAnyValue:StringNotEquals", "StringNotEquals"),
        `${ofBus}: does not deny the scanner every source but access-analyzer-org.scanner: name it in ForAnyValue:StringNotEquals events:source.`,
      ],
    ] as [string, string, (text: string) => string, string | RegExp][])
      it(`tells of ${what}`, () => {
        const resources = shown(home).map((one) => {
          if (one.name !== policy) return one;
          const text = String(one.inputs?.["policy"]);
          assert.notEqual(change(text), text);
          return { ...one, inputs: { ...one.inputs, policy: change(text) } };
        });
        const found = violationsOf(resources);
        assert.ok(found.length > 0);
        for (const message of found) {
          if (typeof said === "string") assert.equal(message, said);
          else assert.match(message, said);
        }
      });

    it("tells of rules without target or dead letters, in a member too, of a queue without them, and of what is switched off", () => {
      const without = (recording: Recording, name: string) => violationsOf(shown(recording).filter((one) => one.name !== name));
      const changed = (recording: Recording, name: string, inputs: object) =>
        violationsOf(shown(recording).map((one) => (one.name === name ? { ...one, inputs: { ...one.inputs, ...inputs } } : one)));
      const [queue, mapping, schedule] = ["scan", "scanner-mapping", "scan-schedule"].map((name) => `findings-eu-central-1-${name}`);
      assert.deepEqual(without(there, "scan-eu-central-1-target"), ["scan-eu-central-1 has no target: what it likes goes nowhere."]);
      assert.deepEqual(changed(there, "scan-eu-central-1-target", { deadLetterConfig: undefined }), [
        "scan-eu-central-1-target has no deadLetterConfig: what cannot be delivered is lost.",
      ]);
      assert.deepEqual(changed(home, queue ?? "", { redrivePolicy: undefined }), [
        `${queue ?? ""} has no redrivePolicy: what a function cannot handle comes back until it is lost.`,
      ]);
      assert.deepEqual(changed(home, mapping ?? "", { enabled: false }), [`${mapping ?? ""} is not enabled: nobody takes from the queue.`]);
      assert.deepEqual(without(home, "findings-eu-central-1-alarms-scans-left-to-sweep"), [
        `${mapping ?? ""} is not watched: no alarm tells of scans that were left to the sweep (an alarm on ScansLeftToSweep of ${roadNames.metrics}).`,
      ]);
      assert.deepEqual(changed(home, schedule ?? "", { state: "DISABLED" }), [`${schedule ?? ""} is DISABLED: nothing is swept.`]);
    });
    const rulesOf = (found: readonly Part[]) => found.filter(({ kind }) => kind === "rule");

    it("has none that starts itself again: a scan changes no policy, and its report is no change of one", () => {
      assert.equal(rulesOf(parts).length, 8 + 4, "one more in each of three Regions, and one on the bus");
      assert.deepEqual(loops(parts, calls), []);
    });

    it("has none in a member that does, which forwards to the same bus", () => {
      const ofMember = roadParts(shown(there), { region: "eu-central-1" });
      assert.equal(rulesOf(ofMember).length, 3);
      assert.deepEqual(loops([...parts, ...ofMember], calls), []);
    });

    it("follows nothing that our own functions call or tell", () => {
      const rules = rulesOf(parts).filter(({ label }) => label.startsWith("scan-") || label.endsWith("-scan-intake"));
      assert.equal(rules.length, 4);
      const functions = Object.values(roadNames.functions);
      const events = [...functions.flatMap((name) => calls(name) ?? assert.fail(name)).flatMap((call) => emissionOf(call).events)];
      const report: EventPattern = { source: [scannerSource], "detail-type": [scanDetailType] };
      for (const rule of rules) {
        const pattern = JSON.parse(String(rule.inputs?.["eventPattern"])) as EventPattern;
        for (const event of [...events, report]) assert.ok(!patternsMeet(event, pattern), JSON.stringify(event));
        // Deliveries, too: what rules send and what Lambda takes.
        for (const call of ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "events:PutEvents", "sts:AssumeRole"])
          assert.ok(!emissionOf({ action: call }).events.some((event) => patternsMeet(event, pattern)), call);
      }
    });

    it("would be told of a scanner that changes a policy", () => {
      const changing = (name: string) => [...(calls(name) ?? []), ...(name === roadNames.functions.scanner ? [putKeyPolicy] : [])];
      const found = loops(parts, changing).map(({ rule }) => rule.label);
      for (const name of ["scan-eu-central-1", "findings-eu-central-1-scan-intake"]) assert.ok(found.includes(name), name);
    });
  });

  it("would be told of a rule whose target starts it again", () => {
    const ofCalls = recording.ofType("aws:cloudwatch/eventRule:EventRule").map(({ name }) => name);
    const widened = shown(recording).map((one) =>
      ofCalls.includes(one.name) && one.type === "aws:cloudwatch/eventRule:EventRule"
        ? { ...one, inputs: { ...one.inputs, eventPattern: JSON.stringify({ source: [{ prefix: "aws." }] }) } }
        : one,
    );
    const found = loops(roadParts(widened, { region: "eu-central-1" }), ourCalls(config));
    assert.equal(found.length, 8);
    const functions = ["function access-analyzer-org-notifier", "function access-analyzer-org-watcher"];
    assert.ok(found.every(({ isCertain, way }) => isCertain && way.some((step) => functions.includes(step))));
  });
});

const putKeyPolicy = { action: "kms:PutKeyPolicy", resources: ["*"] };

/** As the pack sees them: ARNs, URLs and ids as AWS would have given them, or not known; one provider in one account and Region. */
function shown({ resources }: Recording, isKnown = true): StackResource[] {
  const provider = {
    urn: "urn:pulumi:security::p::pulumi:providers:aws::main",
    inputs: { region: "eu-central-1", allowedAccountIds: ["222222222222"] },
  };
  const arns = new Map<string, string | typeof unknownValue>(
    resources.flatMap(({ type, name, inputs }) => {
      const [service, prefix = ""] = named[type] ?? [];
      const arn = `arn:aws:${service ?? ""}:${String(inputs["region"])}:222222222222:${prefix}${String(inputs["name"])}`;
      return service === undefined ? [] : [[`arn:aws:mock:${String(inputs["region"])}::${name}`, isKnown ? arn : unknownValue] as const];
    }),
  );
  const real = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(real);
    if (typeof value === "string" && value.startsWith("{") && value.includes("arn:aws:mock"))
      return isKnown ? [...arns].reduce((text, [mock, arn]) => text.replaceAll(`"${mock}"`, `"${String(arn)}"`), value) : unknownValue;
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, real(one)]));
    return arns.get(String(value)) ?? value;
  };
  const made = (id: string) => (isKnown ? id : unknownValue);
  return resources.map(({ urn, type, name, custom, inputs }) => {
    const [queue] = resources.filter((one) => one.type === "aws:sqs/queue:Queue" && one.name === name.replace(/-policy$/, ""));
    const given: Record<string, Record<string, unknown>> = {
      "aws:sqs/queuePolicy:QueuePolicy": {
        queueUrl: made(`https://sqs.${String(inputs["region"])}.amazonaws.com/222222222222/${String(queue?.inputs["name"])}`),
      },
      "aws:kms/alias:Alias": { targetKeyId: made(name.replace(/-alias$/, "")) },
      "aws:kms/key:Key": isKnown ? { keyId: name } : {},
    };
    return { urn, type, name, inputs: { ...(real(inputs) as object), ...given[type] }, outputs: {}, ...(custom ? { provider } : {}) };
  });
}

/** What others of the stack name by its ARN. */
const named: Record<string, [service: string, prefix?: string]> = {
  "aws:cloudwatch/eventBus:EventBus": ["events", "event-bus/"],
  "aws:sqs/queue:Queue": ["sqs"],
  "aws:sns/topic:Topic": ["sns"],
  "aws:lambda/function:Function": ["lambda", "function:"],
};
