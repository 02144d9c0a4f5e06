import { AwsError } from "../../../service";

/** Why a target did not get an event, by the code that a dead letter has for it. */
export interface Failure {
  code: string;
  message: string;
  /** Trying again would not help. */
  isFinal: boolean;
}

/**
 * @throws what is no answer of a target: a defect of the sandbox, or what it does not implement
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html for the codes; which error gives which is by their names
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof AwsError) || error.code === "NotImplemented") throw error;
  const { code, message } = error;
  if (finalCodes.has(code)) return { code, message, isFinal: true };
  if (/AccessDenied/.test(code)) return { code: "NO_PERMISSIONS", message, isFinal: true };
  if (/NotFound|DoesNotExist|NonExistent/.test(code)) return { code: "NO_RESOURCE", message, isFinal: true };
  return { code: /Throttl|TooMany/.test(code) ? "THROTTLING" : "ERROR_FROM_TARGET", message, isFinal: false };
}

const finalCodes = new Set(["FAILED_TO_ASSUME_ROLE", "THIRD_ACCOUNT_HOP_DETECTED", "THIRD_REGION_HOP_DETECTED"]);
