import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";

/** What stands under `runtime.options` in Pulumi.yaml or PulumiPolicy.yaml. */
export interface RuntimeOptions {
  typescript: boolean;
  tsconfig?: string;
  nodeargs: string[];
}

export function runtimeOptions(info: ProgramInfo): RuntimeOptions {
  const options = info.getOptions()?.toJavaScript() ?? {};
  return {
    typescript: options["typescript"] !== false,
    ...(typeof options["tsconfig"] === "string" ? { tsconfig: resolve(info.getProgramDirectory(), options["tsconfig"]) } : {}),
    nodeargs: typeof options["nodeargs"] === "string" ? options["nodeargs"].split(/\s+/).filter(Boolean) : [],
  };
}

/** The SDK takes these from the environment. An empty path of a tsconfig is an error for it, so the variable is left out unless it is set. */
export function typescriptEnvironment({ typescript, tsconfig }: RuntimeOptions): Record<string, string> {
  return { PULUMI_NODEJS_TYPESCRIPT: String(typescript), ...(tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig } : {}) };
}

/**
 * The file of the program's own SDK that runs it: `run`, `run-plugin` or `run-policy-pack`.
 * @throws if @pulumi/pulumi cannot be found from the program's folder.
 */
export function sdkEntry(programDirectory: string, command: string): string {
  try {
    return createRequire(join(programDirectory, "noop.js")).resolve(`@pulumi/pulumi/cmd/${command}`);
  } catch {
    throw new Error(
      `@pulumi/pulumi (its cmd/${command}) cannot be found from ${programDirectory}: run \`npm install\` there, and see that package.json depends on @pulumi/pulumi`,
    );
  }
}
