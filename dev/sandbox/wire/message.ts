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
