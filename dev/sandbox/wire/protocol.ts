import type { AwsError, Service } from "../service";
import { jsonRpc } from "./jsonRpc";
import type { Reply, Request } from "./message";
import { query } from "./query";
import { rest } from "./rest";
import type { Model, OperationShape } from "./schema";

/** How a service's requests are read and its answers printed. Made once per service. */
export interface Protocol {
  /** @throws AwsError when the request names no operation of the service or cannot be read. */
  readRequest(request: Request): Promise<{ operation: OperationShape; input: unknown }>;
  printOutput(operation: OperationShape, output: unknown, requestId: string): Reply;
  printError(error: AwsError, requestId: string): Reply;
}

export function protocolOf(service: Service, model: Model): Protocol {
  switch (service.protocol) {
    case "query":
      return query(service, model);
    case "json10":
    case "json11":
      return jsonRpc(service, model);
    case "restJson":
    case "restXml":
      return rest(service, model);
  }
}
