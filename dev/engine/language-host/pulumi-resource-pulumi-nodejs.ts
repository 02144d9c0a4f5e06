import { createRequire } from "node:module";
import { join } from "node:path";
import { keepCompiled } from "./compileCache";
import { launchPlugin } from "./launchPlugin";
import { loadLazily } from "./lazyModules";

// The provider behind dynamic resources. The engine starts it in the program's folder, by this name; the work is done by the program's own
// SDK. It is replaced here because the SDK's launcher outlives an engine that is killed.

const fromProgram = createRequire(join(process.cwd(), "noop.js"));
let entry: string;
try {
  entry = fromProgram.resolve("@pulumi/pulumi/cmd/dynamic-provider");
} catch {
  process.stderr.write(`@pulumi/pulumi cannot be found from ${process.cwd()}: run \`npm install\` in the program's folder\n`);
  process.exit(1);
}
launchPlugin({ way: "printed", module: entry }, () => {
  keepCompiled(join(__dirname, "..", "compiled"));
  loadLazily("@npmcli/arborist");
  fromProgram(entry);
});
