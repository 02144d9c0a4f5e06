import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { arnOrName, Storing, type Reference, type Stored } from "../storing/stored";
import type { Attributes } from "./attributes";
import type { Message } from "./message";

export interface Queue {
  attributes: Attributes;
  messages: Message[];
}

export const queues = new Storing<Queue, { QueueUrl: string } | { QueueName: string; QueueOwnerAWSAccountId?: string }>({
  title: "sqs queue",
  arn: (name, { partition, account, region }) => `arn:${partition}:sqs:${region}:${account}:${name}`,
  named: (input) => ("QueueUrl" in input ? ofUrl(input.QueueUrl) : { name: input.QueueName, account: input.QueueOwnerAWSAccountId }),
  missing: () => missing(),
  invalidTags: "InvalidParameterValue",
});

export function findQueue(world: World, arn: string): Stored<Queue> | undefined {
  const found = queues.find(world, arnOrName(arn));
  return found?.arn === arn ? found : undefined;
}

/** @throws AwsError QueueDoesNotExist */
export function queueAt(world: World, arn: string): Stored<Queue> {
  const found = findQueue(world, arn);
  if (!found) throw missing();
  return found;
}

function missing(): AwsError {
  return new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

function ofUrl(url: string): Reference {
  const [account, name] = url.split("/").slice(-2);
  if (name === undefined || !/^\d{12}$/.test(account ?? ""))
    throw new AwsError("InvalidAddress", "The address is not valid for this endpoint.");
  return { name, account };
}
