"use strict";
// The policy pack, as Pulumi starts it. Whoever wants a pack of their own takes single policies from policies.js and does not load this file:
// `new PolicyPack` starts a server.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { PolicyPack } = require("@pulumi/policy");

/** The published package holds one bundled file. In a clone the source lies here and is transpiled on the way. */
function loadPolicies() {
  const bundle = join(__dirname, "policies.js");
  if (existsSync(bundle)) return require(bundle);
  // Pulumi has registered a ts-node that checks types, which takes seconds.
  process[Symbol.for("ts-node.register.instance")]?.enabled(false);
  const root = join(__dirname, "..");
  require("ts-node").register({ transpileOnly: true, swc: true, cwd: root, projectSearchDir: root });
  return require("./policies.ts");
}

new PolicyPack("access-analyzer-org", { policies: loadPolicies().policies });
