import { requestTags } from "../../iam/requestTags";
import type { StoreKey, World } from "../../world/world";
import { byAdministrators, byManagement, on, pageOf, refused } from "./access";
import { constraintViolation, invalidInput } from "./errors";
import { isParent } from "./tree";

/** Tags of roots, organizational units and policies; an account carries its own. */
const key: StoreKey<Map<string, Map<string, string>>> = { name: "organizations.tags", create: () => new Map() };

export const tags = {
  ...byManagement({
    TagResource: {
      authorize: (input, { world }) => on(world, input.ResourceId, requestTags(input.Tags)),
      handle: (input, { world }) => setTags(world, input.ResourceId, input.Tags),
    },
    UntagResource: {
      authorize: (input, { world }) => on(world, input.ResourceId, { "aws:TagKeys": input.TagKeys }),
      handle(input, { world }) {
        const held = tagsOf(world, input.ResourceId);
        for (const tagKey of input.TagKeys) held.delete(tagKey);
      },
    },
  }),
  ...byAdministrators({
    ListTagsForResource: {
      authorize: (input, { world }) => on(world, input.ResourceId),
      handle(input, call) {
        const held = [...tagsOf(call.world, input.ResourceId)].map(([Key, Value]) => ({ Key, Value }));
        const { items, nextToken } = pageOf(call, input, held);
        return { Tags: items, NextToken: nextToken };
      },
    },
  }),
};

/** Adds tags. @throws TargetNotFoundException, ConstraintViolationException beyond 50 tags, InvalidInputException for a key of AWS's own */
export function setTags(world: World, id: string, given: { Key: string; Value: string }[] = []): void {
  if (given.length === 0) return;
  const held = tagsOf(world, id);
  for (const { Key, Value } of given) {
    if (Key.toLowerCase().startsWith("aws:"))
      throw invalidInput("INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag.");
    held.set(Key, Value);
  }
  if (held.size > 50) throw constraintViolation("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource.");
}

function tagsOf(world: World, id: string): Map<string, string> {
  const account = world.accounts.get(id);
  if (account) return account.tags;
  if (!isParent(world, id) && !world.organization.policies.has(id))
    throw refused("TargetNotFoundException", "We can't find a root, OU, account, or policy with the TargetId that you specified.");
  const store = world.store(key);
  const held = store.get(id) ?? new Map<string, string>();
  store.set(id, held);
  return held;
}
