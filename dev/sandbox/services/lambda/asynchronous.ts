import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { deliverToQueue } from "../sqs/deliver";
import type { Stored } from "../storing/stored";
import type { Settings } from "./functions";
import { run, type Ran } from "./run";

const tries = 3;
/** How long Lambda keeps trying while the function is throttled. */
const longestWait = 6 * 3_600_000;

/**
 * An event that nobody waits for: tried again twice where the function fails, as often as it takes where it is throttled. One that is given
 * up goes to the function's dead-letter queue.
 *
 * @returns the last answer; undefined if it never ran.
 */
export async function runAsynchronously(world: World, each: Stored<Settings>, event: string, requestId: string): Promise<Ran | undefined> {
  const until = world.clock.now().getTime() + longestWait;
  let answer: Ran | undefined;
  for (let failures = 0; failures < tries && world.clock.now().getTime() < until;) {
    answer = await unlessThrottled(() => run(world, each, event, requestId));
    if (answer && answer.error === undefined) return answer;
    if (answer) failures += 1;
    if (failures < tries) await pause(world, world.settings.functionRetryMilliseconds * Math.max(1, failures));
  }
  const queueArn = each.settings.given.DeadLetterConfig?.TargetArn;
  if (queueArn) {
    const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });
    const message = answer ? (JSON.parse(answer.payload) as { errorMessage?: string }).errorMessage : "Rate Exceeded."; // an error's payload has one
    const attributes = { RequestID: text(requestId), ErrorCode: text(answer ? "200" : "429", "Number"), ErrorMessage: text(message ?? "") };
    deliverToQueue(world, { queueArn, body: event, attributes, by: { roleArn: each.settings.given.Role ?? "" } });
  }
  return answer;
}

async function unlessThrottled(invoke: () => Promise<Ran>): Promise<Ran | undefined> {
  try {
    return await invoke();
  } catch (error) {
    if (error instanceof AwsError && error.code === "TooManyRequestsException") return undefined;
    throw error;
  }
}

function pause(world: World, milliseconds: number): Promise<void> {
  return new Promise((resolve) => world.clock.after(milliseconds, resolve));
}
