import { createHash } from "node:crypto";
import type * as sdk from "@aws-sdk/client-dynamodb";
import { AwsError, type Operations } from "../../service";
import { policyText } from "../storing/policyText";
import { tables } from "./tables";

/** The policy on a table. */
export const policyOperations: Operations<typeof sdk> = {
  PutResourcePolicy: tables.on((table, { Policy, ExpectedRevisionId }) => {
    assertRevision(table.policy, ExpectedRevisionId);
    table.policy = policyText(Policy, "ValidationException");
    return { RevisionId: revisionOf(table.policy) };
  }),
  GetResourcePolicy: tables.on(({ policy, arn }) => {
    if (policy === undefined)
      throw new AwsError("PolicyNotFoundException", `Resource-based policy not found for the provided ResourceArn: ${arn}`);
    return { Policy: policy, RevisionId: revisionOf(policy) };
  }),
  DeleteResourcePolicy: tables.on((table, { ExpectedRevisionId }) => {
    const { policy } = table;
    assertRevision(policy, ExpectedRevisionId);
    table.policy = undefined;
    return policy === undefined ? {} : { RevisionId: revisionOf(policy) };
  }),
};

function assertRevision(policy: string | undefined, expected: string | undefined): void {
  const revision = policy === undefined ? "NO_POLICY" : revisionOf(policy);
  if (expected !== undefined && expected !== revision)
    throw new AwsError("PolicyNotFoundException", "The policy's revision is not the one that is expected");
}

function revisionOf(policy: string): string {
  return String(parseInt(createHash("sha256").update(policy).digest("hex").slice(0, 12), 16));
}
