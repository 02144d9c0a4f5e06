import { buildSync } from "esbuild";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackResource } from "../../domain/stackResource";
import { rootFolder } from "../engine/location";
import { median, printLines, seconds, type Line } from "./measurements";
import { policyServer, type PolicyServer } from "./policyServer";
import { inScratch } from "./scratch";

const resources = 10_000;
const runs = 5;
const goals = { judging: 2, start: 0.15 };

/** Our pack as it is published, beside one without policies: to start, and to judge a stack as the engine asks for it. */
export async function pack(): Promise<void> {
  await inScratch(async (folder) => {
    const packs = [
      { what: "a pack without policies", folder: emptyPack(join(folder, "empty")) },
      { what: "our pack, bundled", folder: bundledPack(join(folder, "ours")) },
    ];
    const starts: Line[] = packs.map(({ what }) => ({ what, runs: [] }));
    for (let run = 0; run < runs; run++)
      for (const [index, one] of packs.entries()) {
        let server: PolicyServer | undefined;
        starts[index]?.runs.push(await seconds(async () => (server = await policyServer(one.folder))));
        await server?.close();
      }
    printLines("pack: start of the pack's server", starts);
    const [empty = NaN, ours = NaN] = starts.map((line) => Math.min(...line.runs));
    console.log(`Best of ${runs}: ${(ours - empty).toFixed(3)} s more than without policies (goal: at most ${goals.start} s).`);

    const stack = stackOf(resources);
    const lines = packs.map(({ what }) => ({ what, single: [] as number[], whole: [] as number[], says: 0 }));
    for (let run = 0; run < 3; run++)
      for (const [index, line] of lines.entries()) {
        const server = await policyServer(packs[index]?.folder ?? "");
        try {
          const asked = server.prepare(stack);
          line.single.push(await seconds(() => oneByOne(asked.each)));
          line.whole.push(await seconds(async () => (line.says = (await asked.stack()).length)));
        } finally {
          await server.close();
        }
      }
    const judgings = lines.map(({ what, single, whole, says }) => ({
      what,
      runs: single.map((time, run) => time + (whole[run] ?? NaN)),
      also: { "one by one": `${median(single).toFixed(2)} s`, "the stack": `${median(whole).toFixed(2)} s`, says: String(says) },
    }));
    printLines(`pack: ${resources} resources, each and then the stack (goal: at most ${goals.judging} times)`, judgings);
  });
}

/** As the engine does it: several at a time. */
async function oneByOne(calls: (() => Promise<unknown>)[]): Promise<void> {
  for (let first = 0; first < calls.length; first += 16) await Promise.all(calls.slice(first, first + 16).map((call) => call()));
}

function emptyPack(folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: index.js\n");
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "version": "0.0.0", "main": "index.js" }\n');
  writeFileSync(
    join(folder, "index.js"),
    'const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("empty", { policies: [] });\n',
  );
  return folder;
}

/** The folder of the pack with its policies in one file, which index.js then takes. */
function bundledPack(folder: string): string {
  const source = join(rootFolder, "policypack");
  mkdirSync(folder);
  for (const file of ["PulumiPolicy.yaml", "package.json", "index.js"]) cpSync(join(source, file), join(folder, file));
  buildSync({
    entryPoints: [join(source, "policies.ts")],
    outfile: join(folder, "policies.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@pulumi/policy", "@pulumi/pulumi"],
  });
  return folder;
}

/** Of many kinds, by ten providers, each with an analyzer. */
function stackOf(count: number): StackResource[] {
  const providers = Array.from({ length: 10 }, (_, index) => ({
    urn: `urn:pulumi:dev::shop::pulumi:providers:aws::p${index}`,
    inputs: { region: "eu-west-1", allowedAccountIds: `["${String(111111111111 + index)}"]`, version: "7.48.0" },
  }));
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
  const kinds: [type: string, inputs: Record<string, unknown>][] = [
    ["aws:ssm/parameter:Parameter", { type: "String", value: "some value", description: "What it is for" }],
    ["aws:s3/bucket:Bucket", { forceDestroy: false, acl: "private" }],
    ["aws:sqs/queue:Queue", { visibilityTimeoutSeconds: 30, fifoQueue: false }],
    ["aws:iam/role:Role", { assumeRolePolicy: trust, path: "/" }],
    ["aws:ec2/securityGroup:SecurityGroup", { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] }] }],
  ];
  const tags = { team: "shop", stage: "prod", "cost-center": "42" };
  return Array.from({ length: count }, (_, index) => {
    const provider = providers[index % providers.length];
    const [type, inputs] =
      index < providers.length
        ? (["aws:accessanalyzer/analyzer:Analyzer", { analyzerName: "account", type: "ACCOUNT" }] as const)
        : (kinds[index % kinds.length] ?? (["", {}] as const));
    const name = `some-${index}`;
    const said = { name, ...inputs, tags, tagsAll: tags };
    const made = { ...said, id: name, region: "eu-west-1" };
    return { urn: `urn:pulumi:dev::shop::${type}::${name}`, type, name, inputs: said, outputs: made, ...(provider ? { provider } : {}) };
  });
}
