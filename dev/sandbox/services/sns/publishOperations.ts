import type * as sdk from "@aws-sdk/client-sns";
import type { Asked, Call, Operations } from "../../service";
import { keyAsked } from "../kms/encryption";
import { batched } from "../sqs/batches";
import { only } from "../storing/only";
import { publish } from "./publish";
import { invalid, topics } from "./topics";

interface OfTopic {
  TopicArn: string;
}

const asks = { action: "sns:Publish", also: encrypted };

const toTopic = topics.on(
  (topic, input: OfTopic & sdk.PublishInput, { world }: Call) => ({ MessageId: publish(world, topic, input) }),
  asks,
);

export const publishOperations: Operations<typeof sdk> = {
  Publish: {
    authorize: (input, call) => toTopic.authorize(named(input), call),
    handle: (input, call) => toTopic.handle(named(input), call),
  },
  PublishBatch: topics.on((topic, { PublishBatchRequestEntries: entries }, { world }) => {
    const size = entries.reduce((sum, { Message }) => sum + Buffer.byteLength(Message), 0);
    return batched(entries, (entry) => ({ MessageId: publish(world, topic, entry) }), size, 262_144);
  }, asks),
};

function named({ TopicArn, ...input }: sdk.PublishInput): OfTopic & sdk.PublishInput {
  only(input, ["Message", "Subject", "MessageStructure", "MessageAttributes"]);
  if (TopicArn === undefined) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  return { TopicArn, ...input };
}

/** What the key of an encrypted topic is asked. */
function encrypted(input: OfTopic, call: Call): Asked[] {
  const topic = topics.named(input, call);
  if (!topic) return [];
  const resource = { ...topic, context: { "aws:sns:topicArn": topic.arn }, errors: "KMS" as const };
  return keyAsked(call, topic.settings["KmsMasterKeyId"], resource, ["kms:GenerateDataKey", "kms:Decrypt"]);
}
