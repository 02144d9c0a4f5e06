import { createHmac } from "node:crypto";
import { NotTaken } from "./notTaken";

export interface SignedPost {
  url: string;
  /** Signs; known to us and to the receiver. */
  secret: string;
  body: string;
  /** Says to the receiver which message it has had already. */
  id: string;
  now: Date;
}

const headers = {
  id: "x-access-analyzer-org-id",
  timestamp: "x-access-analyzer-org-timestamp",
  signature: "x-access-analyzer-org-signature",
} as const;

/** Milliseconds for the whole exchange. */
const timeout = 10_000;

/**
 * Posts a message to an HTTPS endpoint. The signature is `v1=` and the HMAC-SHA256 of `<timestamp>.<body>` in hexadecimal digits; the timestamp is
 * in seconds, so that a receiver can refuse an old post that somebody sends again. Redirects are not followed: whoever answers one would get the
 * message.
 *
 * @throws NotTaken where the endpoint was not reached or refused it, Error where it may have taken it. No sentence names the URL, which may be
 * secret.
 */
export async function postSigned({ url, secret, body, id, now }: SignedPost, fetcher: typeof fetch = fetch): Promise<void> {
  if (!/^https:\/\//i.test(url)) throw new NotTaken("The URL does not begin with https://. Nothing was sent.");
  const timestamp = String(Math.floor(now.getTime() / 1000));
  let response: Response;
  try {
    response = await fetcher(url, {
      method: "POST",
      redirect: "manual",
      body,
      headers: {
        "content-type": "application/json",
        [headers.id]: id,
        [headers.timestamp]: timestamp,
        [headers.signature]: signature(secret, timestamp, body),
      },
      signal: AbortSignal.timeout(timeout),
    });
  } catch (error) {
    const cause = causeOf(error);
    throw new (unconnected.test(cause) ? NotTaken : Error)(`The endpoint could not be reached: ${cause}.`);
  }
  await response.body?.cancel();
  const { status } = response;
  if (status >= 500) throw new Error(`The endpoint answered ${status}.`);
  if (status >= 400) throw new NotTaken(`The endpoint answered ${status}.`);
  if (status >= 300 || status < 200) throw new NotTaken(`The endpoint answered ${status}: redirects are not followed.`);
}

export function signature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

/** Nothing was sent. */
const unconnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** The code or name alone: the sentences of the network name hosts. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : error.name;
}
