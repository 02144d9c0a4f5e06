/** One call as it was answered. */
export interface LoggedCall {
  time: Date;
  service: string;
  operation: string;
  region: string;
  /** Absent when the access key was not known. */
  account?: string;
  principalArn?: string;
  /** What was asked of IAM, in order, up to the first refusal. */
  authorizations: { action: string; resource: string; allowed: boolean }[];
  /** "OK", or the error's code. */
  outcome: string;
}

/** The calls of a sandbox since it started. Bounded, so that a sandbox left alone does not grow for ever. */
export class CallLog {
  readonly #calls: LoggedCall[] = [];

  constructor(private readonly limit = 200_000) {}

  add(call: LoggedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > this.limit) this.#calls.splice(0, this.#calls.length - this.limit);
  }

  all(): readonly LoggedCall[] {
    return this.#calls;
  }

  clear(): void {
    this.#calls.length = 0;
  }
}
