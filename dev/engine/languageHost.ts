import { join } from "node:path";
import { bundle } from "./bundle";
import { rootFolder, sourceFolder } from "./location";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { binFolder, languageHostFile } from "../../scripts/pulumi/findEngine";

/** Puts the language host, and the launcher of dynamic resources, beside the engine that was built here. Takes a tenth of a second. */
export async function placeLanguageHost(): Promise<void> {
  const source = (name: string) => join(sourceFolder, "language-host", name);
  await Promise.all([
    bundle(source("pulumi-language-nodejs.ts"), join(binFolder, languageHostFile), { executable: true }),
    bundle(source("pulumi-resource-pulumi-nodejs.ts"), join(binFolder, "pulumi-resource-pulumi-nodejs"), { executable: true }),
    bundle(source("plain-javascript.ts"), join(binFolder, "plain-javascript.js"), { executable: false }),
    bundle(source("exit-with-parent.ts"), join(binFolder, "exit-with-parent.js"), { executable: false }),
  ]);
}

/** Where {@link placePolicyPack} puts the pack. */
export const bundledPack = join(binFolder, "..", "policypack");

/** The policy pack as it is published, in one file: what starts it often does not transpile it each time. */
export async function placePolicyPack(): Promise<void> {
  const source = join(rootFolder, "policypack");
  mkdirSync(bundledPack, { recursive: true });
  for (const name of ["index.js", "package.json"]) place(join(bundledPack, name), readFileSync(join(source, name), "utf8"));
  place(join(bundledPack, "PulumiPolicy.yaml"), "runtime:\n  name: nodejs\n  options:\n    typescript: false\n");
  await bundle(join(source, "policies.ts"), join(bundledPack, "policies.js"), { executable: false, external: true });
}

/** In one step: an engine may be reading the old one. */
function place(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
