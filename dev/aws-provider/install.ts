import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../engine/bundle";
import { rootFolder } from "../engine/location";
import { providerVersion } from "./version";

const pluginFile = "pulumi-resource-aws";

/**
 * Puts the provider of package `aws` where an engine with this PULUMI_HOME looks for plugins, so that programs and their
 * Pulumi.yaml stay as they are. It does what `pulumi plugin install resource aws VERSION --file` does, without starting the engine.
 */
export async function installProvider({ pulumiHome }: { pulumiHome: string }): Promise<void> {
  const built = await buildProvider();
  const folder = join(pulumiHome, "plugins", `resource-aws-v${providerVersion}`);
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `${pluginFile}.${process.pid}`);
  copyFileSync(built, unfinished);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, join(folder, pluginFile));
}

/** Bundles the provider into one file that starts fast; kept for as long as its sources stay the same. Returns the file's path. */
export async function buildProvider(): Promise<string> {
  const out = join(rootFolder, ".engine", "provider", fingerprint(), pluginFile);
  if (!existsSync(out)) await bundle(join(__dirname, "main.ts"), out, { executable: true });
  return out;
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const sources = [__dirname, join(__dirname, "..", "engine", "language-host")];
  for (const folder of sources) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      if (name.endsWith(".ts")) hash.update(name).update(readFileSync(join(folder, name)));
    }
  }
  // The versions of what is bundled with it.
  return hash
    .update(readFileSync(join(rootFolder, "package-lock.json")))
    .digest("hex")
    .slice(0, 16);
}
