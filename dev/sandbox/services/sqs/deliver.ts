import type { DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import type { World } from "../../world/world";

interface Delivery {
  queueArn: string;
  body: string;
  by: DeliveringPrincipal;
  attributes?: Record<string, { DataType: string; StringValue?: string }>;
  delaySeconds?: number;
}

export function deliverToQueue(_world: World, _delivery: Delivery): void {
  throw new Error("not there yet");
}
