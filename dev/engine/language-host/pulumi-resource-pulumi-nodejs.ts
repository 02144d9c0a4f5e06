import { createRequire } from "node:module";
import { join } from "node:path";
import { keepCompiled } from "./compileCache";
import { whenEngineIsGone } from "./engineWatch";
import { loadLazily } from "./lazyModules";

// The provider behind dynamic resources. The engine starts it in the program's folder, by this name; the work is done by the program's own
// SDK, loaded into this process. It is replaced here because the SDK's launcher outlives an engine that is killed.
whenEngineIsGone(() => process.exit(1));

keepCompiled(join(__dirname, "..", "compiled"));
loadLazily("@npmcli/arborist");
const fromProgram = createRequire(join(process.cwd(), "noop.js"));
let entry: string;
try {
  entry = fromProgram.resolve("@pulumi/pulumi/cmd/dynamic-provider");
} catch {
  process.stderr.write(`@pulumi/pulumi cannot be found from ${process.cwd()}: run \`npm install\` in the program's folder\n`);
  process.exit(1);
}
fromProgram(entry);
