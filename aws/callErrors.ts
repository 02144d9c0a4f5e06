import { InputError } from "../domain/errors";
import type { Readable } from "../domain/inventory/inventory";

/** What had to be read to say anything at all could not be read. The command line ends with exit code 2. */
export class ReadError extends Error {
  override readonly name = "ReadError";
}

/** There are no credentials, or AWS does not take them. Bad input: exit code 3. */
export class CredentialsError extends InputError {
  override readonly name = "CredentialsError";
}

/** The caller's own AbortSignal ended the reading. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/**
 * A failed call as a reason: `ListAnalyzers: AccessDeniedException: ...`. Account and Region stand beside it wherever it is kept, so that
 * places with the same reason can be listed together.
 */
export function describeFailure(operation: string, error: unknown): string {
  return `${operation}: ${describeError(error)}`;
}

/** What was read, or why it could not be. @throws {InterruptedError} */
export async function readable<T>(operation: string, reading: () => Promise<T>): Promise<Readable<T>> {
  try {
    return { read: await reading() };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { unreadable: describeFailure(operation, error) };
  }
}

/** What differs from call to call (request ids, encoded messages) is left out, so that a written inventory stays the same. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isTimeout(error)) return "no answer in time";
  const code = codeOf(error);
  const text = error.message
    .replace(/\s*Encoded authorization failure message:.*$/s, "")
    .replace(/,?\s*\(?request ?id:?\s*[\w-]+\)?/gi, "")
    .replace(/\s+/g, " ")
    .trim();
  if (code === "") return text;
  return text === "" || text === "UnknownError" ? code : `${code}: ${text}`;
}

export function isAccessDenied(error: unknown): boolean {
  return error instanceof Error && /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/.test(error.name);
}

/** Whether the credentials themselves were refused or could not be found: only a person can mend that. Everything else may pass by itself. */
export function areCredentialsRefused(error: unknown): boolean {
  if (!(error instanceof Error) || isTimeout(error) || isThrottled(error)) return false;
  // The sources of credentials wrap whatever kept them from answering, a broken network among it.
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(error.name))
    return !/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EHOSTUNREACH|socket hang up|time[d ]?-?out/i.test(error.message);
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500 && status !== 408;
}

export function isThrottled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return statusOf(error) === 429 || /throttl|TooManyRequests|RequestLimitExceeded|SlowDown/i.test(error.name);
}

function statusOf(error: Error): number | undefined {
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } }; // The SDK puts it on what a service answered.
  return metadata?.httpStatusCode;
}

/** The SDK calls broken connections (ECONNRESET, EPIPE) TimeoutError as well; those are recognized by their code. */
function isTimeout(error: Error): boolean {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error.name === "AbortError" || code === "ETIMEDOUT") return true;
  return error.name === "TimeoutError" && !/^E[A-Z]+$/.test(code);
}

function codeOf(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return error.name === "Error" || error.name === "TimeoutError" ? code : error.name;
}
