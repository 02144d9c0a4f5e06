import type * as sdk from "@aws-sdk/client-organizations";
import { page, type PageRequest } from "../../paging";
import { AwsError, type Asked, type Call, type Operation, type Operations } from "../../service";
import type { World } from "../../world/world";
import { accessDenied, invalidInput, notInUse } from "./errors";
import { arnOf } from "./shapes";

type OrganizationsOperations = Operations<typeof sdk>;

/** Only the management account may; Organizations says no to everybody else, whatever IAM says. */
export function byManagement(operations: OrganizationsOperations): OrganizationsOperations {
  return guarded(operations, ({ world, caller }) => caller.account === world.organization.managementAccount);
}

/** The management account and every delegated administrator, of whichever service, may. */
export function byAdministrators(operations: OrganizationsOperations): OrganizationsOperations {
  return guarded(operations, ({ world, caller }) => {
    const { managementAccount, delegatedAdministrators } = world.organization;
    return caller.account === managementAccount || [...delegatedAdministrators.values()].some((accounts) => accounts.has(caller.account));
  });
}

function guarded(operations: OrganizationsOperations, allowed: (call: Call) => boolean): OrganizationsOperations {
  const all: [string, Operation<unknown, object>][] = Object.entries(operations);
  return Object.fromEntries(
    all.map(([name, operation]) => [
      name,
      {
        ...operation,
        handle(input: unknown, call: Call) {
          if (!call.world.accounts.has(call.caller.account)) throw notInUse();
          if (!allowed(call)) throw accessDenied();
          return operation.handle(input, call);
        },
      },
    ]),
  );
}

/** A root, organizational unit, account or policy, by its id. */
export function on(world: World, id: string, context?: Asked["context"]): Asked {
  return { resource: arnOf(world, id), ...(context ? { context } : {}) };
}

/**
 * A page of an Organizations list. "These operations can occasionally return an empty set of results even when more results are
 * available": here the second page is such a one.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
export function pageOf<T>(call: Call, input: PageRequest, items: T[]) {
  const badToken = () => invalidInput("INVALID_NEXT_TOKEN", "The NextToken is not one of this list.");
  return page(call, input, items, { emptyPages: true, badToken });
}

/** An error of the model by its name. */
export function refused(code: string, message: string): AwsError {
  return new AwsError(code, message);
}
