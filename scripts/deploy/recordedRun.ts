import { recordEngine } from "./engineRecords";
import type { FileBackend } from "./fileBackend";
import { forgetProof } from "./provenRecords";
import { runStack } from "./runStack";
import { hasCopy, keepState } from "./stateCopies";

/** What a run that is killed, or that cannot write, leaves behind can be recognized and mended then. */
export function recorded(backend: FileBackend | undefined): typeof runStack {
  return async (stack, options) => {
    try {
      if (backend !== undefined) {
        forgetProof(backend, stack.name);
        keepState(backend, stack.name);
      }
    } catch (error) {
      const reason = `Its state could not be copied: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`;
      return { stack, seconds: 0, state: "failed", reason };
    }
    const started = (pid: number) => {
      recordEngine(stack.name, pid);
      // A new stack has a state only now.
      try {
        if (backend !== undefined && !hasCopy(backend, stack.name)) keepState(backend, stack.name);
      } catch {
        // The engine is about to meet the same.
      }
    };
    return runStack(stack, { ...options, project: { ...options.project, onStarted: started } });
  };
}
