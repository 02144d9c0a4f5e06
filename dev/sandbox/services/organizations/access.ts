import { AwsError, type Authorization, type Call, type Operation } from "../../service";
import { page } from "../../paging";
import { accessDenied, invalidInput } from "./errors";

/** Only the management account may; Organizations says no to everybody else, whatever IAM says. */
export function byManagement<Input, Output>(operation: Operation<Input, Output>): Operation<Input, Output> {
  return guarded(operation, ({ world, caller }) => caller.account === world.organization.managementAccount);
}

/** The management account and every delegated administrator, of whichever service, may. */
export function byAdministrators<Input, Output>(operation: Operation<Input, Output>): Operation<Input, Output> {
  return guarded(operation, ({ world, caller }) => {
    const { managementAccount, delegatedAdministrators } = world.organization;
    return caller.account === managementAccount || [...delegatedAdministrators.values()].some((accounts) => accounts.has(caller.account));
  });
}

function guarded<Input, Output>(operation: Operation<Input, Output>, allowed: (call: Call) => boolean): Operation<Input, Output> {
  return {
    authorize: (input, call) => operation.authorize(input, call),
    handle(input, call) {
      if (!allowed(call)) throw accessDenied();
      return operation.handle(input, call);
    },
  };
}

export function allow(action: string, resource = "*", context?: Record<string, string | string[]>): Authorization[] {
  return [{ action: `organizations:${action}`, resource, ...(context ? { context } : {}) }];
}

/** The condition keys of tags in a request. */
export function requestTags(tags: { Key: string | undefined; Value: string | undefined }[] | undefined): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  for (const { Key, Value } of tags ?? []) context[`aws:RequestTag/${Key}`] = Value ?? "";
  if (tags?.length) context["aws:TagKeys"] = tags.map(({ Key }) => Key ?? "");
  return context;
}

/**
 * A page of an Organizations list. "These operations can occasionally return an empty set of results even when more results are
 * available": here the second page is such a one.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
export function pageOf<T>(call: Call, input: { NextToken?: string | undefined; MaxResults?: number | undefined }, items: T[]) {
  return page(
    items,
    { nextToken: input.NextToken, maxResults: input.MaxResults },
    {
      pageSize: call.world.settings.pageSize,
      emptyPages: true,
      badToken: () => invalidInput("INVALID_NEXT_TOKEN", "The NextToken is not one of this list."),
    },
  );
}

/** @throws InvalidInputException where a member that has to be there is not. */
export function required<T>(name: string, value: T | undefined | null): T {
  if (value === undefined || value === null || value === "") throw invalidInput("INPUT_REQUIRED", `You must specify a value for ${name}.`);
  return value;
}

/** An error of the model by its name. */
export function refused(code: string, message: string): AwsError {
  return new AwsError(code, message);
}
