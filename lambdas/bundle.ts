import { buildSync, type BuildOptions } from "esbuild";
import { join } from "node:path";

/** Each is a folder beside this file: `handler.ts` exports `handler`. A function of AWS has the folder's name after `access-analyzer-org-`. */
export const functionFolders = ["notifier", "scanner", "sweep-planner", "sweep-worker", "watcher"] as const;
export type FunctionFolder = (typeof functionFolders)[number];

/** The same bytes from the same source, wherever that lies. */
export const bundleOptions = {
  tsconfigRaw: { compilerOptions: { target: "ES2022" } },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minify: true,
  legalComments: "none",
  charset: "utf8",
  // The SDK's ES modules, of which esbuild leaves out what nobody calls.
  mainFields: ["module", "main"],
  // Where settings.json lies.
  define: { __dirname: "import.meta.dirname" },
  logLevel: "warning",
} as const satisfies BuildOptions;

/** A function's code as one file, `index.mjs`. Only a clone has esbuild; the published package has the files in dist/lambdas. */
export function bundleFunction(folder: FunctionFolder, root = join(__dirname, "..")): string {
  const entryPoints = [`lambdas/${folder}/handler.ts`];
  const { outputFiles } = buildSync({ ...bundleOptions, absWorkingDir: root, entryPoints, write: false });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made no file of lambdas/${folder}`);
  return output.text;
}
