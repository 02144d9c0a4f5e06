import type { DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import type { World } from "../../world/world";

export function deliverToTopic(
  _world: World,
  _delivery: { topicArn: string; message: string; subject?: string; by: DeliveringPrincipal },
): void {
  throw new Error("not there yet");
}
