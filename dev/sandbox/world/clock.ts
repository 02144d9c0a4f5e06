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
  /** Moves time forward and runs what falls due on the way, in its order. */
  advance(milliseconds: number): void;
  /** How far it was moved ahead of the machine's time, in milliseconds, where it goes with that. */
  readonly ahead?: number;
}

interface Timer {
  at: number;
  action: () => void;
  isRenewed: boolean;
}

/** The machine's time, or ahead of it, with timers that {@link SystemClock.stop} ends. */
export class SystemClock implements Clock {
  readonly #timers = new Map<Timer, NodeJS.Timeout>();
  ahead = 0;

  now(): Date {
    return new Date(machineTime() + this.ahead);
  }

  after(milliseconds: number, action: () => void, { isRenewed = false } = {}): () => void {
    const timer = { at: this.now().getTime() + milliseconds, action, isRenewed };
    this.#start(timer, milliseconds);
    return () => this.#end(timer);
  }

  pending(): number {
    return [...this.#timers.keys()].filter(({ isRenewed }) => !isRenewed).length;
  }

  advance(milliseconds: number): void {
    const until = this.ahead + milliseconds;
    for (;;) {
      const next = earliest([...this.#timers.keys()], machineTime() + until);
      if (!next) break;
      this.#end(next);
      this.ahead = Math.max(this.ahead, next.at - machineTime());
      next.action();
    }
    this.ahead = until;
    for (const timer of [...this.#timers.keys()]) {
      this.#end(timer);
      this.#start(timer, timer.at - this.now().getTime());
    }
  }

  stop(): void {
    for (const timer of [...this.#timers.keys()]) this.#end(timer);
  }

  #start(timer: Timer, milliseconds: number): void {
    const timeout = setTimeout(() => {
      this.#timers.delete(timer);
      timer.action();
    }, milliseconds);
    timeout.unref();
    this.#timers.set(timer, timeout);
  }

  #end(timer: Timer): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }
}

/** Time that moves only when a test says so. */
export class HeldClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

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

  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const next = earliest(this.#timers, until);
      if (!next) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = next.at;
      next.action();
    }
    this.#now = until;
  }
}

function earliest(timers: readonly Timer[], until: number): Timer | undefined {
  return timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
}

/** Whoever replaces Date.now in this process turns his own clock, and not the sandbox's. */
function machineTime(): number {
  return new Date().getTime();
}
