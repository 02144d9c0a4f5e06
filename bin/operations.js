// What Pulumi's process for dynamic resources loads, see components/dynamicResource.ts. That process knows no TypeScript: in a clone the
// source lies in the folder above and is transpiled on the way, in the published package the compiled files are loaded.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// What this process prints, Pulumi shows beside the resources: the SDK's advice about Node's age does not belong there.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const root = join(__dirname, "..");
if (existsSync(join(root, "aws", "operations", "index.ts"))) {
  require("ts-node").register({ transpileOnly: true, cwd: root, projectSearchDir: root });
  module.exports = require("../aws/operations");
} else {
  module.exports = require("../dist/aws/operations");
}
