import { AwsError, type Service } from "../service";
import type { Model } from "./schema";

/** Errors that every service has, by the name that this service's protocol and model give them. */
export interface CommonErrors {
  accessDenied(message: string): AwsError;
  /** A key that is not known, or a Region that is not enabled for the key's account. */
  unknownToken(): AwsError;
  expiredToken(): AwsError;
  throttled(): AwsError;
  serverError(message: string): AwsError;
  missingMembers(members: string[]): AwsError;
  /** Text that an answer could not give back. */
  unprintable(): AwsError;
}

export function commonErrors(service: Service, model: Model): CommonErrors {
  const query = service.protocol === "query" || service.protocol === "ec2Query";
  const modelled = (code: string) => model.errors.has(code);
  const firstModelled = (...codes: string[]) => codes.find(modelled);

  return {
    accessDenied: (message) => new AwsError(query ? "AccessDenied" : "AccessDeniedException", message),
    unknownToken: () =>
      new AwsError(
        query ? "InvalidClientTokenId" : "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      ),
    expiredToken: () =>
      new AwsError(query ? "ExpiredToken" : "ExpiredTokenException", "The security token included in the request is expired"),
    throttled: () =>
      new AwsError(
        firstModelled("ThrottlingException", "TooManyRequestsException") ?? (query ? "Throttling" : "ThrottlingException"),
        "Rate exceeded",
      ),
    serverError: (message) =>
      new AwsError(
        firstModelled("InternalServerException", "ServiceFailureException", "ServiceException") ??
          (query ? "InternalFailure" : "InternalServerError"),
        message,
      ),
    unprintable: () =>
      invalid("1 validation error detected: a value holds characters that are not valid: control characters", "INVALID_PATTERN"),
    missingMembers(members) {
      const count = `${members.length} validation error${members.length === 1 ? "" : "s"} detected`;
      const details = members.map(
        (member) => `Value null at '${lowerFirst(member)}' failed to satisfy constraint: Member must not be null`,
      );
      return invalid(`${count}: ${details.join("; ")}`, "INPUT_REQUIRED");
    },
  };

  function invalid(message: string, Reason: string): AwsError {
    if (modelled("ValidationException")) return new AwsError("ValidationException", message, { reason: "fieldValidationFailed" });
    if (!query && modelled("InvalidInputException")) return new AwsError("InvalidInputException", message, { Reason });
    return new AwsError(query ? "ValidationError" : "ValidationException", message);
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
