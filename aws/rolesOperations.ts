import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  DeleteStackInstancesCommand,
  DescribeStackSetOperationCommand,
  ListStackSetOperationResultsCommand,
  UpdateStackInstancesCommand,
  type StackSetOperationPreferences,
} from "@aws-sdk/client-cloudformation";
import { setTimeout as sleep } from "node:timers/promises";
import type { AccountId, Region } from "../domain/identifiers";
import { rolesStackSetName } from "../domain/names";
import { InterruptedError } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

export interface RolesOperation {
  what: "create" | "update" | "delete";
  /** The root or organizational unit through which these accounts are reached. */
  unit: string;
  accounts: AccountId[];
}

export interface RolesOperationOptions {
  /** In the management account. */
  session: Session;
  /** Where the StackSet is. */
  region: Region;
  calls: Calls;
  /** How long the operation may take. */
  seconds: number;
  signal: AbortSignal;
}

/** Accounts that may be worked on at once. */
export const accountsAtOnce = 10;

/**
 * Runs one operation on the instances of our roles' StackSet and waits for its end. A deletion or creation stops at the first failure; an
 * update, which takes nothing away, goes on.
 *
 * @returns the accounts in which it did not succeed, with AWS's reason.
 * @throws Error with what it waited for, if the operation does not end in time; InterruptedError when `signal` was raised. It goes on in AWS either way.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
 */
export async function runRolesOperation(
  { what, unit, accounts }: RolesOperation,
  { session, region, calls, seconds, signal }: RolesOperationOptions,
): Promise<Map<AccountId, string>> {
  const client = new CloudFormationClient(clientSettings(region, session.credentials, calls.settings));
  const StackSetName = rolesStackSetName;
  const input = {
    StackSetName,
    DeploymentTargets: { OrganizationalUnitIds: [unit], Accounts: accounts, AccountFilterType: "INTERSECTION" as const },
    Regions: [region],
    OperationPreferences: preferences[what],
  };
  const { OperationId } = await calls.run<{ OperationId?: string }>((options) => {
    if (what === "create") return client.send(new CreateStackInstancesCommand(input), options);
    if (what === "update") return client.send(new UpdateStackInstancesCommand(input), options);
    return client.send(new DeleteStackInstancesCommand({ ...input, RetainStacks: false }), options);
  });
  const name = `operation ${OperationId} (${what} instances of ${StackSetName} in ${accounts.join(", ")})`;

  const deadline = Date.now() + seconds * 1000;
  for (let pause = 200; ; pause = Math.min(pause * 2, 5_000)) {
    const { StackSetOperation: operation } = await calls.run((options) =>
      client.send(new DescribeStackSetOperationCommand({ StackSetName, OperationId }), options),
    );
    if (!["QUEUED", "RUNNING", "STOPPING"].includes(operation?.Status ?? "QUEUED")) break;
    if (Date.now() + pause > deadline)
      throw new Error(
        `${name} was still ${operation?.Status} after ${seconds} seconds. It goes on in AWS. Deploy again when it has ended.`,
      );
    await sleep(pause, undefined, { signal }).catch(() => {
      throw new InterruptedError(`stopped while waiting for ${name}, which goes on in AWS`);
    });
  }
  const results = await readPages(
    (NextToken) =>
      calls.run((options) => client.send(new ListStackSetOperationResultsCommand({ StackSetName, OperationId, NextToken }), options)),
    (page) => page.Summaries,
    (page) => page.NextToken,
  );
  const byAccount = new Map(results.map((result) => [result.Account, result]));
  return new Map(
    accounts.flatMap((account) => {
      const result = byAccount.get(account);
      // Who deletes what is gone already is told of no account.
      if (result?.Status === "SUCCEEDED" || (result === undefined && what === "delete")) return [];
      return [
        [
          account,
          result === undefined ? `${name} left the account out` : `${result.Status}: ${result.StatusReason ?? "AWS gives no reason"}`,
        ],
      ];
    }),
  );
}

/** In the strict mode, which is the default, a tolerance of none would mean one account at a time. */
const carefully: StackSetOperationPreferences = {
  ConcurrencyMode: "SOFT_FAILURE_TOLERANCE",
  MaxConcurrentCount: accountsAtOnce,
  FailureToleranceCount: 0,
};
const preferences: Record<RolesOperation["what"], StackSetOperationPreferences> = {
  create: carefully,
  delete: carefully,
  update: { MaxConcurrentPercentage: 100, FailureTolerancePercentage: 100 },
};
