import * as cloudtrail from "@aws-sdk/client-cloudtrail";
import * as events from "@aws-sdk/client-eventbridge";
import * as kms from "@aws-sdk/client-kms";
import * as lambda from "@aws-sdk/client-lambda";
import * as sns from "@aws-sdk/client-sns";

const services = {
  cloudtrail: [cloudtrail.CloudTrailClient, cloudtrail],
  events: [events.EventBridgeClient, events],
  kms: [kms.KMSClient, kms],
  lambda: [lambda.LambdaClient, lambda],
  sns: [sns.SNSClient, sns],
} as const;

/** Where the CLI has another word than the operation. */
const words: Record<string, string> = {
  "notification-endpoint": "Endpoint",
  uuid: "UUID",
};

type ClientOf = <Client>(Class: new (options: object) => Client, region: string) => Client;

/**
 * Runs each command of the AWS CLI that a text advises, in its order, by the SDK.
 *
 * @param filled for words that a person has to fill in: `{ KEY: "1234" }`.
 * @throws if there is none, or one that has no Region, lacks something or is refused.
 */
export async function runAdvised(text: string, clientOf: ClientOf, filled: Record<string, string> = {}): Promise<void> {
  const found = [
    ...text.matchAll(/\baws (cloudtrail|events|kms|lambda|sns) ([a-z-]+)((?: --[a-z0-9-]+(?: (?:'[^']*'|[^\s"-][^\s"]*))?)*)/g),
  ];
  if (found.length === 0) throw new Error(`no command is advised: ${text}`);
  for (const [, service, operation = "", options = ""] of found) {
    if (operation.startsWith("describe-")) continue; // it only says how a word is filled in
    const given = [...options.matchAll(/--([a-z0-9-]+)(?: (?:'([^']*)'|([^\s-]\S*)))?/g)].map(([, name = "", quoted, bare = "true"]) => [
      name,
      quoted ?? bare,
    ]);
    const { region, ...rest } = Object.fromEntries(given) as Record<string, string>; // pairs of texts
    if (region === undefined) throw new Error(`no Region: ${text}`);
    const input = Object.entries(rest).map(([name, value]) => [words[name] ?? pascal(name), valueOf(name, filled[value] ?? value)]);
    const [Client, sdk] = services[service as keyof typeof services]; // by the pattern above
    const Command = Reflect.get(sdk, `${pascal(operation)}Command`) as new (input: object) => object; // a class of the SDK, or the call fails
    const client: { send(command: object): Promise<unknown> } = clientOf(Client as new (options: object) => never, region);
    await client.send(new Command(Object.fromEntries(input) as object));
  }
}

function valueOf(name: string, text: string): unknown {
  if (/^[A-Z]+$/.test(text)) throw new Error(`${text} is not filled in`);
  if (name === "ids") return [text];
  if (name.startsWith("is-")) return text === "true";
  return name === "attributes" ? (JSON.parse(text) as unknown) : text;
}

function pascal(words: string): string {
  return words.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
