import { join } from "node:path";
import { bundle } from "./bundle";
import { sourceFolder } from "./location";
import { binFolder, languageHostFile } from "../../scripts/pulumi/findEngine";

/** Puts the language host, and the launcher of dynamic resources, beside the engine that was built here. Takes a tenth of a second. */
export async function placeLanguageHost(): Promise<void> {
  const source = (name: string) => join(sourceFolder, "language-host", name);
  await Promise.all([
    bundle(source("pulumi-language-nodejs.ts"), join(binFolder, languageHostFile), { executable: true }),
    bundle(source("pulumi-resource-pulumi-nodejs.ts"), join(binFolder, "pulumi-resource-pulumi-nodejs"), { executable: true }),
    bundle(source("plain-javascript.ts"), join(binFolder, "plain-javascript.js"), { executable: false }),
    bundle(source("exit-with-parent.ts"), join(binFolder, "exit-with-parent.js"), { executable: false }),
    bundle(source("plugin-worker.ts"), join(binFolder, "plugin-worker.js"), { executable: false }),
    bundle(source("program-server.ts"), join(binFolder, "program-server.js"), { executable: false }),
    bundle(source("keep-compiled.ts"), join(binFolder, "keep-compiled.js"), { executable: false }),
  ]);
}
