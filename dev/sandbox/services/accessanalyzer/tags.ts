import type * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Operations } from "../../service";
import { onAnalyzer, ownAnalyzer } from "./authorization";
import { validTags } from "./validation";

export const tags: Operations<typeof sdk> = {
  TagResource: {
    authorize: (input, call) => onAnalyzer(input.resourceArn, call, input.tags),
    handle(input, call) {
      const analyzer = ownAnalyzer(call, input.resourceArn);
      analyzer.tags = new Map(Object.entries(validTags({ ...Object.fromEntries(analyzer.tags), ...input.tags })));
    },
  },
  UntagResource: {
    authorize(input, call) {
      const { resource, context } = onAnalyzer(input.resourceArn, call);
      return { resource, context: { ...context, "aws:TagKeys": input.tagKeys } };
    },
    handle(input, call) {
      const analyzer = ownAnalyzer(call, input.resourceArn);
      for (const key of input.tagKeys) analyzer.tags.delete(key);
    },
  },
  ListTagsForResource: {
    authorize: (input, call) => onAnalyzer(input.resourceArn, call),
    handle: (input, call) => ({ tags: Object.fromEntries(ownAnalyzer(call, input.resourceArn).tags) }),
  },
};
