import assert from "node:assert/strict";
import { findingsRoad, roadPlace } from "../../../../domain/findings/road";
import { accountId, region, type AccountId } from "../../../../domain/identifiers";
import { policyRows } from "../../../../domain/policyChanges/rows";
import type { PolicyDocument } from "../../../../domain/policies/grant";
import {
  alarmsKeyPolicy,
  alarmsTopicPolicy,
  busPolicy,
  findingsKeyPolicy,
  intakePolicy,
  queueDeadLettersPolicy,
  ruleDeadLettersPolicy,
  scanPolicy,
  sweepPolicy,
  topicPolicy,
  watchBusPolicy,
  watchedSources,
  watchPolicy,
} from "../../../../domain/policies/findingsRoad/resourcePolicies";
import { notifying } from "../../../support/notifying";
import { configuration, delegatedAdministrator, management, member } from "../../../support/organization";

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

  describe("where the scanner is on", () => {
    const scanning = configuration(`${notifying}\nscanner: { enabled: true }`);
    const source = "access-analyzer-org.scanner";

    it("the bus takes from members' forwarders, by a rule, what the table follows, and reports from the scanner's function alone", () => {
      const policy = busPolicy(scanning, "o-exampleorgid");
      const bySid = Object.fromEntries(policy.Statement.map((statement) => [statement.Sid, statement]));
      const { Condition: members } = bySid["ScanForwardersByRule"] ?? {};
      assert.deepEqual(members?.["ArnLike"], { "aws:PrincipalArn": anyPath("scan-forwarder", "*") });
      assert.deepEqual(
        [members?.["StringEquals"], members?.["Bool"], members?.["Null"]],
        [{ "aws:PrincipalOrgID": "o-exampleorgid" }, { "events:eventBusInvocation": "true" }, { "events:source": "false" }],
      );
      const sources = members?.["ForAllValues:StringEquals"]?.["events:source"];
      assert.deepEqual(sources, [...new Set(policyRows.map((row) => row.source))]);
      assert.ok([sources].flat().every((one) => one?.startsWith("aws.")));
      // The findings' own forwarders get no more by it.
      assert.deepEqual(bySid["ForwardersByRule"], busPolicy(config, "o-exampleorgid").Statement[0]);
      assert.deepEqual(bySid["NobodyElse"]?.Condition, {
        ArnNotLike: { "aws:PrincipalArn": [...anyPath("forwarder", "*"), ...anyPath("scan-forwarder", "*"), ...anyPath("scanner")] },
      });
      assert.deepEqual(bySid["ReportsByScannerAlone"]?.Condition, {
        "ForAnyValue:StringEquals": { "events:source": [source] },
        ArnNotLike: { "aws:PrincipalArn": anyPath("scanner") },
      });
      assert.deepEqual(bySid["ScannerReportsAlone"]?.Condition, {
        "ForAnyValue:StringNotEquals": { "events:source": [source] },
        ArnLike: { "aws:PrincipalArn": anyPath("scanner") },
      });
    });

    it("the scanner's queue takes from the rule on the bus, the scanner and the schedule, as far as there is one", () => {
      const policy = scanPolicy(scanning);
      assert.deepEqual(policy.Statement[0]?.Condition, { ArnEquals: { "aws:SourceArn": [road.scanIntakeRule.arn] } });
      assert.deepEqual(spared(policy, "sqs:SendMessage"), [
        { roles: [...anyPath("scanner"), ...anyPath("redrive"), ...anyPath("schedule")], services: true },
      ]);
      const unswept = configuration(`${notifying}\nscanner: { enabled: true, sweep: off }`);
      assert.deepEqual(spared(scanPolicy(unswept), "sqs:SendMessage"), [
        { roles: [...anyPath("scanner"), ...anyPath("redrive")], services: true },
      ]);
    });

    it("dead letters of members' rules are let in by their organization, and by their names as far as there is room", () => {
      const letters = (accounts: AccountId[], at = region("eu-west-1")) =>
        ruleDeadLettersPolicy(scanning, at, "o-exampleorgid", accounts).Statement;
      const [rules, ofOrganization] = letters([member]);
      assert.ok([rules?.Condition?.["ArnEquals"]?.["aws:SourceArn"]].flat().includes(road.scanRule(region("eu-west-1"), member).arn));
      assert.deepEqual(ofOrganization?.Condition, {
        ArnLike: { "aws:SourceArn": "arn:aws:events:eu-west-1:*:rule/access-analyzer-org-scan" },
        StringEquals: { "aws:SourceOrgID": "o-exampleorgid" },
      });
      assert.equal(letters([]).length, 2);
      assert.ok(JSON.stringify(letters([], home)).includes(road.scanIntakeRule.arn));
      assert.ok(!JSON.stringify(ruleDeadLettersPolicy(config, home, "o-exampleorgid", [])).includes("-scan"));
    });

    it("fit into what SQS and EventBridge take, in an organization of two thousand accounts with the longest Region", () => {
      const accounts = Array.from({ length: 2000 }, (_, index) => accountId(String(100_000_000_000 + index)));
      const gov = { ...scanning, organization: { ...scanning.organization, partition: "aws-us-gov" as const } };
      for (const each of [scanning, gov]) {
        const letters = ruleDeadLettersPolicy(each, region("ap-southeast-4"), "o-exampleorgid", accounts);
        assert.ok(JSON.stringify(letters).length <= 8192);
        assert.ok([letters.Statement[0]?.Condition?.["ArnEquals"]?.["aws:SourceArn"]].flat().length > 80);
        assert.ok(JSON.stringify(scanPolicy(each)).length <= 8192);
        assert.ok(JSON.stringify(busPolicy(each, "o-".padEnd(34, "x"))).length <= 10_240);
      }
    });
  });

  it("are the same whatever the roles' path is", () => {
    const elsewhere = configuration(`${notifying}\naccess: { rolePath: /platform/ }`);
    for (const policy of [findingsKeyPolicy, alarmsKeyPolicy, intakePolicy, sweepPolicy, alarmsTopicPolicy])
      assert.deepEqual(policy(elsewhere), policy(config));
  });
});
