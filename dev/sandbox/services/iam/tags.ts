import type { Tag } from "@aws-sdk/client-iam";
import type { Operation } from "../../service";
import { holderOf, modifiableHolder, onHolder, requestTags, type HolderInput, type HolderKind } from "./holder";
import { markedPage, type MarkedRequest } from "./paging";
import { tagList } from "./shapes";
import { checkTags } from "./validation";

/** Tag-, Untag- and List...Tags of a role or user. */
export function tagOperations(kind: HolderKind) {
  const tag: Operation<HolderInput & { Tags?: Tag[] | undefined }, object> = {
    authorize: (input, call) => onHolder(kind, `Tag${kind.title}`, input, call, requestTags(input.Tags)),
    handle(input, call) {
      const { tags } = modifiableHolder(kind, input, call);
      const kept = [...tags.keys()].filter((key) => !input.Tags?.some(({ Key }) => Key === key)).length;
      for (const [key, value] of Object.entries(checkTags(input.Tags, kept))) tags.set(key, value);
      return {};
    },
  };

  const untag: Operation<HolderInput & { TagKeys?: string[] | undefined }, object> = {
    authorize: (input, call) => onHolder(kind, `Untag${kind.title}`, input, call, { "aws:TagKeys": input.TagKeys ?? [] }),
    handle(input, call) {
      const { tags } = modifiableHolder(kind, input, call);
      for (const key of input.TagKeys ?? []) tags.delete(key);
      return {};
    },
  };

  const list: Operation<HolderInput & MarkedRequest, object> = {
    authorize: (input, call) => onHolder(kind, `List${kind.title}Tags`, input, call),
    handle(input, call) {
      const { items, marked } = markedPage(tagList(holderOf(kind, input, call)) ?? [], input, call);
      return { Tags: items, ...marked };
    },
  };

  return { tag, untag, list };
}
