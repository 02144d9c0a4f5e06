import { AwsError, type Service } from "../service";
import { describeError } from "./errors";
import { jsonMembers } from "./jsonRpc";
import type { Protocol, Request } from "./protocol";
import { routeFor, routesOf, type FoundRoute } from "./routes";
import type { Model } from "./schema";
import { assertTyped } from "./typed";
import { unknownOperation } from "./unknownOperation";

/**
 * AWS REST JSON, as far as the services here use it: labels in the path, query parameters, and the rest in the body.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function rest(service: Service, model: Model): Protocol {
  const routes = routesOf(model);
  const headers = (requestId: string) => ({ "content-type": "application/json", "x-amzn-requestid": requestId });

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
        throw new AwsError("SerializationException", `The request of ${operation.name} is not what the service expects`);
      }
    },

    printOutput({ output, http }, value, requestId) {
      const body = output.isUnitSchema() ? "{}" : model.print(output, value ?? {});
      return { status: http?.status ?? 200, headers: headers(requestId), body };
    },

    printError(error, requestId) {
      const { code, status, shape } = describeError(service.protocol, model, error);
      const body = JSON.stringify(jsonMembers(model, shape, error));
      return { status, headers: { ...headers(requestId), "x-amzn-errortype": code }, body };
    },
  };
}

async function readInput(model: Model, { operation, labels }: FoundRoute, request: Request): Promise<unknown> {
  const body = request.body.length === 0 ? {} : await model.read(operation.input, request.body.toString("utf8"));
  const input: Record<string, unknown> = { ...(typeof body === "object" ? body : {}) };
  for (const [name, member] of operation.input.structIterator()) {
    const { httpLabel, httpQuery } = member.getMergedTraits();
    const texts = httpLabel ? [labels.get(name) ?? []].flat() : httpQuery ? request.url.searchParams.getAll(httpQuery) : [];
    const [first] = texts;
    if (first === undefined) continue;
    input[name] = member.isListSchema()
      ? texts.map((text) => model.readText(member.getValueSchema(), text))
      : model.readText(member, first);
  }
  return input;
}
