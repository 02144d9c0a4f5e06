import { AwsError, type Service } from "../service";

/** For a request that names no operation of the service's model. */
export function unknownOperation(service: Service, asked: string): AwsError {
  const code =
    service.protocol === "query" ? "InvalidAction" : service.protocol === "restXml" ? "MethodNotAllowed" : "UnknownOperationException";
  return new AwsError(code, `Service ${service.signingName} has no operation for this request (${asked}).`);
}

/** For an operation that AWS has and the sandbox does not. */
export function notImplemented(service: Service, operation: string): AwsError {
  return new AwsError(
    "NotImplemented",
    `The sandbox organization does not implement ${service.signingName}:${operation}. GET /_sandbox/operations lists what it implements.`,
  );
}
