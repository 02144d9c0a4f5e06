import assert from "node:assert/strict";
import { findingsRoad, roadPlace } from "../../../../domain/findings/road";
import { region } from "../../../../domain/identifiers";
import type { PolicyDocument } from "../../../../domain/policies/grant";
import {
  alarmsKeyPolicy,
  alarmsTopicPolicy,
  busPolicy,
  findingsKeyPolicy,
  intakePolicy,
  queueDeadLettersPolicy,
  ruleDeadLettersPolicy,
  sweepPolicy,
  topicPolicy,
  watchBusPolicy,
  watchedSources,
  watchPolicy,
} from "../../../../domain/policies/findingsRoad/resourcePolicies";
import { notifying } from "../../../support/notifying";
import { configuration, delegatedAdministrator, management } from "../../../support/organization";

const config = configuration(notifying);
const road = findingsRoad(roadPlace(config));
const home = config.organization.homeRegion;
const anyPath = (name: string, account: string = delegatedAdministrator) =>
  ["/", "/*/"].map((path) => `arn:aws:iam::${account}:role${path}access-analyzer-org-${name}`);

/** Whom a deny of this action leaves out, and whether AWS services are among those that it means. */
function spared({ Statement }: PolicyDocument, action: string): { roles: unknown; services: boolean }[] {
  return Statement.filter(({ Effect, Action }) => Effect === "Deny" && [Action].flat().includes(action)).map(({ Condition }) => ({
    roles: Condition?.["ArnNotLike"]?.["aws:PrincipalArn"],
    services: Condition?.["Bool"]?.["aws:PrincipalIsAWSService"] === "false",
  }));
}
const services = ({ Statement }: PolicyDocument) =>
  Statement.flatMap(({ Effect, Principal }) => (Effect === "Allow" && Principal?.["Service"] ? [Principal["Service"]] : []));

describe("resource policies of the findings road", () => {
  it("the bus takes AWS's own findings from forwarders of this organization, by a rule, and denies everybody else", () => {
    const policy = busPolicy(config, "o-exampleorgid");
    assert.deepEqual(policy.Statement[0]?.Condition, {
      StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" },
      ArnLike: { "aws:PrincipalArn": anyPath("forwarder", "*") },
      Bool: { "events:eventBusInvocation": "true" },
      "ForAllValues:StringEquals": {
        "events:source": ["aws.access-analyzer", ...watchedSources.filter((source) => source !== "aws.access-analyzer")],
      },
      Null: { "events:source": "false" },
    });
    assert.deepEqual(spared(policy, "events:PutEvents"), [{ roles: anyPath("forwarder", "*"), services: false }]);
    const watch = watchBusPolicy(config, "o-exampleorgid");
    assert.deepEqual(spared(watch, "events:PutEvents"), [
      { roles: [delegatedAdministrator, management].flatMap((account) => anyPath("watch-forwarder", account)), services: false },
    ]);
  });

  it("the intake takes from the rule on the bus from our functions and from redrive, the sweep from our functions", () => {
    const intake = intakePolicy(config);
    assert.deepEqual(intake.Statement[0]?.Condition, { ArnEquals: { "aws:SourceArn": [road.intakeRule.arn] } });
    const all = ["notifier", "sweep-planner", "sweep-worker"].flatMap((name) => anyPath(name));
    assert.deepEqual(spared(intake, "sqs:SendMessage"), [{ roles: [...all, ...anyPath("redrive")], services: true }]);
    assert.deepEqual(services(sweepPolicy(config)), []);
    assert.deepEqual(spared(sweepPolicy(config), "sqs:SendMessage"), [{ roles: all.slice(2), services: true }]);
  });

  it("the watch's queue takes from the rule on its bus alone", () => {
    const policy = watchPolicy(config);
    assert.deepEqual(policy.Statement[0]?.Condition, { ArnEquals: { "aws:SourceArn": [road.watchIntakeRule.arn] } });
    assert.deepEqual(spared(policy, "sqs:SendMessage"), [{ roles: undefined, services: true }]);
  });

  it("nobody sends to the queues' dead letters, and only a Region's own rules to those of rules", () => {
    assert.deepEqual(spared(queueDeadLettersPolicy(road.intakeDeadLetters.arn), "sqs:SendMessage"), [
      { roles: undefined, services: false },
    ]);
    const sources = (name: string) => ruleDeadLettersPolicy(config, region(name), "o-exampleorgid", []).Statement[0]?.Condition;
    const forwarding = (name: string) =>
      [
        `${delegatedAdministrator}:rule/access-analyzer-org-findings`,
        ...[delegatedAdministrator, management].map((account) => `${account}:rule/access-analyzer-org-watch`),
      ].map((rule) => `arn:aws:events:${name}:${rule}`);
    assert.deepEqual(sources(home), {
      ArnEquals: { "aws:SourceArn": [...forwarding(home), road.intakeRule.arn, road.watchIntakeRule.arn] },
    });
    assert.deepEqual(sources("eu-west-1"), { ArnEquals: { "aws:SourceArn": forwarding("eu-west-1") } });
  });

  it("the notifier alone publishes findings, and foreign accounts subscribe exactly the queues that are configured", () => {
    const queue = "arn:aws:sqs:eu-central-1:666666666666:soc";
    const policy = topicPolicy(config, road.notifications.arn, [queue]);
    assert.deepEqual(spared(policy, "sns:Publish"), [{ roles: anyPath("notifier"), services: false }]);
    assert.deepEqual(
      policy.Statement.filter(({ Action }) => Action === "sns:Subscribe").map(({ Principal, Condition }) => [Principal, Condition]),
      [[{ AWS: "arn:aws:iam::666666666666:root" }, { StringEquals: { "sns:Protocol": "sqs", "sns:Endpoint": queue } }]],
    );
  });

  it("alarms come from CloudWatch of this account, and from the watcher", () => {
    const policy = alarmsTopicPolicy(config);
    assert.deepEqual(services(policy), ["cloudwatch.amazonaws.com"]);
    assert.deepEqual(policy.Statement[0]?.Condition, { StringEquals: { "aws:SourceAccount": delegatedAdministrator } });
    assert.deepEqual(spared(policy, "sns:Publish"), [{ roles: anyPath("watcher"), services: true }]);
  });

  it("keys are used by those who publish; whoever reads what the other key encrypts is denied", () => {
    for (const [policy, role] of [
      [findingsKeyPolicy(config), "notifier"],
      [alarmsKeyPolicy(config), "watcher"],
    ] as const)
      for (const action of ["kms:Decrypt", "kms:GenerateDataKey"])
        assert.deepEqual(spared(policy, action), [{ roles: anyPath(role), services: true }]);
    assert.deepEqual(services(findingsKeyPolicy(config)), []);
    assert.deepEqual(services(alarmsKeyPolicy(config)), ["cloudwatch.amazonaws.com"]);
  });

  it("are the same whatever the roles' path is", () => {
    const elsewhere = configuration(`${notifying}\naccess: { rolePath: /platform/ }`);
    for (const policy of [findingsKeyPolicy, alarmsKeyPolicy, intakePolicy, sweepPolicy, alarmsTopicPolicy])
      assert.deepEqual(policy(elsewhere), policy(config));
  });
});
