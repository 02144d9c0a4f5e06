import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle";
import { rootFolder } from "./location";
import { binFolder } from "../../scripts/pulumi/findEngine";

/** Where {@link placePolicyPack} puts the pack. */
export const bundledPack = join(binFolder, "..", "policypack");

/** The policy pack as it is published, in one file: what starts it often does not transpile it each time. */
export async function placePolicyPack(): Promise<void> {
  const source = join(rootFolder, "policypack");
  mkdirSync(bundledPack, { recursive: true });
  for (const name of ["index.js", "package.json", "PulumiPolicy.yaml"])
    place(join(bundledPack, name), readFileSync(join(source, name), "utf8"));
  await bundle(join(source, "policies.ts"), join(bundledPack, "policies.js"), { executable: false, external: true });
}

/** In one step: an engine may be reading the old one. */
function place(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
