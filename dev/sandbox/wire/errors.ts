import type { AwsError, Service } from "../service";
import { isXml, type Model, type Shape } from "./schema";

export interface DescribedError {
  /** The code on the wire. */
  code: string;
  status: number;
  /** The shape in the service's model; errors common to all services have none. */
  shape?: Shape;
  fault: "Sender" | "Receiver";
  /** What AWS Query called it, for services that spoke Query before they spoke JSON. */
  queryCode?: string;
}

/**
 * What an error is called on the wire, and its HTTP status: from the service's model, or else from the errors that all AWS services share.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
export function describeError(protocol: Service["protocol"], model: Model, error: AwsError): DescribedError {
  // AWS's common codes are not the modelled errors of similar name: STS models ExpiredTokenException for web identity tokens.
  const shape = model.errors.get(error.code) ?? (forbiddenCodes.has(error.code) ? undefined : model.errors.get(`${error.code}Exception`));
  if (shape) {
    const traits = shape.getMergedTraits();
    const [queryCode] = Array.isArray(traits.awsQueryError) ? traits.awsQueryError : [];
    return {
      code: isXml(protocol) && typeof queryCode === "string" ? queryCode : unqualified(shape.getName() ?? error.code),
      status: error.status ?? Number(traits.httpError ?? (traits.error === "server" ? 500 : 400)),
      shape,
      fault: traits.error === "server" ? "Receiver" : "Sender",
      ...(typeof queryCode === "string" ? { queryCode } : {}),
    };
  }
  const status = error.status ?? commonStatus(protocol, error.code);
  return { code: error.code, status, fault: status >= 500 ? "Receiver" : "Sender" };
}

function commonStatus(protocol: Service["protocol"], code: string): number {
  if (serverCodes.has(code)) return code === "ServiceUnavailable" ? 503 : 500;
  if (code === "NotImplemented") return 501;
  // AWS JSON answers 400 to every client error; the others tell credentials and permissions apart with 403.
  if (protocol === "json10" || protocol === "json11") return 400;
  if (forbiddenCodes.has(code)) return 403;
  return protocol === "restJson" && code === "ThrottlingException" ? 429 : 400;
}

const serverCodes = new Set(["InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable"]);
const forbiddenCodes = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);

function unqualified(name: string): string {
  return name.slice(name.indexOf("#") + 1);
}
