import {
  DescribeStackSetOperationCommand,
  paginateListStackSetOperationResults,
  type CloudFormationClient,
  type Parameter,
  type StackSetOperationPreferences,
} from "@aws-sdk/client-cloudformation";
import { hasName } from "../errors";
import type { Context } from "../resourceType";
import { numeric, object, text, textMap, texts, type Value } from "../values";
import { pause } from "../waiting";

/** Whose StackSet it is: the management account's own (SELF), or the organization's, seen by a delegated administrator. */
export type CallAs = "SELF" | "DELEGATED_ADMIN";

export function callAsOf(value: Value | undefined): CallAs {
  return value === "DELEGATED_ADMIN" ? "DELEGATED_ADMIN" : "SELF";
}

/** terraform-provider-aws looks for the first time after this, and then every ten seconds. */
const firstLook = 10_000;

/**
 * Waits until the operation has ended.
 * @throws if it did not succeed, with the reason of each account and Region; if it takes too long, or the person interrupts.
 */
export async function operationDone(
  client: CloudFormationClient,
  stackSetName: string,
  operationId: string | undefined,
  callAs: CallAs,
  { timeout, cancelled }: Pick<Context, "timeout" | "cancelled">,
): Promise<void> {
  const key = { StackSetName: stackSetName, OperationId: operationId, CallAs: callAs };
  const deadline = Date.now() + timeout;
  for (;;) {
    await pause(firstLook, cancelled);
    if (cancelled.aborted)
      throw new Error(`StackSet operation ${operationId} goes on in AWS; it was not waited for, because the update was interrupted`);
    const { StackSetOperation: operation } = await client.send(new DescribeStackSetOperationCommand(key));
    if (operation?.Status === "SUCCEEDED") return;
    if (operation?.Status === "FAILED" || operation?.Status === "STOPPED") {
      const reasons = await failures(client, key);
      throw new Error(`StackSet operation ${operationId} ${operation.Status}: ${reasons || operation.StatusReason || "no reason given"}`);
    }
    if (Date.now() > deadline)
      throw new Error(
        `timeout while waiting for StackSet operation ${operationId} (last state: ${operation?.Status}, timeout: ${timeout / 60_000}m)`,
      );
  }
}

/** Each account that failed, and why. Empty where the caller may not ask: the real provider swallows that denial. */
async function failures(
  client: CloudFormationClient,
  key: { StackSetName: string; OperationId: string | undefined; CallAs: CallAs },
): Promise<string> {
  const reasons: string[] = [];
  try {
    for await (const page of paginateListStackSetOperationResults({ client }, key)) {
      for (const { Account, Region, Status, StatusReason } of page.Summaries ?? []) {
        if (Status !== "SUCCEEDED") reasons.push(`Account (${Account}), Region (${Region}), Status (${Status}), Reason (${StatusReason})`);
      }
    }
  } catch (error) {
    if (!hasName(error, "AccessDenied", "AccessDeniedException")) throw error;
  }
  return reasons.join("; ");
}

export function parametersToAws(value: Value | undefined): Parameter[] {
  return Object.entries(textMap(value)).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}

export function parametersFromAws(live: Parameter[] = []): Record<string, string> {
  return Object.fromEntries(
    live.flatMap(({ ParameterKey, ParameterValue = "" }) => (ParameterKey ? [[ParameterKey, ParameterValue]] : [])),
  );
}

export function operationPreferences(value: Value | undefined): StackSetOperationPreferences | undefined {
  const given = object(value);
  if (Object.keys(given).length === 0) return undefined;
  return {
    FailureToleranceCount: numeric(given["failureToleranceCount"]),
    FailureTolerancePercentage: numeric(given["failureTolerancePercentage"]),
    MaxConcurrentCount: numeric(given["maxConcurrentCount"]),
    MaxConcurrentPercentage: numeric(given["maxConcurrentPercentage"]),
    RegionConcurrencyType: text(given["regionConcurrencyType"]) as "SEQUENTIAL" | undefined, // AWS checks the value
    RegionOrder: texts(given["regionOrders"]),
    ConcurrencyMode: text(given["concurrencyMode"]) as "STRICT_FAILURE_TOLERANCE" | undefined, // AWS checks the value
  };
}
