import { assertResourcePolicyAllows, type DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import type { World } from "../../world/world";
import { assertKeyAllows } from "../kms/encryption";
import { publish } from "./publish";
import { topicAt } from "./topics";

/**
 * Publishes without a call over the wire: a service does, or a role that it has assumed.
 *
 * @throws AwsError if there is no such topic, or its policy or its key denies `by`
 */
export function deliverToTopic(
  world: World,
  { topicArn, message, subject, by }: { topicArn: string; message: string; subject?: string; by: DeliveringPrincipal },
): void {
  const topic = topicAt(world, topicArn);
  const { policy, region } = topic;
  assertResourcePolicyAllows(world, by, { action: "sns:Publish", resource: topicArn, policy, region });
  const resource = { ...topic, context: { "aws:sns:topicArn": topicArn }, errors: "KMS" as const };
  assertKeyAllows(world, by, topic.settings["KmsMasterKeyId"], resource, ["kms:GenerateDataKey", "kms:Decrypt"]);
  publish(world, topic, { Message: message, Subject: subject });
}
