import type { AuditedRoadPart } from "../../domain/audit/road/auditRoad";
import { confirmCommand, subscribeCommand } from "../../domain/findings/subscriptions";
import { roadNames } from "../../domain/findings/road";
import { remedyOfUnreadable, type RemedyContext } from "./remedies";

const deploy = '"access-analyzer-org deploy --only security"';

/** What rolls a part out: those of the delegated administrator name no account. */
function deployOf({ name, account }: AuditedRoadPart): string {
  if (account === undefined) return deploy;
  return `"access-analyzer-org deploy --only ${name === roadNames.scanRule ? "members" : "management"}"`;
}

/** What to do about a part of the findings road that is not as planned. Commands are for credentials of the delegated administrator, where nothing else is said. */
export function remedyOfRoad(part: AuditedRoadPart, context: RemedyContext): string {
  const { state, kind, name, region, details } = part;
  switch (state) {
    case "asPlanned":
      return "";
    case "unreadable":
      return remedyOfUnreadable(details.join("; "), context);
    case "denied":
      if (kind === "rule" && name === roadNames.scanRule)
        return "Switch the scanner off for the account (overrides with scanner: { enabled: false }), or leave the Region out in scanner.regions: what changes there is found by Access Analyzer's own look. Or let the policy allow events there.";
      return kind === "rule"
        ? "Leave the Region out in regions.forwarders.exclude of organization.yaml, with the reason: the sweep brings its findings. Or let the policy allow events and sqs there."
        : "The organization's policy has to allow it there; the road cannot do without.";
    case "deadLetters":
      return '"access-analyzer-org redrive" has each finding read again, and leaves what it cannot understand.';
    case "notYetDue":
      return "Run the audit again after that.";
    case "silent":
      return `See why: "aws logs tail /aws/lambda/${roadNames.functions.sweepPlanner} --region ${region}", and the same of ${roadNames.functions.sweepWorker}.`;
    case "missing":
    case "changed":
    case "notConfirmed":
    case "notPlanned":
      return kind === "subscription" ? ofSubscription(part) : ofPart(part);
  }
}

/** `deploy` reads what is there, and puts back what its stack has; the rest it does not see, or must not do. */
function ofPart(part: AuditedRoadPart): string {
  const { kind, name, region, account, details } = part;
  const differs = (what: string) => details.some((detail) => detail.startsWith(`its ${what} `));
  if (kind === "key" && details.length > 0) return ofKey(name, region, details);
  if (kind === "trail") return ofTrail(region, details);
  const byHand = [
    ...(differs("concurrency")
      ? [`"aws lambda delete-function-concurrency --function-name ${name} --region ${region}" lets it run again.`]
      : []),
    ...(differs("targets")
      ? [
          `A target that is not planned is taken away ${account === undefined ? "" : `with credentials of account ${account}, `}with "aws events remove-targets --rule ${name} --region ${region}${busOption(name)} --ids ID".`,
        ]
      : []),
    ...(differs("takes from")
      ? [`A mapping that is not planned is taken away with "aws lambda delete-event-source-mapping --region ${region} --uuid UUID".`]
      : []),
  ];
  const isAllByHand = details.length === 1 && differs("concurrency");
  return [...(isAllByHand ? [] : [`${deployOf(part)} puts it right.`]), ...byHand].join(" ");
}

/** No role of ours may change a trail, and which one logs what is for its owner to say. */
function ofTrail(region: string, details: readonly string[]): string {
  const said = details.join(" ");
  const start = [...said.matchAll(stoppedTrail)].map(
    ([, arn = ""]) => `"aws cloudtrail start-logging --region ${arn.split(":")[3]} --name ${arn}"`,
  );
  const select = [...said.matchAll(silentTrail)].map(
    ([, arn = ""]) => `"aws cloudtrail get-event-selectors --region ${arn.split(":")[3]} --trail-name ${arn}"`,
  );
  if (start.length + select.length === 0)
    return [
      "Without a trail EventBridge hears of no call there. One of the organization, made in the management account, serves all (BUCKET: one whose policy lets CloudTrail write):",
      `"aws cloudtrail create-trail --region ${region} --name organization --s3-bucket-name BUCKET --is-multi-region-trail --is-organization-trail"`,
      `"aws cloudtrail start-logging --region ${region} --name organization"`,
    ].join("\n");
  return [
    "Without it EventBridge does not hear of these calls there. With credentials of the account that the trail's ARN names:",
    ...new Set(start),
    ...[...new Set(select)].map(
      (command) =>
        `${command} says what it logs; put-event-selectors, which replaces all of that, has it log changing management events, those of KMS among them`,
    ),
  ].join("\n");
}

const stoppedTrail = /(arn:\S+) is stopped/g;
const silentTrail = /(arn:\S+) leaves them out/g;

/** Of a rule that is not on the default bus. */
function busOption(rule: string): string {
  const buses: Record<string, string> = {
    [roadNames.intakeRule]: roadNames.bus,
    [roadNames.watchIntakeRule]: roadNames.watchBus,
    [roadNames.scanIntakeRule]: roadNames.bus,
  };
  return rule in buses ? ` --event-bus-name ${buses[rule]}` : "";
}

/** No role of ours may change who uses a key, nor switch one on: it could do so with any key. */
function ofKey(alias: string, region: string, details: readonly string[]): string {
  const state = details.find((detail) => detail.startsWith("its state "));
  return [
    "No role of ours may change a key. An administrator of the account:",
    ...(state?.includes("PendingDeletion")
      ? [
          `"aws kms cancel-key-deletion --region ${region} --key-id KEY" (KEY: what "aws kms describe-key --key-id ${alias} --region ${region}" names)`,
        ]
      : []),
    ...(state === undefined ? [] : [`"aws kms enable-key --region ${region} --key-id KEY"`]),
    ...(details.some((detail) => detail.startsWith("its policy "))
      ? [
          `"aws kms put-key-policy --policy-name default --region ${region} --key-id KEY --policy file://policy.json", with the statements that are named above put right`,
        ]
      : []),
  ].join("\n");
}

function ofSubscription({ state, region, subscription }: AuditedRoadPart): string {
  if (subscription === undefined) return `${deploy} puts it right.`;
  const { topic, arn, protocol, endpoint, isOurs, filter } = subscription;
  const unsubscribe = `"aws sns unsubscribe --region ${region} --subscription-arn ${arn ?? "ARN"}"`;
  const confirm = `With the token from the mail: ${confirmCommand(topic, region)}`;
  if (state === "notPlanned")
    return arn === undefined
      ? "SNS forgets it within two days if nobody confirms it."
      : `See in CloudTrail who made it (Subscribe). ${unsubscribe} ends it; or configure it as a destination.`;
  if (state === "notConfirmed")
    return protocol === "email" ? confirm : "Whoever owns the queue confirms it: the message with the token lies in it.";
  if (!isOurs) {
    const subscribe = `With credentials of account ${endpoint.split(":")[4] ?? ""}: ${subscribeCommand(topic, region, endpoint, filter === undefined ? undefined : JSON.stringify(filter))}`;
    return state === "missing" ? subscribe : `${unsubscribe} ends it. ${subscribe}`;
  }
  if (state === "changed" && protocol === "email") return `${unsubscribe} ends it, and ${deploy} subscribes the address again. ${confirm}`;
  return `${deploy} puts it right.`;
}
