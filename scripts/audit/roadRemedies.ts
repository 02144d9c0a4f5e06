import type { AuditedRoadPart } from "../../domain/audit/road/auditRoad";
import { confirmCommand, subscribeCommand } from "../../domain/findings/subscriptions";
import { roadNames } from "../../domain/findings/road";
import { remedyOfUnreadable, type RemedyContext } from "./remedies";

const deploy = '"access-analyzer-org deploy --only security"';
const deployManagement = '"access-analyzer-org deploy --only management"';

/** What to do about a part of the findings road that is not as planned. Commands are for credentials of the delegated administrator, where nothing else is said. */
export function remedyOfRoad(part: AuditedRoadPart, context: RemedyContext): string {
  const { state, kind, region, details } = part;
  switch (state) {
    case "asPlanned":
      return "";
    case "unreadable":
      return remedyOfUnreadable(details.join("; "), context);
    case "denied":
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
function ofPart({ kind, name, region, account, details }: AuditedRoadPart): string {
  const differs = (what: string) => details.some((detail) => detail.startsWith(`its ${what} `));
  if (kind === "key" && details.length > 0) return ofKey(name, region, details);
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
  return [...(isAllByHand ? [] : [`${account === undefined ? deploy : deployManagement} puts it right.`]), ...byHand].join(" ");
}

/** Of a rule that is not on the default bus. */
function busOption(rule: string): string {
  const buses: Record<string, string> = { [roadNames.intakeRule]: roadNames.bus, [roadNames.watchIntakeRule]: roadNames.watchBus };
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
