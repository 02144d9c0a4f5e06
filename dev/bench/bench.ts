import { audit } from "./audit";
import { bundles } from "./bundles";
import { machine } from "./measurements";
import { memberPreviews } from "./memberPreviews";
import { pack } from "./pack";
import { programStart } from "./programStart";
import { scanner } from "./scanner";

// `npm run bench`, or `npm run bench -- NAME` for one: what it costs to start, to preview and to audit, beside the plain way of doing it.
const benchmarks: Record<string, { about: string; run: () => Promise<void> }> = {
  "program-start": { about: "start of the security stack's program, beside ts-node that checks types", run: programStart },
  "member-previews": {
    about: "preview of 30 member stacks with 17 Regions, beside one program with as many resources",
    run: memberPreviews,
  },
  audit: { about: "audit of 100 accounts with 17 Regions at 50 ms a call, beside one call at a time and the ideal", run: audit },
  bundles: {
    about: "size and start of the functions' bundles, beside the same code bundled without thought and an empty handler",
    run: bundles,
  },
  pack: { about: "start of the policy pack and its judging of 10,000 resources, beside a pack without policies", run: pack },
  scanner: { about: "a policy change among 1,000 keys: the scanner, beside a function that scans everything", run: scanner },
};

void main(process.argv.slice(2));

async function main(args: string[]): Promise<void> {
  const unknown = args.filter((arg) => !(arg in benchmarks) && arg !== "--help");
  if (args.includes("--help") || unknown.length > 0) {
    if (unknown.length > 0) console.error(`There is no benchmark ${unknown.join(", ")}.`);
    console.log(`npm run bench            all of them, seven to eight minutes on two quiet cores\nnpm run bench -- NAME    one of them:\n`);
    for (const [name, { about }] of Object.entries(benchmarks)) console.log(`  ${name.padEnd(16)} ${about}`);
    process.exit(unknown.length > 0 ? 3 : 0);
  }
  // An interrupt ends this process, and with it, by their standard input, all that it started.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  console.log(machine());
  for (const [name, { run }] of Object.entries(benchmarks)) if (args.length === 0 || args.includes(name)) await run();
}
