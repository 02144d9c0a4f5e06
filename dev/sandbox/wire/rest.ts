import { AwsError, type Service } from "../service";
import { describeError } from "./errors";
import { jsonMembers } from "./jsonRpc";
import type { Protocol, Reply, Request } from "./protocol";
import { routeFor, routesOf, type FoundRoute } from "./routes";
import type { Model, OperationShape, Shape } from "./schema";
import { assertTyped } from "./typed";
import { unknownOperation } from "./unknownOperation";
import { escapeXml } from "./xml";

/**
 * AWS REST JSON and REST XML, as far as the services here use them: a request's members are in the path, the query string, headers and the
 * body; an answer's in headers and the body.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 * @see https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
 */
export function rest(service: Service, model: Model): Protocol {
  const json = service.protocol === "restJson";
  const routes = routesOf(model);
  const headers = (requestId: string) => ({
    "content-type": json ? "application/json" : "application/xml",
    "x-amzn-requestid": requestId,
    ...(json ? {} : { "x-amz-request-id": requestId }),
  });

  return {
    async readRequest(request) {
      const found = routeFor(routes, request.method, request.url);
      if (!found) throw unknownOperation(service, `${request.method} ${request.url.pathname}`);
      const { operation } = found;
      try {
        const input = operation.input.isUnitSchema() ? {} : await readInput(model, found, request);
        assertTyped(operation.input, input);
        return { operation, input };
      } catch {
        const code = json ? "SerializationException" : "MalformedXML";
        throw new AwsError(code, `The request of ${operation.name} is not what the service expects`);
      }
    },

    printOutput: (operation, output, requestId) => printOutput(model, operation, record(output), headers(requestId), json ? "{}" : ""),

    printError(error, requestId) {
      const { code, status, shape } = describeError(service.protocol, model, error);
      if (json) {
        const body = JSON.stringify(jsonMembers(model, shape, error));
        return { status, headers: { ...headers(requestId), "x-amzn-errortype": code }, body };
      }
      const detail = `<Code>${code}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId>`;
      return { status, headers: headers(requestId), body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${detail}</Error>` };
    },
  };
}

async function readInput(model: Model, { operation, labels }: FoundRoute, request: Request): Promise<unknown> {
  const input: Record<string, unknown> = {};
  let inBody = false;
  for (const [name, member] of operation.input.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, httpPayload } = member.getMergedTraits();
    if (httpPayload) {
      const payload = await readPayload(model, member, request.body);
      if (payload !== undefined) input[name] = payload;
      continue;
    }
    if (!httpLabel && !httpQuery && !httpHeader) inBody = true;
    const texts = httpLabel
      ? [labels.get(name) ?? []].flat()
      : httpQuery
        ? request.url.searchParams.getAll(httpQuery)
        : [(httpHeader && request.headers[httpHeader.toLowerCase()]) ?? []].flat();
    const [first] = texts;
    if (first === undefined) continue;
    input[name] = member.isListSchema()
      ? texts.map((text) => model.readText(member.getValueSchema(), text))
      : model.readText(member, first);
  }
  if (!inBody || request.body.length === 0) return input;
  return { ...record(await model.read(operation.input, request.body.toString("utf8"))), ...input };
}

async function readPayload(model: Model, member: Shape, body: Buffer): Promise<unknown> {
  if (member.isBlobSchema()) return body;
  if (body.length === 0) return undefined;
  return member.isStringSchema() ? body.toString("utf8") : model.read(member, body.toString("utf8"));
}

function printOutput(
  model: Model,
  { output: shape, http }: OperationShape,
  output: Record<string, unknown>,
  headers: Record<string, string>,
  empty: string,
): Reply {
  const reply: Reply = { status: http?.status ?? 200, headers, body: empty };
  if (shape.isUnitSchema()) return reply;

  let hasBody = false;
  for (const [name, member] of shape.structIterator()) {
    const { httpHeader, httpPayload, httpResponseCode } = member.getMergedTraits();
    const value = output[name];
    if (httpHeader) {
      if (value !== undefined) headers[httpHeader] = model.printText(member, value);
    } else if (httpPayload) {
      return { ...reply, body: value === undefined ? "" : printPayload(model, member, value) };
    } else if (httpResponseCode) {
      if (typeof value === "number") reply.status = value;
    } else {
      hasBody = true;
    }
  }
  return hasBody ? { ...reply, body: model.print(shape, output) } : reply;
}

function printPayload(model: Model, member: Shape, value: unknown): string {
  if (member.isBlobSchema()) return Buffer.from(value as Uint8Array).toString("utf8"); // bytes, by its schema; all that is answered here is text
  return member.isStringSchema() ? String(value) : model.print(member, value);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
