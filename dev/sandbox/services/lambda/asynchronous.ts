import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { deliverToQueue } from "../sqs/deliver";
import type { Stored } from "../storing/stored";
import type { Settings } from "./store";
import { run, type Ran } from "./run";

const tries = 3;
/** How long Lambda keeps trying while the function is throttled. */
const longestWait = 6 * 3_600_000;

/**
 * An event that nobody waits for: tried again twice where it fails, as often as it takes where the function is throttled. One that is given
 * up goes to the function's dead-letter queue.
 *
 * @returns the last answer; undefined if the function never ran.
 */
export async function runAsynchronously(world: World, each: Stored<Settings>, event: string, requestId: string): Promise<Ran | undefined> {
  const until = world.clock.now().getTime() + longestWait;
  let outcome: Ran | AwsError;
  for (let failures = 0; ;) {
    outcome = await run(world, each, event, requestId).catch(refusal);
    if (!(outcome instanceof AwsError) && outcome.error === undefined) return outcome;
    if (!isThrottled(outcome)) failures += 1;
    if (failures === tries || world.clock.now().getTime() > until) break;
    const wait = world.settings.functionRetryMilliseconds * Math.max(1, failures);
    await new Promise<void>((resolve) => world.clock.after(wait, resolve));
  }
  const queueArn = each.settings.given.DeadLetterConfig?.TargetArn;
  if (queueArn) {
    const attributes = deadLetterAttributes(outcome, requestId);
    deliverToQueue(world, { queueArn, body: event, attributes, by: { roleArn: each.settings.given.Role ?? "" } });
  }
  return outcome instanceof AwsError ? undefined : outcome;
}

function refusal(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  throw error;
}

function isThrottled(outcome: Ran | AwsError): boolean {
  return outcome instanceof AwsError && outcome.code === "TooManyRequestsException";
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
function deadLetterAttributes(outcome: Ran | AwsError, requestId: string) {
  const failed = outcome instanceof AwsError ? undefined : (JSON.parse(outcome.payload) as { errorMessage?: string }); // an error's answer
  const message = outcome instanceof AwsError ? outcome.message : (failed?.errorMessage ?? "");
  return {
    RequestID: { DataType: "String", StringValue: requestId },
    ErrorCode: { DataType: "Number", StringValue: isThrottled(outcome) ? "429" : "200" },
    ErrorMessage: { DataType: "String", StringValue: message.slice(0, 1024) || "unknown" },
  };
}
