import type * as sdk from "@aws-sdk/client-eventbridge";
import type { PutEventsRequestEntry, PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import type { Asked, Call, Operations } from "../../service";
import { only } from "../storing/only";
import { arrive } from "./arrive";
import { busArnNamed, findBus, invalid } from "./buses";
import { eventOf } from "./event";
import { tagKeys } from "./tags";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const putEvents: Operations<typeof sdk> = {
  PutEvents: {
    authorize(input, call) {
      if (input.Entries.length === 0 || input.Entries.length > 10) throw invalid("Between 1 and 10 entries are put at once.");
      if (input.Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > 262_144)
        throw invalid("Total size of the entries in the request is over the limit.");
      return input.Entries.map((entry) => onEntry(entry, call));
    },
    handle(input, call) {
      only(input, ["Entries"]);
      const Entries = input.Entries.map((entry) => put(entry, call));
      return { FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries };
    },
  },
};

function onEntry({ EventBusName, Source, DetailType }: PutEventsRequestEntry, call: Call): Asked {
  const arn = busArnNamed(EventBusName, call);
  const bus = findBus(call.world, arn);
  return {
    resource: arn,
    resourcePolicy: { document: bus?.policy, account: arn.split(":")[4] ?? "" },
    context: {
      ...{ "events:eventBusInvocation": "false", ...tagKeys(bus) },
      ...(Source === undefined ? {} : { "events:source": [Source] }),
      ...(DetailType === undefined ? {} : { "events:detail-type": [DetailType] }),
    },
  };
}

function put(
  { EventBusName, Source = "", DetailType = "", Detail = "", Resources, Time }: PutEventsRequestEntry,
  call: Call,
): PutEventsResultEntry {
  const { world, caller, region } = call;
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => value === "");
  if (missing) return refused("InvalidArgument", `Parameter ${missing[0]} is not valid. Reason: ${missing[0]} is a required argument.`);
  if (/^aws\./i.test(Source)) return refused("NotAuthorizedForSource", "Not authorized for the source.");
  const detail = objectIn(Detail);
  if (!detail) return refused("MalformedDetail", "Detail is malformed.");
  const arn = busArnNamed(EventBusName, call);
  const bus = arn.split(":")[3] === region ? findBus(world, arn) : undefined;
  if (!bus) return refused("ResourceNotFoundException", `Event bus ${EventBusName} does not exist.`);
  const place = { account: caller.account, region };
  const event = eventOf(world, { ...place, source: Source, detailType: DetailType, resources: Resources, detail, time: Time });
  arrive(world, bus, event);
  return { EventId: event.id };
}

function refused(ErrorCode: string, ErrorMessage: string): PutEventsResultEntry {
  return { ErrorCode, ErrorMessage };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-calculate-event-size */
function sizeOf({ Time, Source = "", DetailType = "", Detail = "", Resources = [] }: PutEventsRequestEntry): number {
  return [Source, DetailType, Detail, ...Resources].reduce((sum, each) => sum + Buffer.byteLength(each), Time ? 14 : 0);
}

function objectIn(text: string): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === "object" && detail !== null && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
