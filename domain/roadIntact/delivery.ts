import { policyDocument } from "../resourcePolicies/policyDocument";
import { likePattern } from "../likePattern";
import { unknownValue } from "../unknownValue";
import { lastOf, names, valueOf, type Part, type Value } from "./parts";
import { documentsOf } from "./policies";
import { about, notKnown, type Said } from "./said";

/**
 * A service that publishes to an encrypted topic needs the topic's policy and its key's. Rules publish as events.amazonaws.com, alarms as
 * cloudwatch.amazonaws.com: a topic that is open to the other gets nothing, and nobody hears of it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
 */
export function delivery(parts: readonly Part[]): Said[] {
  return parts
    .filter(({ kind }) => kind === "topic")
    .flatMap((topic) =>
      publishersOf(topic, parts).flatMap((service) => [...topicOpen(topic, service, parts), ...keyOpen(topic, service, parts)]),
    );
}

function publishersOf(topic: Part, parts: readonly Part[]): string[] {
  const isTarget = parts.some(({ kind, inputs }) => kind === "target" && names(valueOf(inputs?.["arn"]), topic) === "yes");
  const isAction = parts.some(({ kind, inputs }) => kind === "alarm" && actionsOf(inputs).some((action) => names(action, topic) === "yes"));
  return [...(isTarget ? ["events.amazonaws.com"] : []), ...(isAction ? ["cloudwatch.amazonaws.com"] : [])];
}

export function actionsOf(inputs: Part["inputs"]): Value[] {
  const actions = inputs?.["alarmActions"];
  return Array.isArray(actions) ? actions.map(valueOf) : actions === undefined || actions === null ? [] : [unknownValue];
}

function topicOpen(topic: Part, service: string, parts: readonly Part[]): Said[] {
  const documents = documentsOf(topic, "topicPolicy", parts);
  if (documents.some(({ document }) => isOpen(document, service, ["sns:Publish"]))) return [];
  const isKnown = parts.every(({ kind, name }) => kind !== "topicPolicy" || name !== unknownValue);
  return isKnown || documents.length > 0
    ? [about(topic, "violation", `gets nothing from ${service}: its policy does not let that publish`)]
    : [about(topic, "note", `is undecided: which policy is set on it ${notKnown}`)];
}

function keyOpen(topic: Part, service: string, parts: readonly Part[]): Said[] {
  const key = valueOf(topic.inputs?.["kmsMasterKeyId"]);
  if (key === undefined) return [];
  const found = key === unknownValue ? undefined : keyOf(key, parts);
  if (found === undefined)
    return [about(topic, "note", `is undecided: whether its key lets ${service} encrypt is not seen in this stack, or not known yet`)];
  return isOpen(found.inputs?.["policy"], service, ["kms:GenerateDataKey", "kms:Decrypt"])
    ? []
    : [
        about(
          topic,
          "violation",
          `gets nothing from ${service}: the policy of its key ${found.label} does not let that do kms:GenerateDataKey and kms:Decrypt`,
        ),
      ];
}

/** By its alias or its id. A key whose alias is not known to be another's is found by being the only one. */
function keyOf(reference: string, parts: readonly Part[]): Part | undefined {
  const keys = parts.filter(({ kind }) => kind === "key");
  const alias = parts.find(({ kind, name }) => kind === "alias" && typeof name === "string" && reference.endsWith(name));
  const target = alias === undefined ? reference : valueOf(alias.inputs?.["targetKeyId"]);
  return typeof target === "string" ? keys.find(({ name }) => typeof name === "string" && lastOf(name) === lastOf(target)) : undefined;
}

/** Whether a statement allows it; where it cannot be read, nobody may say that it does not. */
function isOpen(document: unknown, service: string, actions: readonly string[]): boolean {
  const { statements, unreadable } = policyDocument(document);
  const allows = (action: string) =>
    statements.some(
      ({ effect, principals, actions: { not, values } }) =>
        effect === "Allow" &&
        !principals.not &&
        principals.entries.some(({ type, value }) => type === "Service" && (value === service || value === unknownValue)) &&
        values.some((value) => value === unknownValue || likePattern(value.toLowerCase(), action.toLowerCase())) !== not,
    );
  return unreadable.length > 0 || actions.every(allows);
}
