import type { AwsError, Call, Service } from "./service";
import type { OperationShape } from "./wire/schema";

/** A call of somebody known, answered or refused. */
export interface AnsweredCall {
  service: Service;
  operation: OperationShape;
  input: unknown;
  call: Call;
  /** Accounts that the resources belong to, as far as a policy on one was asked. */
  owners: ReadonlySet<string>;
  output?: unknown;
  /** Why it was refused. */
  error?: AwsError;
}
