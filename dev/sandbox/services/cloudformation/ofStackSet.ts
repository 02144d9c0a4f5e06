import type { CallAs } from "@aws-sdk/client-cloudformation";
import type { Call, Operation } from "../../service";
import { onStackSet } from "./authorization";
import { assertAdministrator } from "./organizationsAccess";
import { getStackSet, type StackSet } from "./stackSets";

/** An operation about one stack set, which asks IAM for nothing more than its own name on it. */
export function ofStackSet<Input extends { StackSetName: string | undefined; CallAs?: CallAs | undefined }, Output>(
  action: string,
  handle: (stackSet: StackSet, input: Input, call: Call) => Output,
): Operation<Input, Output> {
  return {
    authorize: (input, call) => [onStackSet(action, input.StackSetName, call)],
    handle(input, call) {
      assertAdministrator(call.world, call.caller.account, input.CallAs);
      return handle(getStackSet(call, input.StackSetName), input, call);
    },
  };
}
