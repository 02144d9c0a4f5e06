import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeStackSetOperationCommand,
  paginateListStackSetOperationResults,
  type CloudFormationClient,
  type StackSetOperationPreferences,
} from "@aws-sdk/client-cloudformation";
import type { Context } from "../resourceType";
import { numeric, object, text, texts, type Value } from "../values";

/** Whose StackSet it is: the management account's own (SELF), or the organization's, seen by a delegated administrator. */
export type CallAs = "SELF" | "DELEGATED_ADMIN";

export function callAsOf(value: Value | undefined): CallAs {
  return value === "DELEGATED_ADMIN" ? "DELEGATED_ADMIN" : "SELF";
}

/**
 * Waits until the operation has ended.
 * @throws if it did not succeed, with the reason of each account and Region; if it takes too long, or the person interrupts.
 */
export async function operationDone(
  client: CloudFormationClient,
  stackSetName: string,
  operationId: string | undefined,
  callAs: CallAs,
  { timeout, cancelled }: Context,
): Promise<void> {
  const key = { StackSetName: stackSetName, OperationId: operationId, CallAs: callAs };
  const deadline = Date.now() + timeout;
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 5_000)) {
    const { StackSetOperation: operation } = await client.send(new DescribeStackSetOperationCommand(key));
    if (operation?.Status === "SUCCEEDED") return;
    if (operation?.Status === "FAILED" || operation?.Status === "STOPPED") {
      const reasons = await failures(client, key);
      throw new Error(`StackSet operation ${operationId} ${operation.Status}: ${reasons || operation.StatusReason || "no reason given"}`);
    }
    if (cancelled.aborted)
      throw new Error(`StackSet operation ${operationId} goes on in AWS; it was not waited for, because the update was interrupted`);
    if (Date.now() > deadline)
      throw new Error(
        `timeout while waiting for StackSet operation ${operationId} (last state: ${operation?.Status}, timeout: ${timeout / 60_000}m)`,
      );
    await sleep(pause);
  }
}

async function failures(
  client: CloudFormationClient,
  key: { StackSetName: string; OperationId: string | undefined; CallAs: CallAs },
): Promise<string> {
  const reasons: string[] = [];
  for await (const page of paginateListStackSetOperationResults({ client }, key)) {
    for (const { Account, Region, Status, StatusReason } of page.Summaries ?? []) {
      if (Status !== "SUCCEEDED") reasons.push(`Account (${Account}), Region (${Region}), Status (${Status}), Reason (${StatusReason})`);
    }
  }
  return reasons.join("; ");
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
