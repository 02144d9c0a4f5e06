import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** What came of one event: the answer's JSON, and `error` where it is one. */
export interface Answer {
  payload: string;
  error?: "Unhandled";
}

export interface Invocation {
  /** JSON */
  event: string;
  requestId: string;
  seconds: number;
  /** By how much its clock is ahead of the machine's, in milliseconds. */
  ahead: number;
  /** The context object, but for what changes while it runs. */
  context: Record<string, string>;
}

/** A process of a function's own, in which one event after the other is handled. It ends with the sandbox's process, however that ends. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<void>;
  /** Its code is loaded, which does not count as the function's time. */
  readonly #loaded: Promise<void>;
  isAlive = true;
  #settle?: (answer: Answer) => void;

  /** @param folder the unpacked code. @param environment all that the process sees. @param print takes each line that it prints. */
  constructor(folder: string, environment: Record<string, string>, print: (line: string) => void) {
    const child = spawn(process.execPath, [bootstrap, String(process.pid)], { cwd: folder, env: environment, stdio: "pipe" });
    this.#child = child;
    let loaded = (): void => undefined;
    const isLoaded = new Promise<void>((resolve) => (loaded = resolve));
    // One that is gone takes nothing any more: its end says so.
    child.stdin.on("error", () => undefined);
    eachLine(child.stdout, (line) => {
      const [text = "", answer] = line.split("\0", 2);
      if (text !== "" || answer === undefined) print(text);
      if (answer === "") loaded();
      else if (answer !== undefined) this.#answer(JSON.parse(answer) as Answer); // bootstrap.mjs has written it
    });
    eachLine(child.stderr, print);
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.isAlive = false;
        this.#answer(exited(how));
        resolve();
      };
      child.once("error", (error) => end(error.message));
      // Not before all that it printed was read.
      child.once("close", (code, signal) => end(signal === null ? `exit status ${code}` : `signal: ${signal}`));
    });
    this.#loaded = Promise.race([isLoaded, this.ended, sleep(longestLoading, undefined, { ref: false })]);
  }

  /** One at a time. Never rejects: a process that ends or takes too long is an answer too. */
  async invoke({ event, requestId, seconds, ahead, context }: Invocation): Promise<Answer> {
    await this.#loaded;
    if (!this.isAlive) return exited("it has ended");
    return new Promise((resolve) => {
      const milliseconds = seconds * 1000;
      // What the function takes is measured on the machine's clock, however far the sandbox's was moved.
      const timer = setTimeout(() => {
        const message = `Task timed out after ${seconds.toFixed(2)} seconds`;
        this.#answer(failure("Sandbox.Timedout", `RequestId: ${requestId} Error: ${message}`));
        this.kill();
      }, milliseconds);
      this.#settle = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.#child.stdin?.write(`${JSON.stringify({ event, deadline: Date.now() + milliseconds, ahead, context })}\n`);
    });
  }

  kill(): void {
    this.isAlive = false;
    this.#child.kill("SIGKILL");
  }

  #answer(answer: Answer): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(answer);
  }
}

/** What Lambda lets the loading of the code take before the function's time begins. */
const longestLoading = 10_000;

const bootstrap = join(__dirname, "bootstrap.mjs");

function exited(how: string): Answer {
  return failure("Runtime.ExitError", `Error: Runtime exited with error: ${how}`);
}

function failure(errorType: string, errorMessage: string): Answer {
  return { payload: JSON.stringify({ errorType, errorMessage }), error: "Unhandled" };
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream }).on("line", take);
}
