/** Runs a program on Pulumi's SDK, which asks for the stack of each of thousands of promises: each frame is looked up in the maps of the sources. */
export async function withShortTraces<Result>(program: () => Promise<Result>): Promise<Result> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  try {
    return await program();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
