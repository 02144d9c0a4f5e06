import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

/** A message in a queue. */
export interface Message {
  /** Copies of a message that is delivered more than once share it. */
  id: string;
  body: string;
  attributes: Record<string, MessageAttributeValue>;
  senderId: string;
  traceHeader?: string;
  /** The queue that it was moved from, having been received too often. */
  deadLetterSource?: string;
  sentAt: Date;
  /** Nobody receives it before. */
  visibleAt: Date;
  receives: number;
  firstReceivedAt?: Date;
  /** Of the last receipt. */
  receiptHandle?: string;
}
