import { randomUUID } from "node:crypto";
import { assertResourcePolicyAllows, type DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import type { World } from "../../world/world";
import { runAsynchronously } from "./asynchronous";
import { functionAt } from "./store";

/**
 * A service invokes a function asynchronously, as EventBridge, SNS and the Scheduler do.
 *
 * @returns the function's answer once it has run, whatever came of it: its failures are tried again here and are nobody else's.
 * @throws AwsError where Lambda refuses the event: no such function, or its policy does not allow `by`.
 */
export async function invokeFunction(
  world: World,
  { functionArn, payload, by }: { functionArn: string; payload: unknown; by: DeliveringPrincipal },
): Promise<unknown> {
  const found = functionAt(world, functionArn);
  const asked = { action: "lambda:InvokeFunction", resource: found.arn, policy: found.policy, region: found.region };
  assertResourcePolicyAllows(world, by, asked);
  const ran = await runAsynchronously(world, found, JSON.stringify(payload), randomUUID());
  return ran && (JSON.parse(ran.payload) as unknown);
}
