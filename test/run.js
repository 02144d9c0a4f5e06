// `npm test`: every spec under coverage, and one plain last line. The engine is built first where it can be; in CI it is required.
"use strict";
const { spawnSync } = require("node:child_process");
const { mkdirSync, readFileSync, rmSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }).status ?? 1;
const bin = (name, manifest) => {
  const { bin: entry } = require(manifest);
  return path.join(path.dirname(manifest), typeof entry === "string" ? entry : entry[name]);
};

const engine = run([path.join(root, "dev/engine/build.js")]);
if (engine !== 0 && process.env.CI) {
  console.error("The engine is required in CI, and it could not be had (see above).");
  process.exit(1);
}

const summaryFile = path.join(root, ".scratch", "test-summary.json");
mkdirSync(path.dirname(summaryFile), { recursive: true });
rmSync(summaryFile, { force: true });
const specs = process.argv.length > 2 ? process.argv.slice(2) : ["test/**/*.spec.ts"];
const status = run(
  [
    bin("c8", require.resolve("c8/package.json")),
    process.execPath,
    bin("mocha", require.resolve("mocha/package.json")),
    "--reporter",
    "test/support/reporter.js",
    ...specs,
  ],
  {
    TEST_SUMMARY_FILE: summaryFile,
    // The notice is for developers of the SDK's users, and would stand between the results.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  },
);

let summary;
try {
  summary = JSON.parse(readFileSync(summaryFile, "utf8"));
} catch (error) {
  console.error(`The tests ended without a summary: ${error.message}`);
  summary = { passed: 0, failed: 1, skipped: 0 };
}
console.log(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`);
process.exit(status !== 0 || summary.failed > 0 || summary.passed === 0 ? 1 : 0);
