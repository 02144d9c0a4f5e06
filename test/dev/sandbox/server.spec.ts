import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { ListAccountsCommand } from "@aws-sdk/client-organizations";
import { readCommandLine } from "../../../dev/sandbox/cli/commandLine";
import { startSandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn } from "../../support/sandboxClients";

const main = join(__dirname, "..", "..", "..", "dev", "sandbox", "cli", "main.ts");

describe("the sandbox's server", () => {
  it("answers on loopback only", async () => {
    const sandbox = await startSandbox();
    try {
      assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
      const health = await fetch(`${sandbox.url}/_sandbox/health`);
      assert.deepEqual(JSON.parse(await health.text()), { status: "ready", organization: "o-demo000001", accounts: 9 });
    } finally {
      await sandbox.close();
    }
    await assert.rejects(fetch(`${sandbox.url}/_sandbox/health`));
  });

  it("answers as a proxy too, whatever host is asked for: S3 Control's clients put the account's id before it", async () => {
    const sandbox = await startSandbox();
    try {
      const path = `http://444444444444.127.0.0.1:${sandbox.port}/_sandbox/health`;
      const [answer] = (await once(request({ port: sandbox.port, path }).end(), "response")) as [IncomingMessage];
      answer.resume();
      assert.equal(answer.statusCode, 200);
    } finally {
      await sandbox.close();
    }
  });

  it("lists for every service what is implemented and what is not", async () => {
    const sandbox = await startSandbox();
    try {
      const operations = JSON.parse(await (await fetch(`${sandbox.url}/_sandbox/operations`)).text());
      assert.deepEqual(Object.keys(operations).sort(), [
        "access-analyzer",
        "account",
        "cloudformation",
        "cloudtrail",
        "dynamodb",
        "ec2",
        "ecr",
        "elasticfilesystem",
        "events",
        "iam",
        "kms",
        "lambda",
        "logs",
        "monitoring",
        "organizations",
        "rds",
        "s3",
        "s3express",
        "scheduler",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
        "sts",
      ]);
      assert.deepEqual(operations.sts.implemented, ["AssumeRole", "GetCallerIdentity"]);
      assert.ok(operations.iam.refused.includes("CreateGroup"));
      // Whatever is implemented is an operation that the service's model knows.
      for (const { implemented, refused, notInModel } of Object.values<{ implemented: string[]; refused: string[]; notInModel: string[] }>(
        operations,
      )) {
        assert.ok(implemented.length > 0);
        assert.deepEqual(
          implemented.filter((name) => refused.includes(name)),
          [],
        );
        assert.deepEqual(notInModel, []);
      }
    } finally {
      await sandbox.close();
    }
  });

  it("logs who called what, where, what IAM was asked and how it ended", async () => {
    const sandbox = await startSandbox();
    try {
      const member = await sessionIn(sandbox, "444444444444");
      await assert.rejects(clients(sandbox, member).organizations.send(new ListAccountsCommand({})));
      const [assume, list] = sandbox.calls;
      assert.deepEqual(
        { ...assume, time: undefined },
        {
          time: undefined,
          service: "sts",
          operation: "AssumeRole",
          region: "eu-central-1",
          account: "111111111111",
          principalArn: "arn:aws:iam::111111111111:user/admin",
          authorizations: [
            { action: "sts:AssumeRole", resource: "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole", allowed: true },
          ],
          outcome: "OK",
        },
      );
      assert.equal(list?.account, "444444444444");
      assert.equal(list.region, "us-east-1");
      assert.equal(list.outcome, "AccessDeniedException");
      const told = JSON.parse(await (await fetch(`${sandbox.url}/_sandbox/calls`)).text());
      assert.equal(told.length, 2);
    } finally {
      await sandbox.close();
    }
  });

  it("keeps two organizations in one process apart", async () => {
    const [one, two] = await Promise.all([startSandbox(), startSandbox()]);
    try {
      await assert.rejects(clients(two, one.adminCredentials).sts.send(new GetCallerIdentityCommand({})), { name: "InvalidClientTokenId" });
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });
});

describe("the sandbox command", () => {
  let folder: string;
  let envFile: string;
  const children: ChildProcess[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sandbox-"));
    envFile = join(folder, "sandbox.env");
  });
  afterEach(() => children.splice(0).forEach((child) => child.kill("SIGKILL")));
  after(() => rmSync(folder, { recursive: true }));

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`says when it is ready, writes credentials that work, and leaves nothing behind on ${signal}`, async () => {
      writeFileSync(envFile, "old", { mode: 0o644 });
      const child = start("--env-file", envFile);
      const url = await ready(child);
      assert.equal(statSync(envFile).mode & 0o777, 0o600);
      const variables = await sourced(envFile);
      assert.equal(variables["AWS_ENDPOINT_URL"], url);
      assert.equal(variables["AWS_REGION"], "eu-central-1");
      assert.equal(variables["AWS_DEFAULT_REGION"], "eu-central-1");
      assert.equal(variables["AWS_EC2_METADATA_DISABLED"], "true");
      assert.equal(variables["AWS_PROFILE"], undefined);
      const { STSClient } = await import("@aws-sdk/client-sts");
      const credentials = { accessKeyId: variables["AWS_ACCESS_KEY_ID"] ?? "", secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"] ?? "" };
      const sts = new STSClient({ endpoint: url, region: "eu-central-1", credentials });
      // The client keeps its connection open; stopping must not wait for it.
      assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, "111111111111");

      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [0, null]);
      assert.equal(existsSync(envFile), false);
    }).timeout(60_000);
  }

  it("ends when the process that started it is killed", async () => {
    const script = `
      const child = require("node:child_process").spawn(process.execPath, ${JSON.stringify(commandLine("--with-parent", "--env-file", envFile))}, { stdio: ["ignore", "pipe", "inherit"] });
      child.stdout.once("data", () => process.stdout.write(child.pid + "\\n"));
    `;
    const starter = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    children.push(starter);
    const [line] = await once(starter.stdout ?? assert.fail(), "data");
    const pid = Number(String(line));
    assert.ok(pid > 0 && existsSync(envFile));
    starter.kill("SIGKILL");
    await gone(pid);
    assert.equal(existsSync(envFile), false);
  }).timeout(60_000);

  it("says in which file and line an organization is wrong", async () => {
    const file = join(folder, "organization.yaml");
    writeFileSync(file, "management: 111111111111\n");
    const { code, stderr } = await ended(start("--organization", file));
    assert.equal(code, 3);
    assert.match(stderr, /organization\.yaml:1: management: expected an account id in quotes/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }).timeout(60_000);

  it("says that the port is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    try {
      const { code, stderr } = await ended(start("--port", String(address.port)));
      assert.equal(code, 3);
      assert.match(stderr, /The port is in use/);
    } finally {
      server.close();
    }
  }).timeout(60_000);

  for (const [why, args, message] of [
    ["a port that is no number", ["--port", "x"], /Expected a number from 0 to 65535/],
    ["a file that cannot be written", ["--env-file", "/nowhere/at/all.env"], /cannot be written to \/nowhere\/at\/all\.env/],
  ] as const) {
    it(`refuses ${why}`, async () => {
      const { code, stderr } = await ended(start(...args));
      assert.equal(code, 3);
      assert.match(stderr, message);
    }).timeout(60_000);
  }

  it("refuses options that it does not have", () => {
    assert.throws(() => readCommandLine(["--prot", "1"], { writeErr: () => undefined }), /unknown option '--prot'/);
  });

  it("helps with an example", () => {
    let help = "";
    const writeOut = (text: string) => (help += text);
    assert.throws(() => readCommandLine(["--help"], { writeOut }), { exitCode: 0 });
    assert.match(help, /Example:\n\s+npm run sandbox/);
  });

  /** "--" keeps --env-file from Node, which has an option of that name. */
  function commandLine(...args: string[]): string[] {
    return ["-r", "ts-node/register/transpile-only", "--", main, ...args];
  }

  function start(...args: string[]): ChildProcess {
    // As if started by hand, not under npm.
    const env = { ...process.env, npm_lifecycle_event: undefined };
    const child = spawn(process.execPath, commandLine(...args), { stdio: ["ignore", "pipe", "pipe"], env });
    children.push(child);
    return child;
  }

  async function ready(child: ChildProcess): Promise<string> {
    const [line] = await once(child.stdout ?? assert.fail(), "data");
    const [, url] = /^ready (http:\S+)\n$/.exec(String(line)) ?? assert.fail(`not ready: ${String(line)}`);
    return url ?? "";
  }

  async function ended(child: ChildProcess): Promise<{ code: unknown; stdout: string; stderr: string }> {
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
    const [code] = await once(child, "close");
    return { code, stdout, stderr };
  }

  /** The AWS variables of a shell that read the file. */
  async function sourced(file: string): Promise<Record<string, string>> {
    const shell = spawn("sh", ["-c", `set -a; . "${file}"; env`], {
      env: { PATH: process.env["PATH"], AWS_PROFILE: "other" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { stdout } = await ended(shell);
    return Object.fromEntries(
      stdout
        .split("\n")
        .filter((line) => line.startsWith("AWS_"))
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  }

  async function gone(pid: number): Promise<void> {
    for (;;) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      // A process whose starter is gone stays a zombie where nobody collects it.
      if (existsSync(`/proc/${pid}/stat`) && / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});
