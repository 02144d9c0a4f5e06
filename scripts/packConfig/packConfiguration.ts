import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Configuration } from "../../domain/configuration/configuration";
import { nearest } from "../../domain/configuration/nearest";
import { InputError } from "../../domain/errors";
import { policyNames, type PolicyName } from "../../domain/policyNames";

/** Settings of policies, as Pulumi takes them: `{ "analyzer-required": { "enforcementLevel": "mandatory", ... } }`, or a level alone. */
export type PackSettings = Record<string, string | Record<string, unknown>>;

/**
 * How the policy pack judges the stacks of this organization: where the plan is, as absolute paths, because a pack runs in its own folder
 * and cannot see the project's.
 *
 * @param own settings of the user's, which come before.
 */
export function packConfiguration(
  config: Configuration,
  files: { configuration: string; inventory: string },
  own: PackSettings = {},
): PackSettings {
  const plan = { configuration: resolve(files.configuration), inventory: resolve(files.inventory) };
  const settings: Record<PolicyName, Record<string, unknown>> = {
    "analyzer-required": { plan },
    "analyzer-required-notes": { plan },
    "plan-complete": plan,
    "findings-road-intact": { plan },
    "findings-road-intact-notes": { plan },
    "analyzer-settings": { delegatedAdministrator: config.organization.delegatedAdministrator },
    "archive-rule-narrow": {},
    "archive-rule-narrow-notes": {},
    "no-public-policy": { plan },
    "no-public-policy-notes": { plan },
  };
  const merged = policyNames.map((name) => [name, { ...settings[name], ...asSettings(own[name]) }] as const);
  return {
    ...("all" in own ? { all: own["all"] ?? {} } : {}),
    ...Object.fromEntries(merged.filter(([, its]) => Object.keys(its).length > 0)),
  };
}

/**
 * The user's own settings of the pack. A proof is named from the folder of the file: a checkout may lie anywhere, and the pack runs in its own
 * folder.
 *
 * @throws InputError if the file cannot be read, or names a policy that the pack does not have.
 */
export function readPackSettings(file: string): PackSettings {
  const settings = parse(file);
  for (const [name, value] of Object.entries(settings)) {
    if (name !== "all" && !(policyNames as readonly string[]).includes(name))
      throw new InputError(
        `${file}: "${name}" is no policy of the pack. Did you mean "${nearest(name, policyNames)}"? There are ${policyNames.join(", ")}.`,
      );
    if (typeof value !== "string" && !isObject(value))
      throw new InputError(`${file}: ${name} is ${JSON.stringify(value)}, expected an enforcement level or an object of settings.`);
    const level = typeof value === "string" ? value : (value["enforcementLevel"] ?? "mandatory");
    if (!levels.some((one) => one === level))
      throw new InputError(`${file}: ${name} has the enforcement level ${JSON.stringify(level)}, expected one of ${levels.join(", ")}.`);
  }
  const named = Object.entries(settings as PackSettings).map(([name, its]) => [name, withProofFrom(dirname(file), its)]); // looked through above
  return Object.fromEntries(named);
}

/** What is no file's name stays, for the pack to refuse. */
function withProofFrom(folder: string, its: PackSettings[string]): PackSettings[string] {
  if (typeof its === "string" || !isObject(its["proof"]) || typeof its["proof"]["file"] !== "string") return its;
  return { ...its, proof: { ...its["proof"], file: resolve(folder, its["proof"]["file"]) } };
}

const levels = ["advisory", "mandatory", "remediate", "disabled"];

function parse(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isObject(value)) return value;
  } catch (error) {
    throw new InputError(
      `${file}: ${error instanceof Error ? error.message : String(error)}. Settings of the policy pack are JSON, by policy.`,
    );
  }
  throw new InputError(`${file}: expected an object of settings by policy.`);
}

function asSettings(value: PackSettings[string] | undefined): Record<string, unknown> {
  return typeof value === "string" ? { enforcementLevel: value } : (value ?? {});
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
