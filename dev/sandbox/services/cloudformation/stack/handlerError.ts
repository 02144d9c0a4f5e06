import { randomUUID } from "node:crypto";

/** What the handler of a resource type answers, in CloudFormation's frame. */
export function handlerError(message: string, code: "AlreadyExists" | "NotFound" | "AccessDenied"): Error {
  return new Error(`Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`);
}
