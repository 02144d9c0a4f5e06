import { unknownValue } from "../unknownValue";
import { names, valueOf, type Part } from "./parts";
import { about, notKnown, type Said } from "./said";

/**
 * Queues are encrypted by SQS or by KMS, topics by a key of the account's own. DynamoDB and EventBridge encrypt whatever they keep.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function encryption(parts: readonly Part[]): Said[] {
  return parts.flatMap((part): Said[] => {
    const { kind, inputs } = part;
    if (kind === "subscription") return ofSubscription(part);
    if (kind !== "queue" && kind !== "topic") return [];
    if (inputs === undefined) return [about(part, "note", "is undecided: its inputs could not be seen")];
    const key = valueOf(inputs["kmsMasterKeyId"]);
    if (key === undefined && kind === "topic")
      return [about(part, "violation", "is not encrypted: set kmsMasterKeyId to a key of your own")];
    if (key === undefined) {
      const managed = valueOf(inputs["sqsManagedSseEnabled"]);
      if (managed === unknownValue) return [about(part, "note", `is undecided: whether it is encrypted ${notKnown}`)];
      return managed === "true" ? [] : [about(part, "violation", "is not encrypted: set sqsManagedSseEnabled, or kmsMasterKeyId")];
    }
    if (!isOfAws(key)) return [];
    if (kind === "topic")
      return [
        about(
          part,
          "violation",
          `is encrypted with ${String(key)}, AWS's own key, which cannot be opened to services nor kept to our roles: use a key of your own`,
        ),
      ];
    const fromRule = parts.some((one) => one.kind === "target" && names(valueOf(one.inputs?.["arn"]), part) === "yes");
    return fromRule
      ? [
          about(
            part,
            "violation",
            `is encrypted with ${String(key)}, which EventBridge cannot use: set sqsManagedSseEnabled, or use a key of your own`,
          ),
        ]
      : [];
  });
}

/** AWS managed keys are known by their aliases. */
function isOfAws(key: ReturnType<typeof valueOf>): boolean {
  return typeof key === "string" && /(^|:)alias\/aws\//.test(key);
}

function ofSubscription(part: Part): Said[] {
  return valueOf(part.inputs?.["protocol"]) === "http" ? [about(part, "violation", "sends messages without encryption: use https")] : [];
}
