import type { FaultyCall } from "../world/faults";
import { AwsError } from "../service";
import { processOf } from "../services/lambda/processes/processes";
import type { CommonErrors } from "../wire/commonErrors";
import type { World } from "../world/world";

/**
 * Does to a call what the faults say that match it: waits, refuses, or never answers.
 *
 * @throws AwsError for a refusal.
 */
export async function inflictFaults(
  world: World,
  { accessKeyId, ...called }: FaultyCall & { accessKeyId: string },
  errors: CommonErrors,
  closing: AbortSignal,
): Promise<void> {
  const caller = processOf(world, accessKeyId);
  const call = { ...called, function: caller?.function.name };
  for (const { effect } of world.faults.take(call)) {
    switch (effect.kind) {
      case "latency":
        await pause(world, effect.milliseconds, closing);
        break;
      case "throttle":
        throw errors.throttled();
      case "serverError":
        throw withStatus(errors.serverError("An internal error occurred (switched on by a fault)."), effect.status);
      case "deny":
        throw errors.accessDenied(effect.message ?? `${call.service}:${call.operation} is denied by a fault that is switched on`);
      case "refuse":
        throw new AwsError(effect.code, `${effect.code} (switched on by a fault).`);
      case "killFunction":
        caller?.process.kill();
        throw errors.serverError("The function that calls was killed (switched on by a fault).");
      case "hang":
        await closed(closing);
    }
  }
}

function pause(world: World, milliseconds: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = world.clock.after(milliseconds, done);
    closing.addEventListener("abort", done, { once: true });
    function done(): void {
      cancel();
      closing.removeEventListener("abort", done);
      resolve();
    }
  });
}

function closed(closing: AbortSignal): Promise<never> {
  const ended = () => new AwsError("ServiceUnavailable", "The sandbox closed while this call hung");
  return new Promise((_, reject) => {
    if (closing.aborted) reject(ended());
    else closing.addEventListener("abort", () => reject(ended()), { once: true });
  });
}

function withStatus(error: AwsError, status: number | undefined): AwsError {
  return status === undefined ? error : new AwsError(error.code, error.message, error.members, status);
}
