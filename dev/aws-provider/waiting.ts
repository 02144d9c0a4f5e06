import { setTimeout as sleep } from "node:timers/promises";
import { PartlyCreated } from "./resourceType";
import { variant } from "./variant";

/**
 * How long waiting takes, as a factor: 1 as in terraform-provider-aws, which first looks after ten seconds and more. Tests and the demo run
 * on a faster clock: AWS_PROVIDER_WAITING=0.01.
 */
function factor(): number {
  const given = process.env["AWS_PROVIDER_WAITING"] ?? "1";
  const number = Number(given);
  if (given === "" || !Number.isFinite(number) || number < 0)
    throw new Error(
      `AWS_PROVIDER_WAITING is ${JSON.stringify(given)}, expected a number such as 0.01: the factor by which waiting is shorter`,
    );
  return number;
}

/** Waits, or ends at once when the engine was interrupted. */
export async function pause(milliseconds: number, cancelled: AbortSignal): Promise<void> {
  await sleep(milliseconds * factor() * variant.waiting, undefined, { signal: cancelled }).catch((error: unknown) => {
    if (!cancelled.aborted) throw error;
  });
}

/** Calls again while AWS refuses for a reason that passes by itself, as long as terraform-provider-aws does. */
export async function retrying<Result>(
  retry: { on: RegExp; milliseconds: number } | undefined,
  cancelled: AbortSignal,
  call: () => Promise<Result>,
): Promise<Result> {
  for (let left = retry?.milliseconds ?? 0, wait = 500; ; left -= wait, wait = Math.min(wait * 2, 10_000)) {
    try {
      return await call();
    } catch (error) {
      // What was created in part is there: a second creation would collide with it.
      const passes = error instanceof Error && !(error instanceof PartlyCreated) && retry?.on.test(error.message) === true;
      if (!passes || left <= 0 || cancelled.aborted) throw error;
      await pause(wait, cancelled);
    }
  }
}
