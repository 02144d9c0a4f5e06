import type { World } from "../../world/world";
import { messageWith, received, remove, take, type ReceivedMessage } from "./messages";
import { queueAt } from "./queues";
import { setTimer, watch } from "./watching";

/**
 * What a consumer inside the sandbox does with a queue: no IAM check, whoever consumes has asked before.
 *
 * @throws AwsError QueueDoesNotExist
 */
export function receiveMessages(world: World, queueArn: string, wanted: { max: number; visibilitySeconds?: number }): ReceivedMessage[] {
  const queue = queueAt(world, queueArn);
  return take(world, queue, wanted).map((message) => received(message));
}

/** A handle that a later receipt has replaced deletes nothing. @throws AwsError QueueDoesNotExist, ReceiptHandleIsInvalid */
export function deleteMessage(world: World, queueArn: string, receiptHandle: string): void {
  const queue = queueAt(world, queueArn);
  remove(queue, messageWith(queue, receiptHandle));
}

/**
 * Calls `wake` whenever a message comes to be visible: sent, its delay over, its visibility timeout over. What is visible already wakes
 * nobody: receive first. The returned function ends it.
 *
 * @throws AwsError QueueDoesNotExist
 */
export function watchQueue(world: World, queueArn: string, wake: () => void): () => void {
  const queue = queueAt(world, queueArn);
  const end = watch(world, queueArn, wake);
  setTimer(world, queue);
  return end;
}
