import type { DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import type { World } from "../../world/world";

export function deliverToQueue(
  _world: World,
  _delivery: {
    queueArn: string;
    body: string;
    by: DeliveringPrincipal;
    attributes?: Record<string, { DataType: string; StringValue?: string }>;
    delaySeconds?: number;
  },
): void {
  throw new Error("not there yet");
}
