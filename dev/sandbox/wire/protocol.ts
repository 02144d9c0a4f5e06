import type { AwsError } from "../service";
import type { Reply, Request } from "./message";
import type { OperationShape } from "./schema";

/** How a service's requests are read and its answers printed. Made once per service. */
export interface Protocol {
  /** @throws AwsError when the request names no operation of the service or cannot be read. */
  readRequest(request: Request): Promise<{ operation: OperationShape; input: unknown }>;
  printOutput(operation: OperationShape, output: unknown, requestId: string): Reply;
  printError(error: AwsError, requestId: string): Reply;
}
