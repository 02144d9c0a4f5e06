import { gunzipSync } from "node:zlib";
import { AwsError, type Service } from "../service";
import { describeError } from "./errors";
import type { Protocol, Request } from "./protocol";
import type { Model } from "./schema";
import { assertTyped } from "./typed";
import { unknownOperation } from "./unknownOperation";

/** AWS JSON 1.0 and 1.1. @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function jsonRpc(service: Service, model: Model): Protocol {
  const contentType = service.protocol === "json10" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";

  return {
    async readRequest(request) {
      const target = request.headers["x-amz-target"] ?? "";
      const operation = model.operations.get(target.slice(target.lastIndexOf(".") + 1));
      if (!operation) throw unknownOperation(service, target || "no X-Amz-Target header");
      try {
        const body = unpacked(request).toString("utf8") || "{}";
        const input = operation.input.isUnitSchema() ? {} : await model.read(operation.input, body);
        assertTyped(operation.input, input);
        return { operation, input };
      } catch {
        throw new AwsError("SerializationException", `The body of ${operation.name} is not the JSON that the service expects`);
      }
    },

    printOutput(operation, output, requestId) {
      const body = operation.output.isUnitSchema() ? "{}" : model.print(operation.output, output ?? {});
      return { status: 200, headers: { "content-type": contentType, "x-amzn-requestid": requestId }, body };
    },

    printError(error, requestId) {
      const { code, status, shape, fault, queryCode } = describeError(service.protocol, model, error);
      const members = jsonMembers(model, shape, error);
      return {
        status,
        headers: {
          ...{ "content-type": contentType, "x-amzn-requestid": requestId, "x-amzn-errortype": code },
          // Clients go on to know the error by the name that it had in AWS Query.
          ...(service.protocol === "json10" && queryCode !== undefined ? { "x-amzn-query-error": `${queryCode};${fault}` } : {}),
        },
        body: JSON.stringify({ __type: code, ...members }),
      };
    },
  };
}

/** What an operation takes compressed is told by a header. @throws for what is not what the header says, or too large */
function unpacked({ headers, body }: Request): Buffer {
  return headers["content-encoding"] === "gzip" ? gunzipSync(body, { maxOutputLength: 4 * 1024 * 1024 }) : body;
}

/** The error shape's members as JSON, with the message under both spellings that clients look for. */
export function jsonMembers(model: Model, shape: ReturnType<typeof describeError>["shape"], error: AwsError): Record<string, unknown> {
  const given = { message: error.message, Message: error.message, ...error.members };
  if (!shape) return { message: error.message };
  const printed: Record<string, unknown> = JSON.parse(model.print(shape, given));
  return { ...printed, message: error.message };
}
