import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** A plugin that an engine wants. */
export interface PluginAsked {
  /**
   * `served`: a module with `serve()`; `printed`: one that serves all when it is loaded, and prints its port; `pack`: the same of a policy pack, which
   * serves one engine alone and is loaded for each.
   */
  way: "served" | "printed" | "pack";
  module: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** From a worker: the port of what was opened under this number, or why there is none. */
export type Opened = { id: number; port: number } | { id: number; error: string };

/** What plugins read of the environment. The others (marks of a run) must not live on in a process that serves many. */
const read = /^(AWS_|ACCESS_ANALYZER_ORG_|PULUMI_PROJECT|PATH$|HOME$|LANG$)/;

/** One process for all that has the same environment: who asks in another name gets another one. */
export function pluginWorkers(): (asked: PluginAsked, gone: Promise<void>) => Promise<{ port: number }> {
  const workers = new Map<string, ChildProcess>();
  let last = 0;

  return async ({ way, module, cwd, env: whole }, gone) => {
    const env = Object.fromEntries(Object.entries(whole).filter(([name]) => read.test(name)));
    const key = JSON.stringify([way, module, cwd, env]);
    let worker = workers.get(key);
    if (worker === undefined) {
      const names = ["keep-compiled.js", "exit-with-parent.js", ...(way === "pack" ? ["plain-javascript.js"] : [])];
      const preloads = names.flatMap((name) => ["--require", join(__dirname, name)]);
      worker = fork(join(__dirname, "plugin-worker.js"), [way, module], {
        cwd,
        env,
        execArgv: preloads,
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      worker.setMaxListeners(0);
      worker.once("exit", () => workers.delete(key));
      workers.set(key, worker);
    }
    const id = ++last;
    const port = await openedBy(worker, id);
    void gone.then(() => worker.connected && worker.send({ close: id }));
    return { port };
  };
}

function openedBy(worker: ChildProcess, id: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the plugin ended with ${String(code)}`));
    const onMessage = (message: unknown) => {
      const opened = message as Opened; // our own worker's
      if (opened.id !== id) return;
      worker.off("message", onMessage).off("exit", onExit);
      if ("error" in opened) reject(new Error(opened.error));
      else resolve(opened.port);
    };
    worker.on("message", onMessage).on("exit", onExit);
    worker.send({ open: id });
  });
}
