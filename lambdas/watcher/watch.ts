import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { tamperingMessage, type TamperingMessage } from "../../domain/tampering/message";
import { tamperingIn, type Ours } from "../../domain/tampering/tampering";

export interface Watching {
  ours: Ours;
  nameOf(account: string): string | undefined;
  /** To the topic of alarms. */
  publish(message: TamperingMessage): Promise<void>;
  told(call: string): void;
  failed(messageId: string, error: unknown): void;
}

/**
 * Tells of each call that tampers with what finds and tells, but for calls on the watch itself: those the findings road tells, which uses
 * nothing of it.
 *
 * Nothing is remembered: an event that is delivered twice may be told twice, with the same id. What cannot be read or told goes back to the
 * queue, and after five times to its dead letters, which alarm.
 */
export async function watch(records: readonly SQSRecord[], watching: Watching): Promise<SQSBatchResponse> {
  const failures: string[] = [];
  for (const { messageId, body } of records) {
    try {
      const tampering = tamperingIn(JSON.parse(body), watching.ours);
      if (tampering === undefined || tampering.concernsTheWatch) continue;
      await watching.publish(tamperingMessage(tampering, watching.nameOf(tampering.account)));
      watching.told(tampering.call);
    } catch (error) {
      watching.failed(messageId, error);
      failures.push(messageId);
    }
  }
  return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
}
