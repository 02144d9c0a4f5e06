import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { pluginWorkers } from "./pluginWorkers";
import { programRunner } from "./programRunner";
import type { Asked } from "./askServer";

// Runs programs, and plugins of Node, for many engines: SDKs are loaded once and not for each of hundreds of runs. Tests start it
// (`node program-server.js SOCKET`); the language host and the plugins' launchers hand over to it where the environment names its socket.

const [socket = ""] = process.argv.slice(2);
const run = programRunner();
const open = pluginWorkers();

createServer(serve).listen(socket, () => process.stdout.write("ready\n"));

/** One connection is one run of a program, or one plugin for as long as the connection lasts: a line that asks, a line that answers. */
function serve(connection: Socket): void {
  connection.on("error", () => undefined);
  const gone = new Promise<void>((resolve) => connection.once("close", () => resolve()));
  createInterface({ input: connection }).once("line", (line) => {
    const asked = JSON.parse(line) as Asked; // written by our own launchers alone
    const answer = asked.kind === "program" ? run(asked) : open(asked, gone);
    void answer.then(
      (answered) => connection.write(`${JSON.stringify(answered)}\n`),
      (error: unknown) => connection.write(`${JSON.stringify({ error: String(error) })}\n`),
    );
  });
}
