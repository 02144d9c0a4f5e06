import type * as grpc from "@grpc/grpc-js";
import { resolve } from "node:path";
import { RunResponse, type RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { askServer, programServer } from "./askServer";
import { endChild, startNode } from "./children";
import type { ProgramEnded } from "./programRunner";
import { runtimeOptions, sdkEntry, typescriptEnvironment } from "./runtimeOptions";

/** The SDK's exit code for "the error was printed already". */
const bailed = 32;

/** Runs a Pulumi program with the `run` command of its own SDK. The program talks to the engine itself; what is answered here is only how it ended. */
export function runProgram(
  call: grpc.ServerUnaryCall<RunRequest, RunResponse>,
  done: grpc.sendUnaryData<RunResponse>,
  engineAddress: string,
): void {
  const request = call.request;
  const info = request.getInfo();
  if (!info) return done(new Error("the engine did not say which program to run"));
  const directory = info.getProgramDirectory();
  const options = runtimeOptions(info);

  if (programServer !== undefined && !options.typescript) {
    void askServer<ProgramEnded>(programServer, {
      kind: "program",
      env: process.env,
      pwd: request.getPwd(),
      main: resolve(request.getPwd(), info.getEntryPoint()),
      rootDirectory: info.getRootDirectory(),
      project: request.getProject(),
      stack: request.getStack(),
      organization: request.getOrganization(),
      parallel: request.getParallel(),
      isPreview: request.getDryrun(),
      monitorAddress: request.getMonitorAddress(),
      engineAddress,
      config: Object.fromEntries(request.getConfigMap().entries()),
      secretKeys: request.getConfigsecretkeysList(),
    }).then(({ answer, over }) => {
      over();
      done(
        null,
        ended((response) => ("error" in answer ? response.setError(answer.error) : response.setBail(answer.hasBailed))),
      );
    });
    return;
  }

  let entry: string;
  try {
    entry = sdkEntry(directory, "run");
  } catch (error) {
    return done(
      null,
      ended((response) => response.setError(messageOf(error))),
    );
  }
  const args = [
    ...options.nodeargs,
    entry,
    ...["--monitor", request.getMonitorAddress(), "--engine", engineAddress],
    ...["--project", request.getProject(), "--stack", request.getStack(), "--organization", request.getOrganization()],
    ...["--pwd", request.getPwd(), "--root-directory", info.getRootDirectory(), "--parallel", String(request.getParallel())],
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
  const env = {
    ...process.env,
    ...typescriptEnvironment(options),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };

  // What the program prints goes through the host's own output to the engine, which shows it under the stack.
  const child = startNode(args, { cwd: request.getPwd(), env, stdio: ["ignore", "inherit", "inherit"] });
  call.on("cancelled", () => endChild(child));
  child.once("error", (error) =>
    done(
      null,
      ended((response) => response.setError(`the program could not be started: ${error.message}`)),
    ),
  );
  child.once("exit", (code, signal) =>
    done(
      null,
      ended((response) => {
        if (code === bailed) response.setBail(true);
        else if (code !== 0)
          response.setError(code === null ? `the program was ended by ${signal}` : `the program exited with code ${code}`);
      }),
    ),
  );
}

function ended(fill: (response: RunResponse) => void): RunResponse {
  const response = new RunResponse();
  fill(response);
  return response;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
