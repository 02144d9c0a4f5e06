// `npm test`: every spec, and one plain last line. The engine is built first where it can be; in CI it is required.
// Specs on the engine take minutes: each runs in a process of its own, beside the others, so that a failure in one ends no other. The other specs run
// by folders, so that none of them is what all wait for.
"use strict";
const { spawn, spawnSync } = require("node:child_process");
const { availableParallelism } = require("node:os");
const { mkdirSync, readFileSync, readdirSync, rmSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const mocha = path.join(path.dirname(require.resolve("mocha/package.json")), "bin", "mocha.js");
const scratch = path.join(root, ".scratch");
const reporter = ["--reporter", "test/support/reporter.js"];

const engine = spawnSync(process.execPath, [path.join(root, "dev/engine/build.js")], { cwd: root, stdio: "inherit" }).status ?? 1;
if (engine !== 0 && process.env.CI) {
  console.error("The engine is required in CI, and it could not be had (see above).");
  process.exit(1);
}

void main();

async function main() {
  mkdirSync(scratch, { recursive: true });
  const asked = process.argv.slice(2);
  const jobs = (asked.length > 0 ? [{ name: "specs", specs: asked }] : allJobs()).map(({ name, specs }) => ({
    name,
    args: [mocha, ...reporter, ...specs],
  }));
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  await Promise.all(
    // One more than there are cores, because an engine and its programs wait for each other; with two more all takes as long.
    Array.from({ length: availableParallelism() + 1 }, async () => {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
        const { passed, failed, skipped, failures } = await run(job);
        total.passed += passed;
        total.failed += failed;
        total.skipped += skipped;
        total.failures.push(...failures);
      }
    }),
  );
  // Between thousands of lines nobody finds them.
  for (const failure of total.failures) console.log(`failed: ${failure}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
}

/** Every spec, in jobs of which the longest begin first. */
function allJobs() {
  const onEngine = ["test/engine", "test/security"];
  const files = onEngine.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith(".spec.ts"))
      .map((name) => `${folder}/${name}`),
  );
  const folders = ["test/aws", "test/clients", "test/dev", "test/lambdas", "test/package", "test/scripts", "test/workflows"];
  const first = [
    ...[
      "test/engine/findingsRoad.spec.ts",
      "test/engine/organizationLife.spec.ts",
      "test/scripts",
      "test/engine/commands.spec.ts",
      "test/dev",
    ],
    ...["test/engine/heal.spec.ts", "test/security/leastPrivilegeRoad.spec.ts", "test/engine/life.spec.ts"],
    ...[
      "test/security/leastPrivilege.spec.ts",
      "test/engine/scanner.spec.ts",
      "test/engine/rolesHeal.spec.ts",
      "test/package",
      "the others",
    ],
    ...["test/engine/anotherProvider.spec.ts", "test/engine/archiveRules.spec.ts", "test/engine/backend.spec.ts", "test/aws"],
    ...["test/engine/lostAdministrator.spec.ts", "test/lambdas"],
  ];
  const rank = ({ name }) => (first.includes(name) ? first.indexOf(name) : first.length);
  return [
    ...files.map((file) => ({ name: file, specs: [file] })),
    ...folders.map((folder) => ({ name: folder, specs: [`${folder}/**/*.spec.ts`] })),
    // Folders that are new are among them.
    { name: "the others", specs: [...[...onEngine, ...folders].flatMap((folder) => ["--ignore", `${folder}/**`]), "test/**/*.spec.ts"] },
  ].sort((left, right) => rank(left) - rank(right));
}

/** What it prints is shown when it has ended, so that two do not mix. */
async function run({ name, args }) {
  const file = path.join(scratch, `test-summary-${name.replace(/\W+/g, "-")}.json`);
  rmSync(file, { force: true });
  const begun = Date.now();
  const printed = [];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    // The notice is for developers of the SDK's users, and would stand between the results.
    // Engines live for seconds: what they collect of garbage is a quarter of their time.
    env: { GOGC: "400", ...process.env, TEST_SUMMARY_FILE: file, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(chunk));
  const status = await new Promise((resolve) => child.on("close", resolve));
  process.stdout.write(Buffer.concat(printed));
  console.log(`${name}: ${Math.round((Date.now() - begun) / 1000)} s\n`);
  try {
    const summary = JSON.parse(readFileSync(file, "utf8"));
    // Something that is no test may fail as well.
    if (summary.failed > 0 || status === 0) return summary;
    return { ...summary, failed: 1, failures: [`${name}: no test failed, and it ended with ${status}`] };
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, failures: [`${name} ended without a summary: ${error.message}`] };
  }
}
