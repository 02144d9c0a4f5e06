import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { assertResourcePolicyAllows, type DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import type { World } from "../../world/world";
import { assertKeyAllows } from "../kms/encryption";
import { assertFits } from "./content";
import { put } from "./messages";
import { queueAt } from "./queues";

/**
 * Brings a message to a queue without a call over the wire: a service does, or a role that it has assumed.
 *
 * @throws AwsError if there is no such queue, its policy or its key denies `by`, or it does not take the message
 */
export function deliverToQueue(
  world: World,
  {
    queueArn,
    body,
    by,
    attributes = {},
    delaySeconds,
  }: {
    queueArn: string;
    body: string;
    by: DeliveringPrincipal;
    attributes?: Record<string, MessageAttributeValue>;
    delaySeconds?: number;
  },
): void {
  const queue = queueAt(world, queueArn);
  const { region, policy } = queue;
  assertResourcePolicyAllows(world, by, { action: "sqs:SendMessage", resource: queueArn, policy, region });
  const resource = { ...queue, context: { "aws:sqs:arn": queueArn }, errors: "Kms" as const };
  assertKeyAllows(world, by, queue.settings.attributes["KmsMasterKeyId"], resource, ["kms:GenerateDataKey", "kms:Decrypt"]);
  assertFits(queue, { body, attributes });
  put(world, queue, { body, attributes, delaySeconds, senderId: "service" in by ? by.service : by.roleArn });
}
