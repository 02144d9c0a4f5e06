import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";

/**
 * The path and name of a role of ours, if this is a project with an organization.yaml (or the file that ACCESS_ANALYZER_ORG_CONFIG names).
 * Another program has none: there the caller's own credentials are used.
 *
 * Read when it is needed and never kept in a stack's state: a resource must not differ because another role serves it.
 *
 * @throws ConfigurationError if the file is wrong.
 */
export function projectRole(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  folder = process.cwd(),
): { path: string; name: string } | undefined {
  const named = env.ACCESS_ANALYZER_ORG_CONFIG;
  const file = resolve(folder, named || "organization.yaml");
  if (!named && !existsSync(file)) return undefined;
  return { path: parseConfiguration(readFileSync(file, "utf8"), file).access.rolePath, name };
}
