import type { AwsError, Call, Service } from "./service";
import type { OperationShape } from "./wire/schema";

export interface AskedOfIam {
  action: string;
  /** ARN. */
  resource: string;
  /** Whose the resource is, as far as a policy on it was asked. */
  owner?: string;
}

/** A call of somebody known, answered or refused. */
export interface AnsweredCall {
  service: Service;
  operation: OperationShape;
  input: unknown;
  call: Call;
  /** What IAM was asked. */
  asked: readonly AskedOfIam[];
  output?: unknown;
  /** Why it was refused. */
  error?: AwsError;
}
