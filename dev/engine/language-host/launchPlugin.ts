import { askServer, programServer } from "./askServer";
import { whenEngineIsGone } from "./engineWatch";
import type { PluginAsked } from "./pluginWorkers";

/** A launcher's whole work: what the engine started lives as long as the engine, here or in a server of programs. */
export function launchPlugin(plugin: Pick<PluginAsked, "way" | "module">, here: () => void): void {
  if (programServer === undefined) {
    whenEngineIsGone(() => process.exit(1));
    return here();
  }
  const cwd = process.cwd();
  void askServer<{ port: number }>(programServer, { kind: "plugin", ...plugin, cwd, env: process.env }).then(({ answer, over }) => {
    if ("error" in answer) {
      process.stderr.write(`${answer.error}\n`);
      process.exit(1);
    }
    process.stdout.write(`${answer.port}\n`);
    whenEngineIsGone(() => {
      over();
      process.exit(1);
    });
  });
}
