import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { Storing, type Stored } from "../storing/stored";
import { recordEmbeddedMetrics } from "./embeddedMetrics";
import type { LogEvent } from "./logEvent";

export interface LogGroup {
  retentionInDays?: number;
  kmsKeyId?: string;
  streams: Map<string, LogStream>;
}

export interface LogStream {
  createdAt: Date;
  events: (LogEvent & { ingestionTime: number })[];
}

type Named = { logGroupName: string } | { resourceArn: string } | { logGroupIdentifier: string };

/** Log groups. In policies on most actions their ARNs end with ":*". */
export const groups = new Storing<LogGroup, Named>({
  title: "log group",
  arn: (name, { partition, account, region }) => `arn:${partition}:logs:${region}:${account}:log-group:${name}:*`,
  named(input) {
    if ("logGroupName" in input) return input.logGroupName;
    const text = "resourceArn" in input ? input.resourceArn : input.logGroupIdentifier;
    const [, region, account, name] = /^arn:[^:]+:logs:([^:]+):(\d{12}):log-group:([^:]+)(?::\*)?$/.exec(text) ?? [];
    return name === undefined ? text : { name, region, account };
  },
  missing: () => new AwsError("ResourceNotFoundException", "The specified log group does not exist."),
  invalidTags: "InvalidParameterException",
});

export interface Place {
  account: string;
  region: string;
}

export function findLogGroup(world: World, { account, region }: Place, name: string): Stored<LogGroup> | undefined {
  return groups.find(world, { name, account, region });
}

/** Without a question to IAM, for a service that has asked it. */
export function makeLogGroup(world: World, place: Place, name: string): Stored<LogGroup> {
  return groups.make(world, place, name, { streams: new Map() });
}

/** Adds events to a stream, which is made if need be; metrics that stand in them are recorded. @throws AwsError if there is no such group. */
export function putLogEvents(world: World, place: Place, groupName: string, streamName: string, events: LogEvent[]): void {
  const group = findLogGroup(world, place, groupName);
  if (!group) throw groups.kind.missing(groupName);
  const now = world.clock.now();
  const { streams } = group.settings;
  const stream = streams.get(streamName) ?? { createdAt: now, events: [] };
  streams.set(streamName, stream);
  stream.events.push(...events.map((event) => ({ ...event, ingestionTime: now.getTime() })));
  for (const event of events) recordEmbeddedMetrics(world, place, event);
}
