import type * as sdk from "@aws-sdk/client-lambda";
import type { Asked, Call, Operations } from "../../service";
import { mappings } from "./eventSource/mapping";
import { store } from "./store";

/** Of functions and of event source mappings. */
export const tags: Operations<typeof sdk> = {
  TagResource: byKind(
    store.tags(({ Tags }: { Resource: string; Tags: Record<string, string> }) => Tags),
    mappings.tags(({ Tags }) => Tags),
  ),
  UntagResource: byKind(
    store.untags(({ TagKeys }: { Resource: string; TagKeys: string[] }) => TagKeys),
    mappings.untags(({ TagKeys }) => TagKeys),
  ),
  ListTags: byKind(
    store.on(({ tags: own }, _input: { Resource: string }) => ({ Tags: Object.fromEntries(own) })),
    mappings.on(({ tags: own }) => ({ Tags: Object.fromEntries(own) })),
  ),
};

interface Row<Input, Output> {
  authorize(input: Input, call: Call): Asked[];
  handle(input: Input, call: Call): Output;
}

function byKind<Input extends { Resource: string }, Output>(
  ofFunctions: Row<Input, Output>,
  ofMappings: Row<Input, Output>,
): Row<Input, Output> {
  const rowFor = ({ Resource }: Input) => (Resource.includes(":event-source-mapping:") ? ofMappings : ofFunctions);
  return {
    authorize: (input, call) => rowFor(input).authorize(input, call),
    handle: (input, call) => rowFor(input).handle(input, call),
  };
}
