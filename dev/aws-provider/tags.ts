import { textMap, type Properties, type Value } from "./values";

/** The program's tags over the provider's default tags. */
export function mergedTags(inputs: Properties, defaults: Record<string, string>): Record<string, string> {
  return { ...defaults, ...textMap(inputs["tags"]) };
}

/**
 * `tags` and `tagsAll` from what AWS tells. AWS's own tags (`aws:`) are never the program's; a default tag counts as the program's own
 * only where the program had given it.
 */
export function splitTags(
  live: Record<string, string>,
  given: Value | undefined,
  defaults: Record<string, string>,
): { tags: Record<string, string>; tagsAll: Record<string, string> } {
  const own = textMap(given);
  const tagsAll = Object.fromEntries(Object.entries(live).filter(([key]) => !key.startsWith("aws:")));
  const tags = Object.fromEntries(Object.entries(tagsAll).filter(([key, value]) => key in own || defaults[key] !== value));
  return { tags, tagsAll };
}

/** What has to be set and what has to be taken away so that `live` becomes `wanted`. */
export function tagChanges(
  live: Record<string, string>,
  wanted: Record<string, string>,
): { set: Record<string, string>; remove: string[] } {
  return {
    set: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => live[key] !== value)),
    remove: Object.keys(live).filter((key) => !(key in wanted) && !key.startsWith("aws:")),
  };
}

/** The list form that IAM, Organizations and CloudFormation use. */
export function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function fromTagList(tags: { Key?: string; Value?: string }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])));
}
