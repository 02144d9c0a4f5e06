import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Region } from "../domain/identifiers";

/** Keys of a user or of a session. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}
/** Fetches credentials, or returns those that still hold. */
export type CredentialProvider = () => Promise<Credentials>;

/** How patient a call is. A call that never answers must end, or one broken endpoint would hold up a whole organization. */
export interface CallSettings {
  /** Milliseconds until the connection stands. Default 5,000. */
  connectionTimeout: number;
  /** Milliseconds until the answer is complete, per attempt. Default 10,000. */
  requestTimeout: number;
  /** Attempts per call, the first included; throttled calls wait in between as AWS asks (Retry-After). Default 6. */
  maxAttempts: number;
  /** Milliseconds that a call may take with all its attempts. Default 45,000. */
  deadline: number;
}

export const defaultCallSettings: CallSettings = { connectionTimeout: 5_000, requestTimeout: 10_000, maxAttempts: 6, deadline: 45_000 };

/**
 * The settings of every AWS client. One place, so that no client is without timeouts and adaptive retry.
 *
 * An endpoint override (AWS_ENDPOINT_URL) is the SDK's own business and works with all of them.
 */
export function clientSettings(region: Region | string, credentials: CredentialProvider, settings: CallSettings = defaultCallSettings) {
  return {
    region,
    credentials,
    retryMode: "adaptive",
    maxAttempts: settings.maxAttempts,
    customUserAgent: "access-analyzer-org",
    requestHandler: {
      connectionTimeout: settings.connectionTimeout,
      requestTimeout: settings.requestTimeout,
      // Without it the SDK only logs a warning and goes on waiting.
      throwOnRequestTimeout: true,
      socketAcquisitionWarningTimeout: settings.deadline,
      ...agents,
    },
  };
}

// Shared by all clients: a client per account and Region would otherwise open connections of its own for every call.
// Idle sockets of an agent do not keep the process alive.
const agents = {
  httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 128 }),
  httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 128 }),
};
