import { regionOf } from "../requiredCover/place";
import type { StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";

/** A text, what is not known before it is deployed, or nothing. */
export type Value = string | typeof unknownValue | undefined;

/** Kinds of resources that the findings road is made of, with the input by which each is named and those that name another part. */
const kinds = {
  bus: { type: "aws:cloudwatch/eventBus:EventBus", name: "name", others: [] },
  busPolicy: { type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy", name: "eventBusName", others: [] },
  rule: { type: "aws:cloudwatch/eventRule:EventRule", name: "name", others: ["eventBusName"] },
  target: { type: "aws:cloudwatch/eventTarget:EventTarget", name: "rule", others: ["eventBusName", "arn"] },
  queue: { type: "aws:sqs/queue:Queue", name: "name", others: [] },
  queuePolicy: { type: "aws:sqs/queuePolicy:QueuePolicy", name: "queueUrl", others: [] },
  topic: { type: "aws:sns/topic:Topic", name: "name", others: [] },
  topicPolicy: { type: "aws:sns/topicPolicy:TopicPolicy", name: "arn", others: [] },
  subscription: { type: "aws:sns/topicSubscription:TopicSubscription", name: "topic", others: [] },
  key: { type: "aws:kms/key:Key", name: "keyId", others: [] },
  alias: { type: "aws:kms/alias:Alias", name: "name", others: [] },
  function: { type: "aws:lambda/function:Function", name: "name", others: [] },
  mapping: { type: "aws:lambda/eventSourceMapping:EventSourceMapping", name: "eventSourceArn", others: ["functionName"] },
  alarm: { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "name", others: [] },
  schedule: { type: "aws:scheduler/schedule:Schedule", name: "name", others: [] },
} as const;

export type Kind = keyof typeof kinds;

/** A resource of the road. */
export interface Part {
  kind: Kind;
  urn: string;
  /** Its logical name, as messages call it. */
  label: string;
  /** Its own name, or what it is set on. */
  name: Value;
  region: Value;
  /** Undefined where they could not be seen. */
  inputs: Record<string, unknown> | undefined;
}

const kindByType = new Map<string, Kind>((Object.keys(kinds) as Kind[]).map((kind) => [kinds[kind].type, kind])); // its own keys

/**
 * What of a stack is part of the findings road: what components of ours made, which the URN says, and what has or uses a name of ours.
 * Other resources of the same kinds are somebody else's.
 */
export function roadParts(resources: readonly StackResource[], defaults: { region?: string } = {}): Part[] {
  return resources.flatMap((resource): Part[] => {
    const kind = kindByType.get(resource.type);
    if (kind === undefined || !isOfRoad(resource, kind)) return [];
    const { urn, name: label, inputs } = resource;
    const region = resource.provider === undefined && defaults.region === undefined ? undefined : regionOf(resource, defaults).value;
    return [{ kind, urn, label, name: valueOf(inputs?.[kinds[kind].name] ?? resource.outputs[kinds[kind].name]), region, inputs }];
  });
}

/** A key that signs is the proof's, and encrypts nothing. */
function isOfRoad({ urn, inputs }: StackResource, kind: Kind): boolean {
  if (kind === "key" && inputs?.["keyUsage"] === "SIGN_VERIFY") return false;
  if (kind === "alias" && inputs?.["name"] === "alias/access-analyzer-org-proof") return false;
  const chain = urn.split("::")[2] ?? "";
  return chain.includes("access-analyzer-org:") || [kinds[kind].name, ...kinds[kind].others].some((input) => isOurs(inputs?.[input]));
}

function isOurs(value: unknown): boolean {
  return typeof value === "string" && /(^|[:/])access-analyzer-org-/.test(value);
}

/** Of a name, an ARN or a URL: whether it is the part's. `maybe`: it is not known before it is deployed. */
export function names(reference: Value, part: Pick<Part, "name" | "region">): "yes" | "no" | "maybe" {
  if (reference === unknownValue) return "maybe";
  if (reference === undefined) return "no";
  const region = /^arn:/.test(reference) ? reference.split(":")[3] : /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(reference)?.[1];
  if (region !== undefined && typeof part.region === "string" && region !== "" && region !== part.region) return "no";
  if (part.name === unknownValue) return "maybe";
  return part.name !== undefined && lastOf(reference) === lastOf(part.name) ? "yes" : "no";
}

/** The name that an ARN or a URL ends with. */
export function lastOf(reference: string): string {
  return reference.split(/[:/]/).at(-1) ?? reference;
}

/** Whether both are in one Region, as far as it is said. */
export function isTogether(one: Value, other: Value): boolean {
  return typeof one !== "string" || typeof other !== "string" || one === other;
}

export function valueOf(value: unknown): Value {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : unknownValue;
}

/** A member of an object that may itself not be known. */
export function memberOf(value: unknown, name: string): unknown {
  if (value === unknownValue) return unknownValue;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** JSON text or an object; `unknownValue` for what is neither or not known. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return unknownValue;
  }
}
