/** The sandbox's only clock. Timers of the sandbox run on it, so that a test can hold or hurry it. */
export interface Clock {
  now(): Date;
  /** Runs `action` after `milliseconds`; the returned function calls it off. Never keeps the process alive. */
  after(milliseconds: number, action: () => void): () => void;
}
