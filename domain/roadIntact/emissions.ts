import type { EventPattern } from "./patternsMeet";

/** What somebody may call, as a policy says it. */
export interface Call {
  /** `kms:Decrypt` */
  action: string;
  /** ARNs. */
  resources: readonly string[];
}

/** What a call lets happen: it goes on where its resources are, or events appear on the default buses. */
export interface Emission {
  /** Actions that hand something on, so that what takes it has to be followed. */
  handsOn: boolean;
  events: EventPattern[];
}

/** Events of which nothing is known but that AWS did not make them. */
export const ownEvents: EventPattern = { source: [{ "anything-but": { prefix: "aws." } }] };
/** Any call at all. */
export const anyCall: EventPattern = { "detail-type": ["AWS API Call via CloudTrail"] };
export const scheduledEvents: EventPattern = { source: ["aws.events"], "detail-type": ["Scheduled Event"] };

const handingOn: ReadonlySet<string> = new Set(["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction", "events:PutEvents"]);

/**
 * Events that follow from a call. Every call is one that CloudTrail tells, though of many it does not: too many calls are no harm, one too few would be.
 * A call that changes findings makes events of findings, and a metric may change the state of an alarm.
 */
export function emissionOf({ action }: Pick<Call, "action">): Emission {
  const [service = "", operation = ""] = action.split(":");
  const source = sources[service] ?? service;
  const events: EventPattern[] = [
    {
      source: [`aws.${source}`],
      "detail-type": ["AWS API Call via CloudTrail"],
      // Operations have versions of which IAM has none: ListFindingsV2, AddPermission20150331v2.
      detail: { eventSource: [`${source}.amazonaws.com`], eventName: [{ prefix: operation.replace(/\*.*/, "") }] },
    },
  ];
  if (service === "access-analyzer" && !/^(Get|List|Check|Validate)/.test(operation)) events.push({ source: ["aws.access-analyzer"] });
  if (action === "cloudwatch:PutMetricData") events.push({ source: ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"] });
  return { handsOn: handingOn.has(action), events };
}

/** Where events and CloudTrail call a service otherwise than IAM does. */
const sources: Record<string, string> = { cloudwatch: "monitoring" };
