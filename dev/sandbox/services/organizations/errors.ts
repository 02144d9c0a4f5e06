import type { ConstraintViolationExceptionReason, InvalidInputExceptionReason } from "@aws-sdk/client-organizations";
import { AwsError } from "../../service";

export function invalidInput(Reason: InvalidInputExceptionReason, message: string): AwsError {
  return new AwsError("InvalidInputException", message, { Reason });
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html for the reasons */
export function constraintViolation(Reason: ConstraintViolationExceptionReason, message: string): AwsError {
  return new AwsError("ConstraintViolationException", message, { Reason });
}

export function accessDenied(): AwsError {
  return new AwsError("AccessDeniedException", "You don't have permissions to access this resource.");
}

export function notInUse(): AwsError {
  return new AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
}

export function accountNotFound(): AwsError {
  return new AwsError("AccountNotFoundException", "You specified an account that doesn't exist.");
}
