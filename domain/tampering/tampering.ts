import { likePattern } from "../likePattern";
import { watchedServices, type Harm } from "./watchedCalls";

/** Somebody other than us changed what finds or tells. */
export interface Tampering {
  /** CloudTrail's id of the event: the same however often it is delivered. */
  id: string;
  harm: Harm;
  /** `events:DisableRule` */
  call: string;
  account: string;
  region: string;
  /** ISO 8601. */
  at: string;
  /** ARN of who called, with the session's name; an AWS service by its name. */
  by: string;
  /** What it was done to, as far as the event says. */
  target: string;
  /** Whether the call concerns what tells of tampering itself, where the findings road sees it as well: then that has to tell. */
  concernsTheWatch: boolean;
}

/** How what is ours is recognised in an event. */
export interface Ours {
  /** By account: ARNs of roles and users that make such calls for us there, with * and ? in path and name. */
  callers: Readonly<Record<string, readonly string[]>>;
  /** Every name of ours begins so. */
  prefix: string;
  /** ARNs of our keys, whose names AWS chooses. */
  keys: readonly string[];
  /** Names and ARNs of ours that belong to the watch, in the account that both the watch and the findings road look at. */
  watch: { account: string; names: readonly string[] };
}

/**
 * What an event of CloudTrail says of tampering, or undefined where it says none: the call failed and changed nothing, it was ours, or it
 * concerns something of somebody else's. Changes of trails, findings, analyzers and of the organization's trust count whosever they are.
 *
 * @throws Error for an event that is no call seen by CloudTrail
 */
export function tamperingIn(event: unknown, ours: Ours): Tampering | undefined {
  const { id, account, region, detail } = read(event);
  const service = watchedServices.find(({ eventSource }) => eventSource === detail.eventSource);
  const found = service === undefined ? undefined : harmOf(service, detail.eventName);
  if (service === undefined || found === undefined || detail.errorCode !== undefined) return undefined;
  const by = callerOf(detail.userIdentity);
  if (ours.callers[account]?.some((caller) => by.principal !== undefined && likePattern(caller, by.principal))) return undefined;
  const said = JSON.stringify([detail.requestParameters, detail.responseElements, detail.resources]);
  const isOurs = said.includes(ours.prefix) || ours.keys.some((key) => said.includes(key) || said.includes(keyIdOf(key)));
  if ((found.harm === "road" || found.harm === "roles") && !isOurs) return undefined;
  return {
    ...{ id, harm: found.harm, call: `${service.source.slice("aws.".length)}:${found.name}`, account, region, at: detail.eventTime },
    ...{ by: by.text, target: targetOf(detail) },
    concernsTheWatch: account === ours.watch.account && ours.watch.names.some((name) => said.includes(name)),
  };
}

interface Detail {
  eventSource: string;
  eventName: string;
  eventTime: string;
  errorCode?: string;
  userIdentity?: UserIdentity;
  requestParameters?: unknown;
  responseElements?: unknown;
  resources?: unknown;
}

interface UserIdentity {
  type?: string;
  arn?: string;
  invokedBy?: string;
  sessionContext?: { sessionIssuer?: { arn?: string } };
}

function read(event: unknown): { id: string; account: string; region: string; detail: Detail } {
  // A parse boundary: the fields below are looked at before they are used.
  const { id, account, region, detail } = (event ?? {}) as Record<string, unknown>;
  const { eventID, eventSource, eventName, eventTime, ...others } = (detail ?? {}) as Record<string, unknown>;
  const given = { id: eventID ?? id, account, region, eventSource, eventName, eventTime };
  const missing = Object.entries(given).find(([, value]) => typeof value !== "string");
  if (missing) throw new Error(`No call seen by CloudTrail: it has no ${missing[0]}`);
  const known = given as Record<keyof typeof given, string>;
  return {
    ...{ id: known.id, account: known.account, region: known.region },
    detail: { ...(others as Partial<Detail>), eventSource: known.eventSource, eventName: known.eventName, eventTime: known.eventTime },
  };
}

function harmOf({ calls, isDated }: (typeof watchedServices)[number], eventName: string): { harm: Harm; name: string } | undefined {
  const undated = isDated ? eventName.replace(/\d{8}(v\d+)?$/, "") : eventName;
  for (const [harm, names] of Object.entries(calls) as [Harm, readonly string[]][]) {
    if (names.includes(undated)) return { harm, name: undated };
  }
  return undefined;
}

/** A session's role is what counts, whatever its name; the root is nobody of ours. */
function callerOf({ type, arn, invokedBy, sessionContext }: UserIdentity = {}): { text: string; principal?: string } {
  const principal = type === "AssumedRole" ? sessionContext?.sessionIssuer?.arn : type === "IAMUser" ? arn : undefined;
  const text = [arn ?? "unknown", ...(invokedBy === undefined ? [] : [`through ${invokedBy}`])].join(" ");
  return principal === undefined ? { text } : { text, principal };
}

const namingParameters = [
  ...["analyzerName", "analyzerArn", "resourceArn", "ruleName", "roleName", "rule", "name", "eventBusName", "queueUrl", "topicArn"],
  ...[
    "subscriptionArn",
    "keyId",
    "functionName",
    "uUID",
    "uuid",
    "tableName",
    "alarmName",
    "alarmNames",
    "trailName",
    "servicePrincipal",
    "accountId",
    "stackSetName",
  ],
];

function targetOf({ requestParameters, responseElements }: Detail): string {
  const given = { ...objectOf(responseElements), ...objectOf(requestParameters) };
  const named = namingParameters.flatMap((name) => (given[name] === undefined ? [] : [`${name} ${plain(given[name])}`]));
  return named.length === 0 ? "not named in the event" : named.join(", ");
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function keyIdOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
