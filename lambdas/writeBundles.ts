import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFunction, functionFolders } from "./bundle";

// `npm run bundle-lambdas`: writes <folder>/<function>/index.mjs of every function.
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder that the bundles go to.");
for (const name of functionFolders) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "index.mjs"), bundleFunction(name));
}
