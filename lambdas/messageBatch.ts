import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { describeError } from "../aws/callErrors";
import type { Telemetry } from "./telemetry";

/** Milliseconds that must be left to begin with a message: calls give up within them. */
const enough = 25_000;

export interface Clocked {
  getRemainingTimeInMillis(): number;
}

/**
 * Handles the messages of a batch one after the other, and gives back to the queue each that failed and all that time was too short for. Those
 * that are not given back are done, and SQS deletes them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function handleMessages(
  { Records }: SQSEvent,
  clock: Clocked,
  { log }: Pick<Telemetry, "log">,
  handle: (body: string) => Promise<void>,
): Promise<SQSBatchResponse> {
  const back: string[] = [];
  for (const { messageId, body } of Records) {
    if (clock.getRemainingTimeInMillis() < enough) {
      log.warn("There is too little time left for a message: it goes back to the queue.", { messageId });
      back.push(messageId);
      continue;
    }
    try {
      await handle(body);
    } catch (error) {
      log.error(`A message goes back to the queue: ${describeError(error)}`, { messageId, error });
      back.push(messageId);
    }
  }
  return { batchItemFailures: back.map((itemIdentifier) => ({ itemIdentifier })) };
}
