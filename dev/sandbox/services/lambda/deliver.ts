import type { DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import type { World } from "../../world/world";

export function invokeFunction(
  _world: World,
  _invocation: { functionArn: string; payload: unknown; by: DeliveringPrincipal },
): Promise<unknown> {
  throw new Error("not there yet");
}
