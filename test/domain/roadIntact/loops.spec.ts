import assert from "node:assert/strict";
import type { Call } from "../../../domain/roadIntact/emissions";
import { loops } from "../../../domain/roadIntact/loops";
import { roadParts } from "../../../domain/roadIntact/parts";
import type { StackResource } from "../../../domain/stackResource";
import { unknownValue } from "../../../domain/unknownValue";
import { arn, part, road } from "../../support/roadResources";
import type { Inputs } from "../../support/stackResources";

describe("Rules that start themselves again", () => {
  const told = (resources: StackResource[], calls: Record<string, Call[]> = {}) =>
    loops(roadParts(resources), (name) => calls[name]).map(
      ({ rule, way, isCertain }) => `${isCertain ? "" : "maybe "}${rule.label}: ${way.join(", ")}`,
    );
  const rule = (name: string, eventPattern: object | symbol, inputs: Inputs = {}) =>
    part("aws:cloudwatch/eventRule:EventRule", name, {
      name,
      eventPattern: typeof eventPattern === "symbol" ? eventPattern : JSON.stringify(eventPattern),
      ...inputs,
    });
  const target = (name: string, to: string | symbol, inputs: Inputs = {}) =>
    part("aws:cloudwatch/eventTarget:EventTarget", `${name}-target`, { rule: name, arn: to, ...inputs });
  const mapping = (queue: string, functionName: string) =>
    part("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", { eventSourceArn: arn("sqs", queue), functionName });
  const bus = (name: string, region?: string) => arn("events", `event-bus/${name}`, region);
  const queue = arn("sqs", "jobs");
  const lambda = arn("lambda", "function:worker");
  const call = (action: string, ...resources: string[]): Call => ({ action, resources });
  const kms = { source: ["aws.kms"], "detail-type": ["AWS API Call via CloudTrail"] };

  it("are not in a road that is whole", () => {
    const calls = [
      call("sns:Publish", arn("sns", "access-analyzer-org-notifications")),
      call("kms:Decrypt", "*"),
      call("cloudwatch:PutMetricData", "*"),
    ];
    assert.deepEqual(told(road(), { "access-analyzer-org-notifier": calls }), []);
  });

  it("forward to their own bus, or over another one back to it", () => {
    assert.deepEqual(told([rule("a", kms), target("a", bus("default"))]), ["a: events default"]);
    const onOther = { eventBusName: bus("other") };
    const back = (pattern: object) => [
      rule("a", kms),
      target("a", bus("other")),
      rule("b", pattern, onOther),
      target("b", bus("default"), onOther),
    ];
    assert.deepEqual(told(back({ source: [{ prefix: "aws." }] })), [
      "a: events other, rule b, events default",
      "b: events default, rule a, events other",
    ]);
    assert.deepEqual(told(back({ source: ["aws.s3"] })), []);
  });

  it("need one event that all of the way like", () => {
    const onOther = { eventBusName: "other" };
    const way = [
      rule("a", { source: ["aws.kms"] }),
      target("a", bus("other")),
      rule("b", { source: [{ prefix: "aws." }] }, onOther),
      target("b", bus("third"), onOther),
      rule("c", { source: ["aws.s3"] }, { eventBusName: "third" }),
      target("c", bus("default"), { eventBusName: "third" }),
    ];
    assert.deepEqual(told(way), []);
  });

  it("are not told of buses of one name in two Regions", () => {
    assert.deepEqual(told([rule("a", kms), target("a", bus("default", "us-east-1"))]), []);
  });

  it("are found behind queues and functions, by what these call", () => {
    const way = [rule("a", kms), target("a", queue), mapping("jobs", "worker")];
    assert.deepEqual(told(way, { worker: [call("kms:Decrypt", "*")] }), ["a: sqs jobs, function worker, kms:Decrypt"]);
    assert.deepEqual(told(way, { worker: [call("s3:GetObject", "*")] }), []);
    assert.deepEqual(told([rule("a", kms), target("a", lambda)], { worker: [call("kms:Decrypt", "*")] }), [
      "a: function worker, kms:Decrypt",
    ]);
  });

  it("are found behind what a function puts on a bus, sends or publishes", () => {
    const own = { source: ["own.events"] };
    const puts = { worker: [call("events:PutEvents", bus("default"))] };
    assert.deepEqual(told([rule("a", own), target("a", lambda)], puts), ["a: function worker, events:PutEvents, events default"]);
    assert.deepEqual(told([rule("a", { source: ["aws.s3"] }), target("a", lambda)], puts), []);
    const over = [
      rule("a", own),
      target("a", arn("lambda", "function:sender")),
      part("aws:sns/topicSubscription:TopicSubscription", "s", { topic: arn("sns", "news"), protocol: "sqs", endpoint: queue }),
      mapping("jobs", "worker"),
    ];
    const calls = { sender: [call("sns:Publish", arn("sns", "news"))], ...puts };
    assert.deepEqual(told(over, calls), [
      "a: function sender, sns:Publish, sns news, sqs jobs, function worker, events:PutEvents, events default",
    ]);
    assert.deepEqual(told(over, { ...calls, worker: [call("sqs:SendMessage", queue)] }), []);
  });

  it("are found behind calls that change findings, and metrics that change alarms", () => {
    const by = (...actions: string[]) => ({ worker: actions.map((action) => call(action, "*")) });
    const findings = [rule("a", { source: ["aws.access-analyzer"], "detail-type": ["Access Analyzer Finding"] }), target("a", lambda)];
    assert.deepEqual(told(findings, by("access-analyzer:ListFindings")), []);
    assert.equal(told(findings, by("access-analyzer:UpdateFindings")).length, 1);
    const alarms = [rule("a", { source: ["aws.cloudwatch"] }), target("a", lambda)];
    assert.equal(told(alarms, by("cloudwatch:PutMetricData")).length, 1);
  });

  it("are none where what comes back leads nowhere", () => {
    const either = { source: ["aws.kms", "aws.access-analyzer"] };
    const onBus = { eventBusName: "hub" };
    const way = [rule("a", either), target("a", bus("hub")), rule("b", kms, onBus), target("b", lambda, onBus)];
    const scan = { worker: [call("access-analyzer:StartResourceScan", "*")] };
    assert.deepEqual(told(way, scan), []);
    const wider = [...way, rule("c", { source: ["aws.access-analyzer"] }, onBus), target("c", lambda, onBus)];
    assert.deepEqual(told(wider, scan), [
      "a: events hub, rule b, function worker, access-analyzer:StartResourceScan",
      "c: function worker, access-analyzer:StartResourceScan, rule a, events hub",
    ]);
  });

  it("may be where something is not known", () => {
    assert.deepEqual(told([rule("a", kms), target("a", lambda)]), ["maybe a: function worker, whose calls are not known"]);
    assert.deepEqual(told([rule("a", kms), target("a", unknownValue)]), ["maybe a: a target that is not known yet"]);
    assert.deepEqual(told([rule("a", unknownValue), target("a", bus("default"))]), ["maybe a: events default"]);
    assert.deepEqual(told([rule("a", kms), target("a", bus("default"), { rule: unknownValue })]), ["maybe a: events default"]);
    assert.deepEqual(told([rule("a", kms), target("a", arn("states", "stateMachine:x"))]), ["maybe a: states x"]);
    const wide = { worker: [call("sqs:SendMessage", "*")] };
    assert.deepEqual(told([rule("a", { source: ["own"] }), target("a", lambda)], wide), ["maybe a: function worker, sqs:SendMessage on *"]);
  });

  it("are none where a schedule starts them", () => {
    const scheduled = part("aws:cloudwatch/eventRule:EventRule", "a", { name: "a", scheduleExpression: "rate(1 hour)" });
    assert.deepEqual(told([scheduled, target("a", lambda)], { worker: [call("kms:Decrypt", "*")] }), []);
  });
});
