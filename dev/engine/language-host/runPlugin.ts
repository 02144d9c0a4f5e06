import * as grpc from "@grpc/grpc-js";
import { RunPluginResponse, type RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import { askServer, programServer } from "./askServer";
import { endChild, preload, startNode } from "./children";
import { runtimeOptions, sdkEntry, typescriptEnvironment } from "./runtimeOptions";

/** Runs a policy pack (the engine calls it an analyzer) or another plugin that is written for Node, and passes on what it prints. */
export function runPlugin(call: grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>): void {
  const request = call.request;
  const info = request.getInfo();
  if (!info) return fail(call, "the engine did not say which plugin to run");
  const directory = info.getProgramDirectory();
  const options = runtimeOptions(info);
  const isPolicyPack = request.getKind() === "analyzer";

  if (programServer !== undefined && isPolicyPack && !options.typescript)
    return servePack(call, programServer, directory, { ...process.env, ...environment(request.getEnvList()) });

  let entry: string;
  try {
    entry = sdkEntry(directory, isPolicyPack ? "run-policy-pack" : "run-plugin");
  } catch (error) {
    return fail(call, error instanceof Error ? error.message : String(error));
  }
  const args = isPolicyPack ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()];
  const plain = isPolicyPack && !options.typescript ? preload("plain-javascript.js") : [];
  const child = startNode([...plain, ...options.nodeargs, entry, ...args], {
    // `new PolicyPack` reads name and version of the pack from the package.json of the working directory.
    cwd: isPolicyPack ? directory : request.getPwd(),
    env: { ...process.env, ...environment(request.getEnvList()), ...typescriptEnvironment(options) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.on("data", (data: Buffer) => call.write(response((r) => r.setStdout(data))));
  child.stderr?.on("data", (data: Buffer) => call.write(response((r) => r.setStderr(data))));
  call.on("cancelled", () => endChild(child));
  child.once("error", (error) => fail(call, `the plugin could not be started: ${error.message}`));
  child.once("close", (code) => {
    call.write(response((r) => r.setExitcode(code ?? 1)));
    call.end();
  });
}

/** The pack lives as long as the engine wants it, or until the server of programs is gone. */
function servePack(
  call: grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>,
  socket: string,
  directory: string,
  env: NodeJS.ProcessEnv,
): void {
  void askServer<{ port: number }>(socket, { kind: "plugin", way: "pack", module: directory, cwd: directory, env }).then(
    ({ answer, over }) => {
      call.on("cancelled", over);
      if ("port" in answer) return void call.write(response((r) => r.setStdout(Buffer.from(`${answer.port}\n`))));
      over();
      call.write(response((r) => r.setStderr(Buffer.from(`${answer.error}\n`))));
      call.write(response((r) => r.setExitcode(1)));
      call.end();
    },
  );
}

/** The engine gives the environment as a list of `NAME=value`. */
function environment(list: string[]): Record<string, string> {
  return Object.fromEntries(list.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]));
}

function response(fill: (response: RunPluginResponse) => void): RunPluginResponse {
  const made = new RunPluginResponse();
  fill(made);
  return made;
}

function fail(call: grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>, message: string): void {
  call.emit("error", { code: grpc.status.UNKNOWN, message });
}
