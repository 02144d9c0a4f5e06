import * as pulumi from "@pulumi/pulumi";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** In the published package this is dist/, in a clone the clone. */
const root = join(__dirname, "..", "..");

/**
 * A function's code with what it is told at its deployment beside it: the environment of a function holds 4 KB, names of a thousand accounts are
 * more. The bytes follow from the source and the settings alone, so that nothing is deployed twice.
 *
 * @param folder of the function, in lambdas/
 */
export function functionCode(folder: string, settings: object): pulumi.asset.AssetArchive {
  return new pulumi.asset.AssetArchive({
    "index.mjs": new pulumi.asset.StringAsset(bundle(folder)),
    "settings.json": new pulumi.asset.StringAsset(JSON.stringify(settings)),
  });
}

/** What one process bundled before: the code it runs stays the same. */
const bundled = new Map<string, string>();

/** The package ships bundles, and no bundler; a clone makes them. */
function bundle(folder: string): string {
  const known = bundled.get(folder);
  if (known !== undefined) return known;
  const code = readOrBundle(folder);
  bundled.set(folder, code);
  return code;
}

function readOrBundle(folder: string): string {
  const shipped = join(root, "lambdas", folder, "index.mjs");
  if (existsSync(shipped)) return readFileSync(shipped, "utf8");
  return bundlerOfClone().bundleFunction(folder);
}

function bundlerOfClone(): { bundleFunction(folder: string): string } {
  // By a path that no compiler follows: what is published knows no bundler. lambdas/bundle.ts has this function.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(join(root, "lambdas", "bundle")) as { bundleFunction(folder: string): string };
}
