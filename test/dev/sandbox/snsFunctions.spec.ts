import assert from "node:assert/strict";
import { AddPermissionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { linesOf } from "../../../dev/sandbox/services/lambda/processes/functionLog";
import { receiveMessages } from "../../../dev/sandbox/services/sqs/consume";
import { eventually, sessionIn, type Keys } from "../../support/sandboxClients";
import { deployFunction } from "../../support/sandboxFunction";

const member = "444444444444";
const region = "eu-central-1";
const code =
  "export const handler = async ({ Records: [{ Sns }] }) => console.log(Sns.Subject, Sns.Message, Sns.MessageAttributes.to.Value);";

describe("SNS and functions", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let keys: Keys;
  let sns: SNSClient;
  let TopicArn: string;
  const options = () => ({ endpoint: sandbox.url, region, credentials: keys, maxAttempts: 1 });
  before(async () => {
    sandbox = await startSandbox();
    keys = await sessionIn(sandbox, member);
    sns = new SNSClient(options());
    TopicArn = (await sns.send(new CreateTopicCommand({ Name: "topic" }))).TopicArn ?? "";
  });
  after(() => sandbox?.close());

  const publish = (Message: string) => {
    const MessageAttributes = { to: { DataType: "String", StringValue: "soc" } };
    return sns.send(new PublishCommand({ TopicArn, Message, Subject: "News", MessageAttributes }));
  };

  it("a subscribed function runs, if its policy lets SNS in", async () => {
    const Endpoint = await deployFunction(sandbox, keys, "listener", code);
    const permission = { StatementId: "sns", Action: "lambda:InvokeFunction", Principal: "sns.amazonaws.com", SourceArn: TopicArn };
    await new LambdaClient(options()).send(new AddPermissionCommand({ FunctionName: "listener", ...permission }));
    const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint }));
    assert.notEqual(SubscriptionArn, "pending confirmation");
    await publish("hello");
    await eventually(
      () => linesOf(sandbox.world, Endpoint),
      (lines) => lines.some((line) => line.includes("News hello soc")),
    );
  });

  it("what a function refuses goes to the subscription's dead-letter queue", async () => {
    const Endpoint = await deployFunction(sandbox, keys, "closed", code);
    const queueArn = `arn:aws:sqs:${region}:${member}:dead`;
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queueArn },
    });
    await new SQSClient(options()).send(new CreateQueueCommand({ QueueName: "dead", Attributes: { Policy } }));
    const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn }) };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint, Attributes }));
    await publish("refused");
    const [letter] = await eventually(
      () => receiveMessages(sandbox.world, queueArn, { max: 1 }),
      (letters) => letters.length === 1,
    );
    assert.equal(JSON.parse(letter?.body ?? "").Message, "refused");
  });
});
