import type { PlannedStack } from "../../domain/plan/plannedStacks";
import type { EngineEvent } from "../pulumi";
import { listed } from "../terminal/text";
import type { runStack } from "./runStack";

/** What an engine gets, after its interrupt, to write its state and end. Then it is given up, and ends with this process. */
const graceMilliseconds = 30_000;

/**
 * Runs stacks with a deadline each, over all attempts: an endpoint that never answers costs its own stack a failure, and not the run.
 *
 * @param seconds how long a stack may take.
 */
export function withDeadline(run: typeof runStack, seconds: (stack: PlannedStack) => number, grace = graceMilliseconds): typeof runStack {
  return async (stack, options) => {
    const begun = Date.now();
    const underWay = new Map<string, string>();
    const ending = new AbortController();
    let waitedFor: string[] = [];
    const limit = seconds(stack);
    const failure = () => ({
      stack,
      seconds: (Date.now() - begun) / 1000,
      state: "failed" as const,
      reason: `It did not end within ${limit} seconds (--stack-timeout), and was ended. It was waiting for ${waitedFor.length === 0 ? "Pulumi" : listed(waitedFor, 6)}.`,
    });
    let timer: NodeJS.Timeout | undefined;
    const givenUp = new Promise<ReturnType<typeof failure>>((resolve) => {
      timer = setTimeout(() => {
        waitedFor = [...underWay.values()];
        ending.abort();
        timer = setTimeout(() => resolve(failure()), grace);
      }, limit * 1000);
    });
    const onEvent = (event: EngineEvent) => {
      note(event, underWay);
      options.onEvent(event);
    };
    try {
      const running = run(stack, { ...options, onEvent, signal: AbortSignal.any([options.signal, ending.signal]) });
      const outcome = await Promise.race([running, givenUp]);
      return ending.signal.aborted && !options.signal.aborted && outcome.state !== "done" ? failure() : outcome;
    } finally {
      clearTimeout(timer);
    }
  };
}

function note(event: EngineEvent, underWay: Map<string, string>): void {
  if (event.kind !== "step") return;
  const key = `${event.op} ${event.urn}`;
  // Components, and the stack itself, begin and end with what they hold.
  if (event.state === "started" && !/^(access-analyzer-org|pulumi):/.test(event.type)) underWay.set(key, `${event.op} ${event.name}`);
  else underWay.delete(key);
}

/**
 * What `waiting` resolves to, unless it takes too long.
 *
 * @throws Error that names what was waited for.
 */
export async function within<T>(seconds: number, what: string, waiting: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not answer within ${seconds} seconds. Nothing was changed. Run again.`)),
      seconds * 1000,
    );
  });
  return Promise.race([waiting, late]).finally(() => clearTimeout(timer));
}
