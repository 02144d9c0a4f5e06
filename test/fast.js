// What `npm run check` runs: the specs that need neither an engine nor a packed package.
"use strict";
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const rooms = ["architecture", "aws", "components", "domain", "examples", "lambdas", "policypack", "scripts", "stacks"];
const mocha = path.join(path.dirname(require.resolve("mocha/package.json")), "bin", "mocha.js");
const specs = rooms.map((room) => `test/${room}/**/*.spec.ts`);
const { status } = spawnSync(process.execPath, [mocha, "--reporter", "dot", ...specs], {
  cwd: path.resolve(__dirname, ".."),
  stdio: "inherit",
});
process.exit(status ?? 1);
