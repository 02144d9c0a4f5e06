import assert from "node:assert/strict";
import type { AuditedRoadPart } from "../../../domain/audit/road/auditRoad";
import { accountId, region } from "../../../domain/identifiers";
import { renderRoad } from "../../../scripts/audit/road";

const organization = {
  id: "o-exampleorg1",
  management: accountId("111111111111"),
  delegatedAdministrator: accountId("222222222222"),
  callers: [accountId("222222222222")],
};
const [home, other] = [region("eu-central-1"), region("eu-west-1")];
const topic = "arn:aws:sns:eu-central-1:222222222222:access-analyzer-org-notifications";

describe("the report on the findings road", () => {
  const report = (...road: AuditedRoadPart[]) => renderRoad({ road, organization }, { columns: 4000, unicode: false, colour: false });
  const rule = (state: AuditedRoadPart["state"], details: string[] = [], at = home): AuditedRoadPart => ({
    ...{ kind: "rule", name: "access-analyzer-org-findings", region: at, state, details },
  });
  const mailbox = (state: AuditedRoadPart["state"], arn?: string): AuditedRoadPart => ({
    ...{ kind: "subscription", name: "t: email us@example.com", region: home, state, details: [] },
    subscription: { topic, protocol: "email", endpoint: "us@example.com", isOurs: true, ...(arn === undefined ? {} : { arn }) },
  });

  it("is empty where there is no road, and a line where all is as planned", () => {
    assert.equal(report(), "");
    assert.equal(report(rule("asPlanned")), "Findings road: 1 of 1 part as planned.");
  });

  it("puts the same in several Regions together", () => {
    const text = report(rule("missing"), rule("missing", [], other));
    assert.match(text, /access-analyzer-org-findings {2}eu-central-1\n {2}access-analyzer-org-findings {2}eu-west-1\n/);
    assert.equal(text.match(/deploy --only security/g)?.length, 1);
  });

  const key = (...details: string[]): AuditedRoadPart => ({
    ...rule("changed", details),
    kind: "key",
    name: "alias/access-analyzer-org-alarms",
  });
  const remedies: [what: string, part: AuditedRoadPart, remedy: RegExp][] = [
    ["a rule that an SCP denies", rule("denied", ["no"]), /regions\.forwarders\.exclude/],
    [
      "a rule of the scanner that an SCP denies",
      { ...rule("denied", ["no"]), name: "access-analyzer-org-scan" },
      /scanner: \{ enabled: false \}.*scanner\.regions/,
    ],
    [
      "a rule of the scanner in a member",
      { ...rule("missing"), name: "access-analyzer-org-scan", account: accountId("333333333333") },
      /-> "access-analyzer-org deploy --only members" puts it right\./,
    ],
    [
      "a rule of the management account",
      { ...rule("missing"), name: "access-analyzer-org-watch", account: organization.management },
      /-> "access-analyzer-org deploy --only management" puts it right\./,
    ],
    ["a mailbox that is not confirmed", mailbox("notConfirmed"), /aws sns confirm-subscription .* --authenticate-on-unsubscribe true/],
    ["a subscription of nobody's", mailbox("notPlanned", "arn:x"), /aws sns unsubscribe --region eu-central-1 --subscription-arn arn:x/],
    ["a key that is off", key("its state is Disabled, planned Enabled"), /aws kms enable-key/],
    ["a key that is to be deleted", key("its state is PendingDeletion, planned Enabled"), /cancel-key-deletion[^]*enable-key/],
    ["a key's policy", key("its policy lacks {}"), /put-key-policy/],
    [
      "a function without concurrency",
      { ...rule("changed", ["its concurrency is none, planned some"]), kind: "function", name: "f" },
      /-> "aws lambda delete-function-concurrency --function-name f/,
    ],
    ["dead letters", { ...rule("deadLetters", ["3 messages lie there"]), kind: "dead letters" }, /access-analyzer-org redrive/],
    ["a sweep that does not run", { ...rule("silent"), kind: "heartbeat" }, /aws logs tail/],
    ["what cannot be read", rule("unreadable", ["no answer in time"]), /network path/],
  ];
  for (const [what, part, remedy] of remedies) it(`says what to do about ${what}`, () => assert.match(report(part), remedy));
});
