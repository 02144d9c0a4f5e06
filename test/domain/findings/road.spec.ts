import assert from "node:assert/strict";
import { findingsRoad } from "../../../domain/findings/road";
import { accountId, region } from "../../../domain/identifiers";

describe("names of the findings road", () => {
  const road = findingsRoad({
    partition: "aws-cn",
    delegatedAdministrator: accountId("222222222222"),
    homeRegion: region("cn-north-1"),
    rolePath: "/security/",
  });
  const northwest = region("cn-northwest-1");

  it("are in the delegated administrator's home Region, whatever the partition", () => {
    assert.equal(road.bus.arn, "arn:aws-cn:events:cn-north-1:222222222222:event-bus/access-analyzer-org-findings");
    assert.equal(
      road.intakeRule.arn,
      "arn:aws-cn:events:cn-north-1:222222222222:rule/access-analyzer-org-findings/access-analyzer-org-intake",
    );
    assert.equal(road.intake.url, "https://sqs.cn-north-1.amazonaws.com.cn/222222222222/access-analyzer-org-intake");
    assert.equal(road.chat("room").arn, "arn:aws-cn:sns:cn-north-1:222222222222:access-analyzer-org-chat-room");
  });

  it("of rules and their dead letters are each Region's own", () => {
    assert.equal(road.findingsRule(northwest).arn, "arn:aws-cn:events:cn-northwest-1:222222222222:rule/access-analyzer-org-findings");
    assert.equal(road.deadLetters(northwest).arn, "arn:aws-cn:sqs:cn-northwest-1:222222222222:access-analyzer-org-dead-letters");
  });

  it("of roles have the configured path, in the account that has the role", () => {
    assert.equal(road.functions.notifier.roleArn, "arn:aws-cn:iam::222222222222:role/security/access-analyzer-org-notifier");
    assert.equal(road.scanRoleArn(accountId("333333333333")), "arn:aws-cn:iam::333333333333:role/security/access-analyzer-org-scan");
  });
});
