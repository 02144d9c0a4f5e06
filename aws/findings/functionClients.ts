import { clientSettings, type CallSettings, type CredentialProvider } from "../clients";

/**
 * How patient a function's calls are. A function runs for at most a minute and its work comes back when it fails, so a call gives up sooner
 * than one of a person's command.
 */
export const functionCallSettings: CallSettings = { connectionTimeout: 2_000, requestTimeout: 6_000, maxAttempts: 5, deadline: 20_000 };

/** The credentials of the function's role, which Lambda puts into the environment. */
export const functionCredentials: CredentialProvider = async () => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error("There are no credentials in the environment: Lambda puts the role's there.");
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
};

/**
 * Settings of a function's client in a Region. Not the adaptive retry of a person's command: it slows all calls of a process down for long after
 * the throttling, and a function has a minute. What is too much for it waits in the queue.
 */
export function functionClient(region: string, credentials: CredentialProvider = functionCredentials) {
  return { ...clientSettings(region, credentials, functionCallSettings), retryMode: "standard" };
}
