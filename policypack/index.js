"use strict";
// The policy pack, as Pulumi starts it. Whoever wants a pack of their own takes single policies from policies.js and does not load this file:
// `new PolicyPack` starts a server.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { PolicyPack } = require("@pulumi/policy");

/** In a clone the source lies here and is transpiled on the way. The published package holds one bundled file. */
function loadPolicies() {
  if (!existsSync(join(__dirname, "policies.ts"))) return require("./policies.js");
  // Pulumi has registered a ts-node that checks types, which takes seconds.
  process[Symbol.for("ts-node.register.instance")]?.enabled(false);
  const root = join(__dirname, "..");
  require("ts-node").register({ transpileOnly: true, swc: true, cwd: root, projectSearchDir: root });
  return require("./policies.ts");
}

new PolicyPack("access-analyzer-org", { policies: loadPolicies().policies });
