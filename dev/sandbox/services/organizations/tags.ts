import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-organizations";
import type { StoreKey, World } from "../../world/world";
import { allow, byAdministrators, byManagement, refused, pageOf, requestTags, required } from "./access";
import { constraintViolation, invalidInput } from "./errors";
import { arnOf } from "./shapes";
import { isParent } from "./tree";

/** Tags of roots, organizational units and policies; an account carries its own. */
const key: StoreKey<Map<string, Map<string, string>>> = { name: "organizations.tags", create: () => new Map() };

export const tagResource = byManagement<TagResourceRequest, Record<string, never>>({
  authorize: (input, { world }) => allow("TagResource", arnOf(world, input.ResourceId ?? ""), requestTags(input.Tags)),
  handle(input, { world }) {
    setTags(world, required("ResourceId", input.ResourceId), required("Tags", input.Tags));
    return {};
  },
});

export const untagResource = byManagement<UntagResourceRequest, Record<string, never>>({
  authorize: (input, { world }) => allow("UntagResource", arnOf(world, input.ResourceId ?? ""), { "aws:TagKeys": input.TagKeys ?? [] }),
  handle(input, { world }) {
    const tags = tagsOf(world, required("ResourceId", input.ResourceId));
    for (const tagKey of required("TagKeys", input.TagKeys)) tags.delete(tagKey);
    return {};
  },
});

export const listTagsForResource = byAdministrators<ListTagsForResourceRequest, ListTagsForResourceResponse>({
  authorize: (input, { world }) => allow("ListTagsForResource", arnOf(world, input.ResourceId ?? "")),
  handle(input, call) {
    const tags = [...tagsOf(call.world, required("ResourceId", input.ResourceId))].map(([Key, Value]) => ({ Key, Value }));
    const { items, nextToken } = pageOf(call, input, tags);
    return { Tags: items, NextToken: nextToken };
  },
});

/** Adds tags. @throws TargetNotFoundException, ConstraintViolationException beyond 50 tags, InvalidInputException for a key of AWS's own */
export function setTags(world: World, id: string, tags: Tag[] | undefined): void {
  if (!tags?.length) return;
  const held = tagsOf(world, id);
  for (const { Key, Value } of tags) {
    const tagKey = required("Tags.Key", Key);
    if (tagKey.toLowerCase().startsWith("aws:"))
      throw invalidInput("INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag.");
    held.set(tagKey, Value ?? "");
  }
  if (held.size > 50) throw constraintViolation("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource.");
}

function tagsOf(world: World, id: string): Map<string, string> {
  const account = world.accounts.get(id);
  if (account) return account.tags;
  if (!isParent(world, id) && !world.organization.policies.has(id)) {
    throw refused("TargetNotFoundException", "We can't find a root, OU, account, or policy with the TargetId that you specified.");
  }
  const store = world.store(key);
  const tags = store.get(id) ?? new Map<string, string>();
  store.set(id, tags);
  return tags;
}
