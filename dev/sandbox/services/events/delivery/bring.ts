import { assertResourcePolicyAllows, assertServiceMayAssume, type DeliveringPrincipal } from "../../../iam/deliveringPrincipal";
import { AwsError } from "../../../service";
import type { World } from "../../../world/world";
import { invokeFunction } from "../../lambda/deliver";
import { deliverToTopic } from "../../sns/deliver";
import { deliverToQueue } from "../../sqs/deliver";
import { findBus, notFound } from "../buses";
import { serviceOf, type TargetService } from "../targetService";
import { eventBridge, type Delivery } from "./delivery";
import { refuseByFault } from "./refuseByFault";

/** Brings an event to a target once. @throws AwsError, or rejects with one, if the target does not take it */
export function bring(world: World, delivery: Delivery): Promise<unknown> | undefined {
  const { rule, target, event } = delivery;
  const service = serviceOf(target.Arn);
  if (!service) throw new Error(`${target.Arn} is no target: it should have been refused when it was put`);
  refuseByFault(world, { ...calls[service], account: rule.bus.account, region: target.Arn.split(":")[3] ?? "" });
  const by = principalOf(world, delivery);
  const message = target.Input ?? JSON.stringify(event);
  switch (service) {
    case "sqs":
      return void deliverToQueue(world, { queueArn: target.Arn, body: message, by });
    case "sns":
      return void deliverToTopic(world, { topicArn: target.Arn, message, by });
    case "lambda":
      return invokeFunction(world, { functionArn: target.Arn, payload: JSON.parse(message) as unknown, by });
    case "events":
      return void forward(world, delivery, by);
  }
}

const calls: Record<TargetService, { service: string; operation: string }> = {
  sqs: { service: "sqs", operation: "SendMessage" },
  sns: { service: "sns", operation: "Publish" },
  lambda: { service: "lambda", operation: "Invoke" },
  events: { service: "events", operation: "PutEvents" },
};

function principalOf(world: World, { rule, target }: Delivery): DeliveringPrincipal {
  if (target.RoleArn === undefined) return eventBridge(rule);
  try {
    assertServiceMayAssume(world, eventBridge(rule), target.RoleArn, rule.bus.region);
  } catch (error) {
    throw error instanceof AwsError ? new AwsError("FAILED_TO_ASSUME_ROLE", error.message) : error;
  }
  return { roleArn: target.RoleArn };
}

/** To another bus. One that has come from another bus goes no further. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html */
function forward(world: World, { rule, target, event, hasHopped, arrive }: Delivery, by: DeliveringPrincipal): void {
  const isInRegion = target.Arn.split(":")[3] === rule.bus.region;
  if (hasHopped) {
    const code = isInRegion ? "THIRD_ACCOUNT_HOP_DETECTED" : "THIRD_REGION_HOP_DETECTED";
    throw new AwsError(code, "Events received from another event bus cannot be forwarded to a third event bus.");
  }
  const bus = findBus(world, target.Arn);
  if (!bus) throw notFound(`Event bus ${target.Arn} does not exist.`);
  const context = {
    // What a rule of the same account is has not been confirmed; this is what lets fewest in.
    "events:eventBusInvocation": String(bus.account !== rule.bus.account),
    ...{ "events:source": [event.source], "events:detail-type": [event["detail-type"]] },
  };
  assertResourcePolicyAllows(world, by, { action: "events:PutEvents", resource: bus.arn, policy: bus.policy, region: bus.region, context });
  arrive(bus);
}
