import { AwsError } from "../../../service";
import type { FaultyCall } from "../../../world/faults";
import type { World } from "../../../world/world";

/** Faults of calls hit what EventBridge does on its own as well. @throws AwsError */
export function refuseByFault(world: World, call: FaultyCall): void {
  for (const { effect } of world.faults.take(call)) {
    switch (effect.kind) {
      case "throttle":
        throw new AwsError("ThrottlingException", "Rate exceeded");
      case "serverError":
        throw new AwsError("InternalFailure", "An internal error occurred (switched on by a fault).");
      case "hang":
        throw new AwsError("Timeout", "The target did not answer (switched on by a fault).");
      case "refuse":
        throw new AwsError(effect.code, `${effect.code} (switched on by a fault).`);
      case "deny":
        throw new AwsError(
          "AccessDeniedException",
          effect.message ?? `${call.service}:${call.operation} is denied by a fault that is switched on`,
        );
    }
  }
}
