import type * as sdk from "@aws-sdk/client-eventbridge";
import { requestTags } from "../../iam/requestTags";
import { page } from "../../paging";
import { AwsError, type Asked, type Call, type Operations } from "../../service";
import { only } from "../storing/only";
import { busArnNamed, busesIn, busNamed, findBus, invalid, putBus, removeBus, type Bus } from "./buses";
import { withTags } from "./tags";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const busOperations: Operations<typeof sdk> = {
  CreateEventBus: {
    authorize: (input, call) => ({ ...onBus(input.Name, call), context: requestTags(pairs(input.Tags)) }),
    handle(input, call) {
      only(input, ["Name", "Description", "Tags"]);
      if (!/^[/.\w-]{1,256}$/.test(input.Name) || input.Name.startsWith("arn:"))
        throw invalid(`${input.Name} is not a valid event bus name`);
      if (findBus(call.world, busArnNamed(input.Name, call)))
        throw new AwsError("ResourceAlreadyExistsException", `Event bus ${input.Name} already exists.`);
      const tags = withTags(new Map(), input.Tags);
      const made = putBus(call.world, { account: call.caller.account, region: call.region }, input.Name);
      Object.assign(made, { tags, Description: input.Description });
      return { EventBusArn: made.arn, Description: made.Description };
    },
  },
  UpdateEventBus: {
    authorize: ({ Name }, call) => onBus(Name, call),
    handle(input, call) {
      only(input, ["Name", "Description"]);
      const bus = busNamed(input.Name, call);
      Object.assign(bus, { Description: input.Description, changedAt: call.world.clock.now() });
      return { Name: bus.name, Arn: bus.arn, Description: bus.Description };
    },
  },
  DescribeEventBus: {
    authorize: ({ Name }, call) => onBus(Name, call),
    handle: ({ Name }, call) => described(busNamed(Name, call)),
  },
  ListEventBuses: {
    handle(input, call) {
      const found = busesIn(call.world, { account: call.caller.account, region: call.region })
        .filter(({ name }) => name.startsWith(input.NamePrefix ?? ""))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, nextToken } = listed(call, input, found);
      return { EventBuses: items.map(described), NextToken: nextToken };
    },
  },
  DeleteEventBus: {
    authorize: ({ Name }, call) => onBus(Name, call),
    handle({ Name }, call) {
      const bus = findBus(call.world, busArnNamed(Name, call));
      if (bus?.name === "default") throw invalid("Cannot delete event bus default.");
      if (bus && bus.rules.size > 0) throw invalid(`Event bus ${bus.name} can't be deleted since it has rules.`);
      if (bus) removeBus(call.world, bus);
    },
  },
};

/** What IAM is asked of an operation on a bus that only the bus's own account may call. */
export function onBus(name: string | undefined, call: Call): Asked {
  const arn = busArnNamed(name, call);
  const tags = [...(findBus(call.world, arn)?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  return { resource: arn, owner: arn.split(":")[4], context: Object.fromEntries(tags) };
}

/** A page of a list whose requests call its size `Limit`. */
export function listed<T>(call: Call, { NextToken, Limit }: { NextToken?: string; Limit?: number }, all: readonly T[]) {
  return page(call, { NextToken, MaxResults: Limit }, all, { badToken: () => invalid("Invalid NextToken") });
}

function described({ name, arn, Description, policy, createdAt, changedAt }: Bus) {
  return { Name: name, Arn: arn, Description, Policy: policy, CreationTime: createdAt, LastModifiedTime: changedAt };
}

function pairs(tags: readonly { Key: string; Value: string }[] = []) {
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}
