import { AwsError } from "../../../service";
import type { World } from "../../../world/world";
import { recordMetrics } from "../../cloudwatch/record";
import { deliverToQueue } from "../../sqs/deliver";
import type { Failure } from "./failure";
import { eventBridge, type Delivery } from "./delivery";

/**
 * An event that its target did not get goes to the dead-letter queue; without one, or if that does not take it either, it is lost. Metrics
 * of the rule count both.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function bury(
  world: World,
  { rule, target, event }: Delivery,
  { code, message }: Failure,
  { retries, exhausted }: { retries: number; exhausted?: string },
): void {
  const queueArn = target.DeadLetterConfig?.Arn;
  const count = (name: string) =>
    recordMetrics(world, rule.bus, [{ namespace: "AWS/Events", name, dimensions: { RuleName: rule.name }, value: 1, unit: "Count" }]);
  count("FailedInvocations");
  if (queueArn === undefined) return;
  const texts = {
    ...{ RULE_ARN: rule.arn, TARGET_ARN: target.Arn, ERROR_CODE: code, ERROR_MESSAGE: message, RETRY_ATTEMPTS: String(retries) },
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  const attributes = Object.fromEntries(Object.entries(texts).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]));
  try {
    deliverToQueue(world, { queueArn, body: JSON.stringify(event), by: eventBridge(rule), attributes });
    count("InvocationsSentToDlq");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    count("InvocationsFailedToBeSentToDlq");
  }
}
