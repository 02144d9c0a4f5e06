import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { rootFolder } from "../../dev/engine/location";

/**
 * The package as it is published, in a folder of its own that finds the clone's node_modules. Its files are transpiled in half a second, without a
 * check of types; the clone's dist/ is left alone. {@link installPackage} has what `npm publish` packs.
 */
export async function transpiledPackage(): Promise<string> {
  mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, ".scratch", "package-"));
  for (const name of ["package.json", "bin", ...["PulumiPolicy.yaml", "index.js", "package.json"].map((file) => join("policypack", file))])
    cpSync(join(rootFolder, name), join(folder, name), { recursive: true });
  const common = { platform: "node", target: "node20", format: "cjs", logLevel: "warning" } as const;
  const entryPoints = ["domain", "aws", "components", "stacks", "policypack", "scripts"].flatMap((room) =>
    readdirSync(join(rootFolder, room), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(rootFolder, room, name)),
  );
  await build({ ...common, entryPoints, outbase: rootFolder, outdir: join(folder, "dist") });
  await build({
    ...common,
    entryPoints: [join(rootFolder, "policypack", "policies.ts")],
    outfile: join(folder, "policypack", "policies.js"),
    bundle: true,
    external: ["@pulumi/policy", "yaml", "zod"],
  });
  // What a user's program is checked against.
  const types = join(folder, "dist", "stacks", "index.d.ts");
  mkdirSync(dirname(types), { recursive: true });
  writeFileSync(types, "export declare function run(): object;\n");
  return folder;
}
