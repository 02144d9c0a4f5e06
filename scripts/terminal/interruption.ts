import { exitCode } from "./exitCodes";

/**
 * A signal that the first Ctrl-C (or SIGTERM) raises, so that a command can stop between two steps. The second one ends the process.
 * Only for commands that listen to it: the others keep Node's default, which is to end at once.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller.signal;
}
