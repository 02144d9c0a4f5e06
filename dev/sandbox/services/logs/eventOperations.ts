import type * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { page } from "../../paging";
import { AwsError, type Asked, type Call, type Operations } from "../../service";
import { only } from "../storing/only";
import type { Stored } from "../storing/stored";
import { invalid } from "./groupOperations";
import { groups, putLogEvents, type LogGroup, type LogStream } from "./groups";
import type { LogEvent } from "./logEvent";

/** Streams and their events. Retention ends nothing here. */
export const eventOperations: Operations<typeof sdk> = {
  CreateLogStream: {
    authorize: (input, call) => onStream(input, "", call),
    handle(input, call) {
      const { streams } = groupOf(input, call).settings;
      if (streams.has(input.logStreamName)) throw new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");
      streams.set(input.logStreamName, { createdAt: call.world.clock.now(), events: [] });
    },
  },
  DescribeLogStreams: {
    authorize: (input, call) => onStream(input, "", call),
    handle(input, call) {
      only(input, ["logGroupName", "logGroupIdentifier", "logStreamNamePrefix", "nextToken", "limit", "orderBy", "descending"]);
      const { streams } = groupOf(input, call).settings;
      const found = [...streams].filter(([name]) => name.startsWith(input.logStreamNamePrefix ?? "")).sort();
      const { items, nextToken } = page(call, { nextToken: input.nextToken, maxResults: input.limit }, found, badToken);
      return {
        logStreams: items.map(([logStreamName, { createdAt }]) => ({ logStreamName, creationTime: createdAt.getTime() })),
        nextToken,
      };
    },
  },
  PutLogEvents: {
    authorize: (input, call) => onStream(input, input.logStreamName, call),
    handle({ logGroupName, logStreamName, logEvents }, call) {
      const group = groupOf({ logGroupName }, call);
      streamOf(group, logStreamName);
      putLogEvents(call.world, group, logGroupName, logStreamName, logEvents);
      return {};
    },
  },
  GetLogEvents: {
    authorize: (input, call) => onStream(input, input.logStreamName, call),
    handle(input, call) {
      only(input, ["logGroupName", "logGroupIdentifier", "logStreamName", "startTime", "endTime", "nextToken", "limit", "startFromHead"]);
      const { events } = streamOf(groupOf(input, call), input.logStreamName);
      const found = events.filter((event) => isWithin(event, input));
      const size = Math.min(input.limit ?? Infinity, call.world.settings.pageSize);
      const start = startOf(input.nextToken, input.startFromHead === true ? 0 : Math.max(0, found.length - size));
      const items = found.slice(start, start + size);
      // At either end the same token comes again, by which a reader knows it.
      return { events: items, nextForwardToken: `f/${start + items.length}`, nextBackwardToken: `b/${Math.max(0, start - size)}` };
    },
  },
  FilterLogEvents: {
    authorize: (input, call) => onStream(input, "", call),
    handle(input, call) {
      const known = ["logGroupName", "logGroupIdentifier", "logStreamNames", "logStreamNamePrefix", "startTime", "endTime"];
      only(input, [...known, "filterPattern", "nextToken", "limit", "interleaved"]);
      const found = [...groupOf(input, call).settings.streams]
        .filter(([name]) => (input.logStreamNames?.includes(name) ?? true) && name.startsWith(input.logStreamNamePrefix ?? ""))
        .flatMap(([logStreamName, { events }]) => events.map((event) => ({ ...event, logStreamName })))
        .filter((event) => isWithin(event, input) && matches(event.message, input.filterPattern ?? ""))
        .sort((a, b) => a.timestamp - b.timestamp);
      const { items, nextToken } = page(call, { nextToken: input.nextToken, maxResults: input.limit }, found, badToken);
      return { events: items, nextToken };
    },
  },
};

const badToken = { badToken: () => invalid("nextToken") };

interface Named {
  logGroupName?: string;
  logGroupIdentifier?: string;
}

function groupOf({ logGroupName, logGroupIdentifier = logGroupName ?? "" }: Named, call: Call): Stored<LogGroup> {
  const found = groups.named({ logGroupIdentifier }, call);
  if (!found || found.region !== call.region) throw groups.kind.missing(logGroupIdentifier);
  return found;
}

function streamOf({ settings: { streams } }: Stored<LogGroup>, name: string): LogStream {
  const found = streams.get(name);
  if (!found) throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
  return found;
}

function onStream({ logGroupName, logGroupIdentifier = logGroupName ?? "" }: Named, stream: string, call: Call): Asked {
  const asked = groups.asked({ logGroupIdentifier }, call);
  return { ...asked, resource: asked.resource.replace(/:\*$/, `:log-stream:${stream}`) };
}

function startOf(token: string | undefined, otherwise: number): number {
  if (token === undefined) return otherwise;
  const [, position] = /^[fb]\/(\d+)$/.exec(token) ?? [];
  if (position === undefined) throw invalid("nextToken");
  return Number(position);
}

function isWithin({ timestamp }: LogEvent, { startTime = 0, endTime = Infinity }: { startTime?: number; endTime?: number }): boolean {
  return timestamp >= startTime && timestamp < endTime;
}

/** Words, all of which are in the message, and one text in quotes. @throws AwsError for patterns over JSON and columns */
function matches(message: string, pattern: string): boolean {
  if (/^\s*[[{]|[?%-]/.test(pattern)) throw new AwsError("NotImplemented", `The sandbox organization filters by words, not by ${pattern}`);
  return [...pattern.matchAll(/"([^"]*)"|(\S+)/g)].every(([, quoted, word]) => message.includes(quoted ?? word ?? ""));
}
