/** The sandbox's only clock. Timers of the sandbox run on it, so that a test can hold or hurry it. */
export interface Clock {
  now(): Date;
  /**
   * Runs `action` after `milliseconds`; the returned function calls it off. Never keeps the process alive.
   *
   * @param options.isRenewed a world that is opened again begins it anew, so that nothing is lost when it is saved.
   */
  after(milliseconds: number, action: () => void, options?: { isRenewed?: boolean }): () => void;
  /** How many actions are still to run, without those that are renewed. */
  pending(): number;
}

/** The machine's time, with timers that {@link SystemClock.stop} ends. */
export class SystemClock implements Clock {
  /** With whether they are renewed. */
  readonly #timers = new Map<NodeJS.Timeout, boolean>();

  now(): Date {
    return new Date();
  }

  after(milliseconds: number, action: () => void, { isRenewed = false } = {}): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    timer.unref();
    this.#timers.set(timer, isRenewed);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  pending(): number {
    return [...this.#timers.values()].filter((isRenewed) => !isRenewed).length;
  }

  stop(): void {
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** Time that moves only when a test says so. */
export class HeldClock implements Clock {
  #now: number;
  #timers: { at: number; action: () => void; isRenewed: boolean }[] = [];

  constructor(start: Date = new Date("2026-01-01T00:00:00Z")) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  after(milliseconds: number, action: () => void, { isRenewed = false } = {}): () => void {
    const timer = { at: this.#now + milliseconds, action, isRenewed };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  pending(): number {
    return this.#timers.filter(({ isRenewed }) => !isRenewed).length;
  }

  /** Moves time forward and runs what falls due on the way, in its order. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = next.at;
      next.action();
    }
    this.#now = until;
  }
}
