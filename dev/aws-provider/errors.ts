import { variant } from "./variant";

/** An error of an AWS call the way terraform-provider-aws prints it, so that messages read here as they will against AWS. */
export function describeError(error: unknown, operation: string): string {
  if (!(error instanceof Error)) return String(error);
  const metadata = "$metadata" in error ? (error.$metadata as { httpStatusCode?: number; requestId?: string }) : undefined; // as the SDK declares it
  if (metadata?.httpStatusCode === undefined) return `operation error ${operation}, ${error.message}`;
  const message = `RequestID: ${metadata.requestId ?? "unknown"}, ${error.name}: ${error.message}`;
  return variant.failure(operation, metadata.httpStatusCode, message);
}

export function hasName(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** Runs an AWS call; a failure says what was being done. */
export async function during<Result>(what: string, operation: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw new CallFailed(`${what}: ${describeError(error, operation)}`, error);
  }
}

/** The name of the error behind it, for callers that look for one. */
export class CallFailed extends Error {
  constructor(
    message: string,
    override readonly cause: unknown,
  ) {
    super(message);
    this.name = cause instanceof Error ? cause.name : "CallFailed";
  }
}

/** Runs an AWS call; undefined if it answers with one of these errors. */
export async function unless<Result>(names: string[], call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (hasName(error, ...names)) return undefined;
    throw error;
  }
}
