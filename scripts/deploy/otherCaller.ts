import { isDeepStrictEqual } from "node:util";
import type { Configuration } from "../../domain/configuration/configuration";
import type { PlannedStack } from "../../domain/plan/plannedStacks";
import { roleArns } from "../../domain/policies/roles";
import { isReview } from "../../domain/review";
import type { OperationResult, StepEvent } from "../pulumi";

/**
 * Whom a provider assumes differs between a reviewer and whoever rolls out, and that is no change: in the same account, below the same
 * path, our audit role instead of our provision role, as whoever this run's environment names. Everything else is one: another account,
 * path or role, a role in between, another argument.
 *
 * @param env of the run that looked.
 */
export function withoutCallers(
  result: OperationResult,
  stack: PlannedStack,
  config: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): OperationResult {
  const isCaller = (step: StepEvent) => isOtherCaller(step, stack, config, env);
  const callers = result.steps.filter(isCaller).length;
  if (callers === 0) return result;
  const { update = 0, same = 0, ...others } = result.changes;
  const left = update - callers;
  return {
    ...result,
    steps: result.steps.filter((step) => !isCaller(step)),
    changes: { ...others, ...(left > 0 ? { update: left } : {}), same: same + callers },
  };
}

function isOtherCaller(
  { type, op, diff, providerInputs }: StepEvent,
  { role, account }: PlannedStack,
  config: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (type !== "pulumi:providers:aws" || op !== "update" || providerInputs === undefined) return false;
  if (diff.length === 0 || !diff.every((name) => name === "assumeRoles" || name === "profile")) return false;
  const before = assumedRoles(providerInputs.before);
  const after = assumedRoles(providerInputs.after);
  if (before === undefined || after === undefined) return false;

  const { audit, provision } = roleArns(config, account);
  const looks = isReview(env);
  const prefix = looks ? "ACCESS_ANALYZER_ORG" : "ACCESS_ANALYZER_ORG_MANAGEMENT";
  const wanted = [env[`${prefix}_ROLE_ARN`] || undefined, looks ? audit : undefined].filter((arn) => arn !== undefined);
  if (!isDeepStrictEqual(after, wanted) || providerInputs.after["profile"] !== (env[`${prefix}_PROFILE`] || undefined)) return false;
  // The management account is rolled out by its own callers, every other one through our provision role.
  const inside = role.kind === "management" ? undefined : before.pop();
  return before.length <= 1 && (role.kind === "management" || inside === provision || inside === audit);
}

/** ARNs, in their order; undefined if they are not known, or anything but ARN and our session's name is said of one. */
function assumedRoles({ assumeRoles = "[]" }: Readonly<Record<string, unknown>>): string[] | undefined {
  const list = parsed(assumeRoles);
  if (!Array.isArray(list)) return undefined;
  const arns = list.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("roleArn" in entry) || typeof entry.roleArn !== "string") return undefined;
    return isDeepStrictEqual({ ...entry }, { roleArn: entry.roleArn, sessionName: "access-analyzer-org" }) ? entry.roleArn : undefined;
  });
  return arns.every((arn) => arn !== undefined) ? arns : undefined;
}

/** The engine hands a provider's lists on as JSON text; what is unknown is no JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
