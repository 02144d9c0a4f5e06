import { AwsError, type Service } from "../service";
import { isXml, type Model } from "./schema";

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
  const xml = isXml(service.protocol);
  const ofS3 = service.protocol === "restXml";
  const modelled = (code: string) => model.errors.has(code);
  const firstModelled = (...codes: string[]) => codes.find(modelled);

  return {
    accessDenied: (message) =>
      new AwsError(
        modelled("AuthorizationErrorException") ? "AuthorizationError" : xml ? "AccessDenied" : "AccessDeniedException",
        message,
      ),
    unknownToken: () =>
      ofS3
        ? new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
        : new AwsError(
            xml ? "InvalidClientTokenId" : "UnrecognizedClientException",
            "The security token included in the request is invalid.",
          ),
    expiredToken: () =>
      new AwsError(xml ? "ExpiredToken" : "ExpiredTokenException", "The security token included in the request is expired"),
    throttled: () =>
      ofS3
        ? new AwsError("SlowDown", "Please reduce your request rate.", {}, 503)
        : new AwsError(
            firstModelled("ThrottlingException", "TooManyRequestsException", "RequestThrottled") ??
              (xml ? "Throttling" : "ThrottlingException"),
            "Rate exceeded",
          ),
    serverError: (message) =>
      new AwsError(
        firstModelled("InternalServerException", "ServiceFailureException", "ServiceException") ??
          (ofS3 ? "InternalError" : xml ? "InternalFailure" : "InternalServerError"),
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
    if (!xml && modelled("InvalidInputException")) return new AwsError("InvalidInputException", message, { Reason });
    return new AwsError(xml ? "ValidationError" : "ValidationException", message);
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
