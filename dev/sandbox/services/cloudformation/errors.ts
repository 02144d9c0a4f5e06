import { AwsError } from "../../service";

/** What CloudFormation answers for input that it does not take. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

/** Something that CloudFormation can and the sandbox cannot. */
export function notImplemented(what: string): AwsError {
  return new AwsError("ValidationError", `The sandbox does not implement ${what}.`);
}

/** Thrown for an account that an operation leaves out without counting a failure. */
export class Skipped extends Error {}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
