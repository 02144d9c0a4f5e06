import { AwsError } from "../../../service";
import type { World } from "../../../world/world";
import { deleteMessage, receiveMessages, watchQueue } from "../../sqs/consume";
import type { ReceivedMessage } from "../../sqs/messages";
import { queueAt } from "../../sqs/queues";
import type { Stored } from "../../storing/stored";
import { functionAt } from "../store";
import { run } from "../run";
import { eventOf, failedIn } from "./batch";
import type { Mapping } from "./mapping";
import { assertMay } from "./permissions";

/**
 * Brings a queue's messages to a function, batch by batch, several at once. What a batch fails with comes back when its visibility timeout
 * is over.
 *
 * @returns ends it; batches under way are brought to their end.
 */
export function pollQueue(world: World, mapping: Stored<Mapping>): () => void {
  const { queueArn, MaximumBatchingWindowInSeconds, maximumConcurrency = Infinity } = mapping.settings;
  const atOnce = Math.min(maximumConcurrency, world.settings.functionProcesses);
  let working = 0;
  let hasEnded = false;
  let isWaiting = false;

  const poll = () => {
    isWaiting = false;
    while (!hasEnded && working < atOnce) {
      const messages = receive(world, mapping);
      if (messages.length === 0) return;
      working += 1;
      void handle(world, mapping, messages).then(() => {
        working -= 1;
        wake();
      });
    }
  };
  const wake = () => {
    if (hasEnded || isWaiting) return;
    isWaiting = true;
    world.clock.after(MaximumBatchingWindowInSeconds * 1000, poll);
  };
  const unwatch = watchQueue(world, queueArn, wake);
  wake();
  return () => {
    hasEnded = true;
    unwatch();
  };
}

/** A batch; none where the queue is empty or the role may not receive. */
function receive(world: World, mapping: Stored<Mapping>): ReceivedMessage[] {
  const { queueArn, functionArn, BatchSize } = mapping.settings;
  return (
    told(mapping, () => {
      const each = functionAt(world, functionArn);
      assertMay(world, each, queueAt(world, queueArn), "ReceiveMessage");
      return receiveMessages(world, queueArn, { max: BatchSize });
    }) ?? []
  );
}

async function handle(world: World, mapping: Stored<Mapping>, messages: ReceivedMessage[]): Promise<void> {
  const { queueArn, functionArn } = mapping.settings;
  await told(mapping, async () => {
    const each = functionAt(world, functionArn);
    const answer = await run(world, each, JSON.stringify(eventOf(queueArn, messages)));
    const failed = failedIn(answer, messages, mapping.settings.FunctionResponseTypes);
    mapping.settings.lastResult = answer.error === undefined ? "OK" : "PROBLEM: Function call failed";
    const handled = messages.filter(({ messageId }) => !failed.has(messageId));
    if (handled.length > 0) assertMay(world, each, queueAt(world, queueArn), "DeleteMessage");
    for (const { receiptHandle } of handled) deleteMessage(world, queueArn, receiptHandle);
  });
}

/** What AWS refuses is written down at the mapping, as Lambda does. */
function told<Result>(mapping: Stored<Mapping>, act: () => Promise<Result>): Promise<Result | undefined>;
function told<Result>(mapping: Stored<Mapping>, act: () => Result): Result | undefined;
function told<Result>(mapping: Stored<Mapping>, act: () => Result | Promise<Result>): Result | undefined | Promise<Result | undefined> {
  const tell = (error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    mapping.settings.lastResult = `PROBLEM: ${error.message}`;
    return undefined;
  };
  try {
    const result = act();
    return result instanceof Promise ? result.catch(tell) : result;
  } catch (error) {
    return tell(error);
  }
}
