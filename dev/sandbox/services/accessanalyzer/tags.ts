import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-accessanalyzer";
import type { Operation } from "../../service";
import { onAnalyzer, ownAnalyzer } from "./authorization";
import { required, validTags } from "./validation";

export const tagResource: Operation<TagResourceRequest, Record<string, never>> = {
  authorize: (input, call) => [onAnalyzer("TagResource", input.resourceArn ?? "", call, input.tags ?? {})],
  handle(input, call) {
    const analyzer = ownAnalyzer(call, "resourceArn", input.resourceArn);
    const tags = validTags({ ...Object.fromEntries(analyzer.tags), ...required("tags", input.tags) });
    analyzer.tags = new Map(Object.entries(tags));
    return {};
  },
};

export const untagResource: Operation<UntagResourceRequest, Record<string, never>> = {
  authorize(input, call) {
    const asked = onAnalyzer("UntagResource", input.resourceArn ?? "", call);
    return [{ ...asked, context: { ...asked.context, "aws:TagKeys": input.tagKeys ?? [] } }];
  },
  handle(input, call) {
    const analyzer = ownAnalyzer(call, "resourceArn", input.resourceArn);
    for (const key of required("tagKeys", input.tagKeys)) analyzer.tags.delete(key);
    return {};
  },
};

export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  authorize: (input, call) => [onAnalyzer("ListTagsForResource", input.resourceArn ?? "", call)],
  handle: (input, call) => ({ tags: Object.fromEntries(ownAnalyzer(call, "resourceArn", input.resourceArn).tags) }),
};
