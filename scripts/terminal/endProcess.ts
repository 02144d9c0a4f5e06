/**
 * Ends the process with this exit code once everything that was printed has left it. `process.exit` alone loses what a pipe did not take at once, and
 * waiting for the end of all timers and idle connections would take long.
 */
export async function endProcess(code: number): Promise<void> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
}

/** Writes keep their order; where the reader has gone the callback comes with an error. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
