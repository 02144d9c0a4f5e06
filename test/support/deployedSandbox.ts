import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "mocha";
import { rootFolder } from "../../dev/engine/location";
import { organization, organizationYaml } from "./stacksOrganization";

/** A sandbox process with the stacks rolled out, and a shell in which its environment file was read. */
export interface DeployedSandbox {
  /** `set -a; . FILE; COMMAND`, as a person types it, with nothing else of this machine's AWS configuration. */
  shell(command: string): Promise<ShellRun>;
  close(): Promise<void>;
}

export interface ShellRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Skips, with the reason, where a program that speaks to AWS is not on this machine. Call it in a `before` hook. */
export async function requireProgram(test: Context, command: string, what: string): Promise<void> {
  const { code } = await sh(command, process.env);
  if (code === 0) return;
  process.stdout.write(`      skipped: ${what} is not on this machine\n`);
  test.skip();
}

/** `npm run sandbox -- --deployed --env-file FILE`, without npm. @throws with what it printed, if it does not become ready. */
export async function deployedSandbox(): Promise<DeployedSandbox> {
  mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, ".scratch", "clients-"));
  const file = (name: string) => join(folder, name);
  writeFileSync(file("sandbox.yaml"), JSON.stringify(organization));
  writeFileSync(file("organization.yaml"), organizationYaml());
  const options = [
    "--deployed",
    "--env-file",
    file("sandbox.env"),
    "--organization",
    file("sandbox.yaml"),
    "--config",
    file("organization.yaml"),
  ];
  const child = spawn(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", "--", "dev/sandbox/cli/main.ts", "--with-parent", ...options],
    {
      cwd: rootFolder,
      // Coverage of the tests is not for the programs that the sandbox starts: it would slow them down.
      env: { ...process.env, NODE_V8_COVERAGE: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const exited = once(child, "exit");
  const close = async () => {
    child.kill("SIGTERM");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  let printed = "";
  const ready = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        if (/^ready http/m.test(printed)) resolve(true);
      });
    }
    void exited.then(() => resolve(false));
  });
  if (!(await ready)) {
    await close();
    throw new Error(`The sandbox did not become ready:\n${printed}`);
  }
  const { PATH, HOME } = process.env;
  const bare = {
    PATH,
    HOME,
    AWS_CONFIG_FILE: file("none"),
    AWS_SHARED_CREDENTIALS_FILE: file("none"),
    AWS_PAGER: "",
    AWS_MAX_ATTEMPTS: "1",
  };
  return { shell: (command) => sh(`set -a; . '${file("sandbox.env")}'; ${command}`, bare), close };
}

function sh(command: string, env: NodeJS.ProcessEnv): Promise<ShellRun> {
  return new Promise((resolve) => {
    execFile("sh", ["-c", command], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr });
    });
  });
}
