import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { functionClient } from "../../aws/findings/functionClients";
import { findingsRoad } from "../../domain/findings/road";
import { oursOf, type WatchSettings } from "../../domain/tampering/ours";
import { handleMessages } from "../messageBatch";
import { readSettings } from "../settingsFile";
import { telemetry } from "../telemetry";
import { watch } from "./watch";

// Reads the watch's queue. It shares nothing with the road but the code.
const settings = readSettings() as WatchSettings; // the deployment puts the keys in
const { alarms } = findingsRoad(settings);
const { log, measure, flush } = telemetry();
const sns = new SNSClient(functionClient(settings.homeRegion));
const names = new Map(Object.entries(settings.accounts).map(([id, { name }]) => [id, name]));
const ours = oursOf(settings);

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  try {
    return await handleMessages(event, context, { log }, (body) =>
      watch(body, {
        ...{ ours, log, measure },
        nameOf: (account) => names.get(account),
        publish: async ({ subject, body, event: told }) => {
          const Message = JSON.stringify({ default: body, email: body, sqs: JSON.stringify(told) });
          await sns.send(new PublishCommand({ TopicArn: alarms.arn, Subject: subject, Message, MessageStructure: "json" }));
        },
      }),
    );
  } finally {
    flush();
  }
}
