import type { DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import { AwsError } from "../../service";
import type { World } from "../../world/world";

/** @throws AwsError where Lambda refuses the event */
export async function invokeFunction(
  _world: World,
  { functionArn }: { functionArn: string; payload: unknown; by: DeliveringPrincipal },
): Promise<unknown> {
  throw new AwsError("NotImplemented", `Not there yet: ${functionArn}`);
}
