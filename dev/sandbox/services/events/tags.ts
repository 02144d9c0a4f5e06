import type * as sdk from "@aws-sdk/client-eventbridge";
import { requestTags } from "../../iam/requestTags";
import type { Asked, Call, Operations } from "../../service";
import { findBus, invalid, notFound, type Bus, type Rule } from "./buses";

type Tags = readonly { Key: string; Value: string }[];

/** Tags of buses and rules. */
export const tagOperations: Operations<typeof sdk> = {
  TagResource: {
    authorize: ({ ResourceARN, Tags }, call) => onTagged(ResourceARN, call, requestTags(Tags)),
    handle({ ResourceARN, Tags }, call) {
      const tagged = taggedNamed(ResourceARN, call);
      tagged.tags = withTags(tagged.tags, Tags);
    },
  },
  UntagResource: {
    authorize: ({ ResourceARN, TagKeys }, call) => onTagged(ResourceARN, call, { "aws:TagKeys": TagKeys }),
    handle({ ResourceARN, TagKeys }, call) {
      const { tags } = taggedNamed(ResourceARN, call);
      for (const key of TagKeys) tags.delete(key);
    },
  },
  ListTagsForResource: {
    authorize: ({ ResourceARN }, call) => onTagged(ResourceARN, call, {}),
    handle: ({ ResourceARN }, call) => ({ Tags: [...taggedNamed(ResourceARN, call).tags].map(([Key, Value]) => ({ Key, Value })) }),
  },
};

/** @throws ValidationException for tags that AWS does not take */
export function withTags(tags: ReadonlyMap<string, string>, given: Tags = []): Map<string, string> {
  const bad = given.find(({ Key, Value }) => Key === "" || Key.length > 128 || Value.length > 256 || Key.toLowerCase().startsWith("aws:"));
  if (bad) throw invalid(`The tag provided is not valid: ${bad.Key}`);
  const all = new Map([...tags, ...given.map(({ Key, Value }): [string, string] => [Key, Value])]);
  if (all.size > 50) throw invalid("A resource may have at most 50 tags");
  return all;
}

/** Condition keys of the tags that are on something. */
export function tagKeys(tagged: { tags: ReadonlyMap<string, string> } | undefined): Record<string, string> {
  return Object.fromEntries([...(tagged?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

function onTagged(arn: string, call: Call, context: Record<string, string | string[]>): Asked {
  return { resource: arn, owner: arn.split(":")[4], context: { ...tagKeys(find(arn, call)), ...context } };
}

/** @throws ResourceNotFoundException */
function taggedNamed(arn: string, call: Call): Bus | Rule {
  const found = find(arn, call);
  if (!found) throw notFound(`${arn} does not exist.`);
  return found;
}

function find(arn: string, { world, region }: Call): Bus | Rule | undefined {
  const [start = "", path] = arn.split(":rule/");
  if (arn.split(":")[3] !== region) return undefined;
  if (path === undefined) return findBus(world, arn);
  const slash = path.lastIndexOf("/");
  const bus = findBus(world, `${start}:event-bus/${slash < 0 ? "default" : path.slice(0, slash)}`);
  return bus?.rules.get(path.slice(slash + 1));
}
