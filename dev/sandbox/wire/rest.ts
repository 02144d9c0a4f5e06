import { AwsError, type Service } from "../service";
import { describeError } from "./errors";
import { jsonMembers } from "./jsonRpc";
import type { Reply } from "./message";
import type { Protocol } from "./protocol";
import { readRestInput } from "./restInput";
import { routesOf, routeFor } from "./routes";
import type { Model, OperationShape } from "./schema";
import { assertTyped } from "./typed";
import { unknownOperation } from "./unknownOperation";
import { escapeXml } from "./xml";

/** AWS REST JSON and REST XML. @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function rest(service: Service, model: Model): Protocol {
  const json = service.protocol === "restJson";
  const contentType = json ? "application/json" : "application/xml";
  const routes = routesOf(model);

  return {
    async readRequest(request) {
      const found = routeFor(routes, request.method, request.url);
      if (!found) throw unknownOperation(service, `${request.method} ${request.url.pathname}`);
      try {
        const input = await readRestInput(model, found, request);
        assertTyped(found.operation.input, input);
        return { operation: found.operation, input };
      } catch {
        throw new AwsError("SerializationException", `The request of ${found.operation.name} is not what the service expects`);
      }
    },

    printOutput(operation, output, requestId) {
      const headers = { "content-type": contentType, "x-amzn-requestid": requestId };
      return printRestOutput(model, operation, asRecord(output), headers, json ? "{}" : "");
    },

    printError(error, requestId) {
      const { code, status, shape } = describeError(service.protocol, model, error);
      const headers = { "content-type": contentType, "x-amzn-requestid": requestId, "x-amzn-errortype": code };
      if (json) return { status, headers, body: JSON.stringify(jsonMembers(model, shape, error)) };
      const detail = `<Code>${code}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId>`;
      return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?><Error>${detail}</Error>` };
    },
  };
}

function printRestOutput(
  model: Model,
  operation: OperationShape,
  output: Record<string, unknown>,
  headers: Record<string, string>,
  empty: string,
): Reply {
  const reply: Reply = { status: operation.http?.status ?? 200, headers, body: empty };
  if (operation.output.isUnitSchema()) return reply;

  let hasBody = false;
  for (const [name, member] of operation.output.structIterator()) {
    const traits = member.getMergedTraits();
    const value = output[name];
    if (traits.httpHeader) {
      if (value !== undefined) headers[traits.httpHeader] = model.printText(member, value);
    } else if (traits.httpResponseCode) {
      if (typeof value === "number") reply.status = value;
    } else if (traits.httpPayload) {
      return { ...reply, body: value === undefined ? "" : member.isStringSchema() ? String(value) : model.print(member, value) };
    } else {
      hasBody = true;
    }
  }
  return hasBody ? { ...reply, body: model.print(operation.output, output) } : reply;
}

function asRecord(output: unknown): Record<string, unknown> {
  return typeof output === "object" && output !== null ? { ...output } : {};
}
