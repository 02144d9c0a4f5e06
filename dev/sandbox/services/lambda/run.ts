import { randomUUID } from "node:crypto";
import { AwsError } from "../../service";
import type { StoreKey, World } from "../../world/world";
import type { Stored } from "../storing/stored";
import type { Settings } from "./store";
import type { Answer } from "./processes/functionProcess";
import { giveBack, takeProcess } from "./processes/processes";

export interface Ran extends Answer {
  requestId: string;
  /** What was printed on the way. */
  lines: string[];
}

/**
 * Has a function handle one event, in a process of its own.
 *
 * @param event JSON.
 * @throws AwsError where the function's concurrency is used up, or its role cannot be assumed. What the function itself fails with is an answer.
 */
export async function run(world: World, each: Stored<Settings>, event: string, requestId: string = randomUUID()): Promise<Ran> {
  const running = world.store(runningEvents);
  const { reservedConcurrency = Infinity, given } = each.settings;
  if ((running.get(each.arn) ?? 0) >= reservedConcurrency) throw throttled();
  running.set(each.arn, (running.get(each.arn) ?? 0) + 1);
  try {
    const one = await takeProcess(world, each);
    one.log.print(`START RequestId: ${requestId} Version: $LATEST`);
    const start = process.hrtime.bigint();
    const answer = await one.process.invoke({
      event,
      requestId,
      seconds: given.Timeout ?? 3,
      ahead: world.clock.ahead ?? 0,
      context: contextOf(each, one.log, requestId),
    });
    // A process that was killed may have left words behind.
    if (!one.process.isAlive) await one.process.ended;
    if (answer.error !== undefined && !one.process.isAlive) one.log.print(messageOf(answer));
    one.log.print(`END RequestId: ${requestId}`);
    const duration = (Number(process.hrtime.bigint() - start) / 1e6).toFixed(2);
    one.log.print(`REPORT RequestId: ${requestId}\tDuration: ${duration} ms\tMemory Size: ${given.MemorySize} MB`);
    const lines = one.log.flush();
    giveBack(world, one);
    return { ...answer, requestId, lines };
  } finally {
    running.set(each.arn, (running.get(each.arn) ?? 1) - 1);
  }
}

/** How many events each function works on, by ARN. */
const runningEvents: StoreKey<Map<string, number>> = { name: "lambda running events", create: () => new Map() };

function contextOf({ name, arn, settings }: Stored<Settings>, { group, stream }: { group: string; stream: string }, requestId: string) {
  return {
    ...{ functionName: name, functionVersion: "$LATEST", invokedFunctionArn: arn, memoryLimitInMB: String(settings.given.MemorySize) },
    ...{ awsRequestId: requestId, logGroupName: group, logStreamName: stream },
  };
}

function messageOf({ payload }: Answer): string {
  return (JSON.parse(payload) as { errorMessage: string }).errorMessage; // our own
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
function throttled(): AwsError {
  const Reason = "ReservedFunctionConcurrentInvocationLimitExceeded";
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", { Reason, Type: "User" });
}
