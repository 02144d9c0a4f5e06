import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Configuration } from "../../domain/configuration/configuration";
import { findingsRoad, roadPlace } from "../../domain/findings/road";
import { administratorOf, type Administrator } from "./callers";

/** Where the scanner is on. */
export const scanned = { account: "444444444444", name: "payments-prod" };

/** Writes into the project's organization.yaml who is told of findings, and where the scanner finds them sooner. */
export function addNotifications(configuration: string): void {
  const on = `  - where: { account: "${scanned.account}" }\n    scanner: { enabled: true }\n`;
  const text = readFileSync(configuration, "utf8").replace(/^overrides:\n/m, (line) => line + on);
  writeFileSync(configuration, text + readFileSync(join(__dirname, "notifications.yaml"), "utf8"));
}

/** The queue that organization.yaml names: whoever owns it makes it, and lets the topics in. */
export async function createSocQueue(config: Configuration, admin: Administrator): Promise<void> {
  const { notifications, alarms, account, clientOptions } = await homeOf(config, admin);
  const Resource = `arn:aws:sqs:${config.organization.homeRegion}:${account}:soc`;
  const statement = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource,
    Condition: { ArnEquals: { "aws:SourceArn": [notifications.arn, alarms.arn] } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await new SQSClient(clientOptions).send(new CreateQueueCommand({ QueueName: "soc", Attributes: { Policy } }));
}

/** What a person does with the link of the mail, in the way that the stack's output says. */
export async function confirmMailbox(config: Configuration, admin: Administrator, token: string): Promise<void> {
  const { notifications, clientOptions } = await homeOf(config, admin);
  const confirmation = { TopicArn: notifications.arn, Token: token, AuthenticateOnUnsubscribe: "true" };
  await new SNSClient(clientOptions).send(new ConfirmSubscriptionCommand(confirmation));
}

async function homeOf(config: Configuration, admin: Administrator) {
  const { delegatedAdministrator: account, homeRegion: region } = config.organization;
  const credentials = await administratorOf(account, admin, admin);
  return { ...findingsRoad(roadPlace(config)), account, clientOptions: { endpoint: admin.url, region, credentials } };
}
