import { PublishCommand, SNSServiceException, type SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { Road } from "../../domain/findings/road";
import { describeError } from "../callErrors";
import { NotTaken } from "./notTaken";
import { postSigned } from "./signedPost";

/** Sends what a destination is to know. Every method throws unless it was taken: NotTaken where certainly nobody got it. */
export class Publisher {
  constructor(
    readonly clients: { sns: SNSClient; ssm: SSMClient },
    readonly road: Pick<Road, "notifications" | "chat">,
    readonly now: () => Date,
    readonly fetcher: typeof fetch = fetch,
  ) {}

  mail(destination: string, { subject, body }: { subject: string; body: string }): Promise<void> {
    return this.#publish({
      TopicArn: this.road.notifications.arn,
      Subject: subject,
      Message: body,
      ...only(destination),
    });
  }

  queue(destination: string, json: string): Promise<void> {
    return this.#publish({ TopicArn: this.road.notifications.arn, Message: json, ...only(destination) });
  }

  /** A room's topic is its own: the chat service takes nothing but its own schema. */
  chat(destination: string, json: string): Promise<void> {
    return this.#publish({ TopicArn: this.road.chat(destination).arn, Message: json });
  }

  /** @param endpoint `secret` names a SecureString, and `https` may do so. Both are read for every post, so that a new value is used at once. */
  async post(endpoint: { https: string; secret: string }, message: { id: string; json: string }): Promise<void> {
    const [url, secret] = await Promise.all([this.#revealed(endpoint.https), this.#revealed(endpoint.secret)]);
    await postSigned({ url, secret, id: message.id, body: message.json, now: this.now() }, this.fetcher);
  }

  /** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  async #publish(input: ConstructorParameters<typeof PublishCommand>[0]): Promise<void> {
    const size = Buffer.byteLength(input.Message ?? "");
    if (size > largest) throw new NotTaken(`A message of ${size} bytes is more than SNS takes (${largest}). It was not sent.`);
    try {
      await this.clients.sns.send(new PublishCommand(input));
    } catch (error) {
      throw isRefusal(error) ? new NotTaken(`SNS refused it: ${describeError(error)}`, { cause: error }) : error;
    }
  }

  /** `ssm:NAME` is the value of that parameter. */
  async #revealed(text: string): Promise<string> {
    if (!text.startsWith("ssm:")) return text;
    const Name = text.slice("ssm:".length);
    try {
      const { Parameter } = await this.clients.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      if (Parameter?.Value) return Parameter.Value;
    } catch (error) {
      throw new NotTaken(`Parameter ${Name} of SSM could not be read: ${describeError(error)}. Nothing was sent.`, { cause: error });
    }
    throw new NotTaken(`Parameter ${Name} of SSM has no value. Nothing was sent.`);
  }
}

/** The first attempt was answered, with a no. After several attempts nobody knows of the earlier ones. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof SNSServiceException)) return false;
  const { httpStatusCode = 500, attempts = 1 } = error.$metadata;
  return httpStatusCode < 500 && attempts === 1;
}

/** What SNS takes, less the attribute. */
const largest = 256 * 1024 - 512;

/** Each subscription filters on it, so that a message has one receiver and needs one body. */
function only(destination: string) {
  return { MessageAttributes: { destination: { DataType: "String.Array", StringValue: JSON.stringify([destination]) } } };
}
