import type { CallAs } from "@aws-sdk/client-cloudformation";
import type * as sdk from "@aws-sdk/client-cloudformation";
import { page, type PageRequest } from "../../paging";
import type { Call, Operation, Operations } from "../../service";
import { onStackSet } from "./authorization";
import { validationError } from "./errors";
import { assertAdministrator } from "./organizationsAccess";
import { getStackSet, type StackSet } from "./stackSets";

interface OfStackSet {
  StackSetName: string;
  CallAs?: CallAs;
}

type All = Required<Operations<typeof sdk>>;
/** A method's type, which may ask for more of its input than the table below knows. */
type Handle<Input, Output> = { of(stackSet: StackSet, input: Input, call: Call): Output }["of"];
type Handlers = {
  [Name in keyof All]?: All[Name] extends Operation<infer Input extends OfStackSet, infer Output>
    ? Handle<Input, ReturnType<Operation<Input, Output>["handle"]>>
    : never;
};

/** Operations about one stack set, which ask IAM for nothing more than their own name on it. */
export function ofStackSet(handlers: Handlers): Operations<typeof sdk> {
  const all: [string, Handle<OfStackSet, unknown>][] = Object.entries(handlers);
  return Object.fromEntries(
    all.map(([name, handle]) => [
      name,
      {
        authorize: (input: OfStackSet, call: Call) => onStackSet(input.StackSetName, call),
        handle(input: OfStackSet, call: Call) {
          assertAdministrator(call.world, call.caller.account, input.CallAs);
          return handle(getStackSet(call, input.StackSetName), input, call);
        },
      },
    ]),
  );
}

export function pageOf<T>(call: Call, input: PageRequest, items: T[]) {
  return page(call, input, items, { badToken: () => validationError("NextToken is not one of this list") });
}
