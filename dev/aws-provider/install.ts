import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundle } from "../engine/bundle";
import { rootFolder } from "../engine/location";
import { providerVersion } from "./version";

const pluginFile = "pulumi-resource-aws";

export interface InstallOptions {
  pulumiHome: string;
  /** An executable to use instead of ours: the vendor's `pulumi-resource-aws`. @default AWS_PROVIDER_PLUGIN */
  plugin?: string;
}

/**
 * Puts a provider of package `aws`, ours unless another is named, where an engine with this PULUMI_HOME looks for plugins, so that programs and their
 * Pulumi.yaml stay as they are. It does what `pulumi plugin install resource aws VERSION --file` does, without starting the engine.
 */
export async function installProvider({ pulumiHome, plugin = process.env["AWS_PROVIDER_PLUGIN"] }: InstallOptions): Promise<void> {
  const folder = join(pulumiHome, "plugins", `resource-aws-v${providerVersion}`);
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `${pluginFile}.${process.pid}`);
  if (plugin) {
    accessSync(plugin, constants.X_OK);
    // The vendor's is hundreds of megabytes: it stays where it is.
    symlinkSync(resolve(plugin), unfinished);
  } else {
    await writeLauncher(unfinished);
  }
  renameSync(unfinished, join(folder, pluginFile));
}

/** An executable of a few kilobytes that starts what `buildProvider` has made. */
export async function writeLauncher(file: string, variant: "ours" | "other" = "ours"): Promise<void> {
  const launcher = join(rootFolder, ".engine", "provider", fingerprint(), pluginFile);
  if (!existsSync(launcher)) await bundle(join(__dirname, "main.ts"), launcher, { executable: true });
  writeFileSync(file, readFileSync(launcher, "utf8").replace("PROVIDER_MODULE", await buildProvider(variant)), { mode: 0o755 });
}

/** Bundles the provider into one file that starts fast; kept for as long as its sources stay the same. Returns the file's path. */
async function buildProvider(variant: "ours" | "other"): Promise<string> {
  const out = join(rootFolder, ".engine", "provider", fingerprint(), `${variant}.js`);
  const define = { "process.env.AWS_PROVIDER_VARIANT": JSON.stringify(variant) };
  if (!existsSync(out)) await bundle(join(__dirname, "server.ts"), out, { executable: false, define });
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
