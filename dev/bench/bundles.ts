import { buildSync } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleOptions, functionFolders, type FunctionFolder } from "../../lambdas/bundle";
import { rootFolder } from "../engine/location";
import { median, printLines, type Line } from "./measurements";
import { memberAccounts } from "./organization";
import { roadSettings } from "./roadSettings";
import { inScratch } from "./scratch";

const runs = 7;
const [member = ""] = memberAccounts(1);
/** The naive bundle is to be so many times as large. */
const goal = 4;

/** Which clients of the SDK a function makes: what even an empty handler would bring. */
const clientsOf: Record<FunctionFolder, Record<string, string>> = {
  notifier: { accessanalyzer: "AccessAnalyzer", dynamodb: "DynamoDB", sns: "SNS", sqs: "SQS", ssm: "SSM" },
  scanner: {
    accessanalyzer: "AccessAnalyzer",
    eventbridge: "EventBridge",
    iam: "IAM",
    "s3-control": "S3Control",
    "secrets-manager": "SecretsManager",
    sqs: "SQS",
  },
  "sweep-planner": { cloudwatch: "CloudWatch", dynamodb: "DynamoDB", sqs: "SQS" },
  "sweep-worker": { accessanalyzer: "AccessAnalyzer", dynamodb: "DynamoDB", sqs: "SQS" },
  watcher: { sns: "SNS" },
};

/** Size and start of each function's bundle, beside the same code bundled without thought, and a handler that does nothing with the same clients. */
export async function bundles(): Promise<void> {
  await inScratch((folder) => {
    for (const name of functionFolders) {
      const made = [
        { what: "ours", file: build(folder, name, "ours", `export { handler } from "./lambdas/${name}/handler";`, bundleOptions) },
        { what: "bundled without thought", file: build(folder, name, "naive", naive(name), naiveOptions) },
        { what: "an empty handler, same clients", file: build(folder, name, "empty", empty(name), bundleOptions) },
      ];
      const lines: (Line & { file: string })[] = made.map(({ what, file }) => ({ what, file, runs: [], also: { size: kilobytes(file) } }));
      for (let run = 0; run < runs; run++) for (const line of lines) line.runs.push(secondsToLoad(line.file));
      printLines(`bundles: ${name}`, lines);
      const [ours = NaN, others = NaN] = made.map(({ file }) => statSync(file).size);
      console.log(`Without thought it is ${(others / ours).toFixed(1)} times as large (goal: at least ${goal}).`);
      const [start = NaN, , least = NaN] = lines.map((line) => median(line.runs));
      console.log(`Its start takes ${Math.round((start - least) * 1000)} ms more than that of the empty handler.`);
    }
    return Promise.resolve();
  });
}

function build(folder: string, name: string, way: string, contents: string, options: Parameters<typeof buildSync>[0]): string {
  const outfile = join(folder, name, way, options === naiveOptions ? "index.cjs" : "index.mjs");
  mkdirSync(join(folder, name, way), { recursive: true });
  buildSync({ ...options, stdin: { contents, resolveDir: rootFolder, loader: "ts" }, absWorkingDir: rootFolder, outfile });
  writeFileSync(join(folder, name, way, "settings.json"), JSON.stringify(roadSettings(member)));
  return outfile;
}

/** As the documentation of most tools begins: `bundle: true`, the aggregated clients, a schema library for what comes in. */
const naiveOptions = { bundle: true, platform: "node", format: "cjs", logLevel: "error" } as const;

function naive(name: FunctionFolder): string {
  const clients = Object.entries(clientsOf[name]).map(
    ([service, client]) =>
      `import { ${client} } from "@aws-sdk/client-${service}";\nexport const its${client} = new ${client}({ region: "eu-central-1" });`,
  );
  return [...clients, 'import * as zod from "zod";', "export { zod };", `export { handler } from "./lambdas/${name}/handler";`].join("\n");
}

function empty(name: FunctionFolder): string {
  const clients = Object.entries(clientsOf[name]).map(
    ([service, client]) =>
      `import { ${client}Client } from "@aws-sdk/client-${service}";\nexport const its${client} = new ${client}Client({ region: "eu-central-1" });`,
  );
  return [...clients, "export const handler = async () => {};"].join("\n");
}

/** In a process of its own, without the start of Node. */
function secondsToLoad(file: string): number {
  const program = `const begun = performance.now(); await import(${JSON.stringify(file)}); console.log((performance.now() - begun) / 1000);`;
  const env = { PATH: process.env["PATH"], AWS_REGION: "eu-central-1", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
  return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8", env }));
}

function kilobytes(file: string): string {
  return `${Math.round(statSync(file).size / 1024)} KB`;
}
