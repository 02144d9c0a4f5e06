import type { AwsError } from "../service";
import type { OperationShape } from "./schema";

/** A request as it came over the wire, body read. */
export interface Request {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
}

/** An answer, ready to be sent. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** How a service's requests are read and its answers printed. Made once per service. */
export interface Protocol {
  /** @throws AwsError when the request names no operation of the service or cannot be read. */
  readRequest(request: Request): Promise<{ operation: OperationShape; input: unknown }>;
  printOutput(operation: OperationShape, output: unknown, requestId: string): Reply;
  printError(error: AwsError, requestId: string): Reply;
}
