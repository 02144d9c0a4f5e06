import pLimit from "p-limit";
import type { CallSettings } from "./clients";
import { defaultCallSettings } from "./clients";
import { InterruptedError } from "./callErrors";

export interface CallOptions {
  abortSignal: AbortSignal;
}

/**
 * The one limit that all calls of a reading share: whatever the number of accounts and Regions, no more than `concurrency` calls are
 * under way. A call never waits for another one while it holds its place.
 */
export class Calls {
  readonly #limit: pLimit.Limit;
  /** Of the calls under way. One listener on the caller's signal serves them all. */
  readonly #underWay = new Set<AbortController>();

  constructor(
    concurrency: number,
    readonly settings: CallSettings = defaultCallSettings,
    readonly signal?: AbortSignal,
  ) {
    this.#limit = pLimit(concurrency);
    signal?.addEventListener("abort", () => this.#underWay.forEach((ending) => ending.abort()), { once: true });
  }

  /**
   * Runs one call when its turn comes, and ends it when the deadline of the settings is over.
   *
   * @throws InterruptedError when the caller's signal was raised; otherwise what the call throws.
   */
  run<T>(call: (options: CallOptions) => Promise<T>): Promise<T> {
    return this.#limit(() => this.#bounded(call));
  }

  async #bounded<T>(call: (options: CallOptions) => Promise<T>): Promise<T> {
    this.#throwIfInterrupted();
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), this.settings.deadline);
    this.#underWay.add(ending);
    try {
      // The SDK does not look at the signal while it waits between two attempts, hence the race.
      return await Promise.race([call({ abortSignal: ending.signal }), abortion(ending.signal)]);
    } catch (error) {
      this.#throwIfInterrupted();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(ending);
    }
  }

  #throwIfInterrupted(): void {
    if (this.signal?.aborted) throw new InterruptedError("stopped before everything was read");
  }
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("the deadline of the call is over", "TimeoutError")), { once: true });
  });
}
