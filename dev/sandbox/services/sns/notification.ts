import type { MessageAttributeValue } from "@aws-sdk/client-sns";

/** A message on its way from a topic. */
export interface Notification {
  id: string;
  topicArn: string;
  time: Date;
  subject?: string;
  attributes: Record<string, MessageAttributeValue>;
  /** What subscriptions of a protocol get. */
  textFor(protocol: string): string;
}
