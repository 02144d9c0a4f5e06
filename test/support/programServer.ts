import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../../dev/engine/location";
import { binFolder } from "../../scripts/pulumi/findEngine";

let started: Promise<string> | undefined;

/**
 * A process in which the programs of worlds run, for as long as this one lives: the SDK is loaded once, and not for each run of an engine. What Pulumi's own
 * runner does is seen where a project has no world: the demo, the examples, a clone's own stacks.
 *
 * @returns the socket that the language host is told of.
 */
export function programServer(): Promise<string> {
  return (started ??= start());
}

async function start(): Promise<string> {
  const folder = join(rootFolder, ".scratch");
  mkdirSync(folder, { recursive: true });
  const socket = join(folder, `programs-${process.pid}.sock`);
  rmSync(socket, { force: true });
  const preloads = ["keep-compiled.js", "exit-with-parent.js"].flatMap((name) => ["--require", join(binFolder, name)]);
  const child = spawn(process.execPath, [...preloads, join(binFolder, "program-server.js"), socket], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const ended = once(child, "exit").then(([code]: unknown[]) =>
    Promise.reject(new Error(`the server of programs ended with ${String(code)}`)),
  );
  await Promise.race([once(child.stdout, "data"), ended]);
  ended.catch(() => undefined);
  child.unref();
  child.stdout.destroy();
  return socket;
}
