import type { World } from "../../world/world";
import { messagesOf } from "../sqs/messages";
import { queues } from "../sqs/queues";
import type { Metric, Place } from "./metrics";
import { recordMetrics } from "./record";

/** What SQS tells of a queue, read off the queue when somebody asks: nothing for a queue that is not there. */
export function sampleQueue(world: World, place: Place, { namespace, name, dimensions }: Metric): void {
  const { QueueName = "" } = dimensions;
  const queue = namespace === "AWS/SQS" ? queues.find(world, { name: QueueName, ...place }) : undefined;
  if (!queue) return;
  const now = world.clock.now();
  const messages = messagesOf(world, queue);
  const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
  const delayed = hidden.filter(({ receives }) => receives === 0);
  const oldest = messages.reduce((least, { sentAt }) => Math.min(least, sentAt.getTime()), now.getTime());
  const values: Record<string, number> = {
    ApproximateNumberOfMessagesVisible: messages.length - hidden.length,
    ApproximateNumberOfMessagesNotVisible: hidden.length - delayed.length,
    ApproximateNumberOfMessagesDelayed: delayed.length,
    ApproximateAgeOfOldestMessage: Math.floor((now.getTime() - oldest) / 1000),
  };
  const value = values[name];
  const unit = name === "ApproximateAgeOfOldestMessage" ? "Seconds" : "Count";
  if (value !== undefined) recordMetrics(world, place, [{ namespace, name, dimensions, value, unit }]);
}
