import { AwsError } from "../../service";
import { invalid } from "./topics";

export type Protocol = keyof typeof endpoints;

const arnOf = (service: string) => new RegExp(`^arn:[^:]+:${service}:[a-z0-9-]+:\\d{12}:.+$`);

/** What an endpoint of a protocol looks like. */
const endpoints = {
  sqs: arnOf("sqs"),
  lambda: arnOf("lambda"),
  https: /^https:\/\/.+/,
  http: /^http:\/\/.+/,
  email: /^[^@\s]+@[^@\s]+$/,
};

/** @throws AwsError InvalidParameter; NotImplemented for a protocol that the sandbox does not have */
export function checkedEndpoint(protocol: string, endpoint: string): Protocol {
  if (["email-json", "sms", "application", "firehose"].includes(protocol))
    throw new AwsError("NotImplemented", `The sandbox organization does not implement protocol ${protocol} of sns:Subscribe.`);
  if (!isProtocol(protocol)) throw invalid("Amazon SNS does not support this protocol string: " + protocol);
  if (!endpoints[protocol].test(endpoint)) throw invalid(`Endpoint Reason: it is none of protocol ${protocol}`);
  return protocol;
}

/** Whether a subscription waits for somebody to confirm it: whoever subscribes a queue or function of his own account has done so by that. */
export function hasToConfirm(protocol: Protocol, endpoint: string, subscriber: string): boolean {
  return protocol === "sqs" || protocol === "lambda" ? endpoint.split(":")[4] !== subscriber : true;
}

function isProtocol(name: string): name is Protocol {
  return Object.hasOwn(endpoints, name);
}
