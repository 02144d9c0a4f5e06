import { createHash } from "node:crypto";
import type * as sdk from "@aws-sdk/client-dynamodb";
import type { DeleteResourcePolicyInput, GetResourcePolicyInput, PutResourcePolicyInput } from "@aws-sdk/client-dynamodb";
import { AwsError, type Given, type Operation, type Operations } from "../../service";
import { policyText } from "../storing/policyText";
import type { Storing } from "../storing/stored";
import { isStream, streams } from "./streams";
import { tables } from "./tables";

const [ofTables, ofStreams] = [policiesOn(tables), policiesOn(streams)];

/** The policies on tables and on their streams, which share the operations. */
export const policyOperations: Operations<typeof sdk> = {
  PutResourcePolicy: byArn(ofTables.put, ofStreams.put),
  GetResourcePolicy: byArn(ofTables.get, ofStreams.get),
  DeleteResourcePolicy: byArn(ofTables.remove, ofStreams.remove),
};

function byArn<Input extends { ResourceArn: string }, Output>(
  table: Required<Operation<Input, Output>>,
  stream: Required<Operation<Input, Output>>,
): Required<Operation<Input, Output>> {
  const of = ({ ResourceArn }: Input) => (isStream(ResourceArn) ? stream : table);
  return { authorize: (input, call) => of(input).authorize(input, call), handle: (input, call) => of(input).handle(input, call) };
}

function policiesOn<Settings>(bearers: Storing<Settings, { ResourceArn: string }>) {
  return {
    put: bearers.on((bearer, { Policy, ExpectedRevisionId }: Given<PutResourcePolicyInput>) => {
      assertRevision(bearer.policy, ExpectedRevisionId);
      bearer.policy = policyText(Policy, "ValidationException");
      return { RevisionId: revisionOf(bearer.policy) };
    }),
    get: bearers.on(({ policy, arn }, _input: Given<GetResourcePolicyInput>) => {
      if (policy === undefined)
        throw new AwsError("PolicyNotFoundException", `Resource-based policy not found for the provided ResourceArn: ${arn}`);
      return { Policy: policy, RevisionId: revisionOf(policy) };
    }),
    remove: bearers.on((bearer, { ExpectedRevisionId }: Given<DeleteResourcePolicyInput>) => {
      const { policy } = bearer;
      assertRevision(policy, ExpectedRevisionId);
      bearer.policy = undefined;
      return policy === undefined ? {} : { RevisionId: revisionOf(policy) };
    }),
  };
}

function assertRevision(policy: string | undefined, expected: string | undefined): void {
  const revision = policy === undefined ? "NO_POLICY" : revisionOf(policy);
  if (expected !== undefined && expected !== revision)
    throw new AwsError("PolicyNotFoundException", "The policy's revision is not the one that is expected");
}

function revisionOf(policy: string): string {
  return String(parseInt(createHash("sha256").update(policy).digest("hex").slice(0, 12), 16));
}
