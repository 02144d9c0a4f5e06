// `npm test`: every spec, and one plain last line. The engine is built first where it can be; in CI it is required.
// Specs on the engine take minutes: each runs in a process of its own, beside the others, so that a failure in one ends no other.
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
  const slow = ["test/engine", "test/security"].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith(".spec.ts"))
      .map((name) => `${folder}/${name}`),
  );
  // The longest begin first.
  const first = ["organizationLife", "findingsRoad", "leastPrivilegeRoad", "life", "leastPrivilege", "backend", "rolesHeal", "heal"];
  const rank = (file) => {
    const place = first.indexOf(path.basename(file, ".spec.ts"));
    return place < 0 ? first.length : place;
  };
  const jobs =
    asked.length > 0
      ? [{ name: "specs", args: [mocha, ...reporter, ...asked] }]
      : [
          {
            name: "without the engine",
            args: [mocha, ...reporter, "--ignore", "test/engine/**", "--ignore", "test/security/**", "test/**/*.spec.ts"],
          },
          ...slow.sort((left, right) => rank(left) - rank(right)).map((file) => ({ name: file, args: [mocha, ...reporter, file] })),
        ];
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  await Promise.all(
    // One more than there are cores, because an engine and its programs wait for each other.
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
