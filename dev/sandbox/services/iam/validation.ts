import { findRole } from "../../iam/roles";
import { parsePolicy, PolicySyntaxError, type Policy, type PolicyKind } from "../../iam/policy/document";
import { findUser } from "../../iam/users";
import type { World } from "../../world/world";
import { AwsError } from "../../service";

/** @throws ValidationError */
export function checkName(member: string, name: string, longest: number): string {
  if (/^[\w+=,.@-]+$/.test(name) && name.length <= longest) return name;
  const constraint =
    name.length > longest
      ? `Member must have length less than or equal to ${longest}`
      : "Member must satisfy regular expression pattern: [\\w+=,.@-]+";
  throw validationError(`Value '${name}' at '${member}' failed to satisfy constraint: ${constraint}`);
}

/** @throws ValidationError */
export function checkPath(path: string | undefined): string {
  if (path === undefined) return "/";
  if (/^\/([\u0021-\u007E]*\/)?$/.test(path) && path.length <= 512) return path;
  const rule = "It must begin and end with / and contain only alphanumeric characters and/or / characters.";
  throw new AwsError("ValidationError", `The specified value for path is invalid. ${rule}`);
}

/** @throws ValidationError */
export function checkSessionDuration(seconds: number | undefined): number | undefined {
  if (seconds === undefined || (seconds >= 3600 && seconds <= 43_200)) return seconds;
  const bound = seconds < 3600 ? "greater than or equal to 3600" : "less than or equal to 43200";
  throw validationError(`Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value ${bound}`);
}

/** @throws MalformedPolicyDocument; the sandbox's own refusal for what it cannot evaluate. */
export function checkPolicy(document: string, kind: PolicyKind): Policy {
  try {
    return parsePolicy(document, kind);
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformed(error.message);
    throw error;
  }
}

/**
 * A trust policy: beside its grammar, the roles and users it names have to exist.
 *
 * @throws MalformedPolicyDocument, LimitExceeded
 */
export function checkTrustPolicy(world: World, text: string): string {
  const principals = checkPolicy(text, "trust").statements.flatMap((statement) => statement.principals?.items ?? []);
  for (const principal of principals)
    if (principal.kind === "aws" && !exists(world, principal.value))
      throw malformed(`Invalid principal in policy: "AWS":"${principal.value}"`);
  if (text.replace(/\s/g, "").length > 2048) throw limitExceeded("Cannot exceed quota for ACLSizePerRole: 2048");
  return text;
}

/** @throws InvalidInput, LimitExceeded */
export function checkTags(tags: readonly { Key: string; Value: string }[] = [], already = 0): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > 128 || Value.length > 256 || Key.toLowerCase().startsWith("aws:"))
      throw new AwsError("InvalidInputException", `The tag key or value is not valid: ${Key}`);
    if (Key in checked)
      throw new AwsError("InvalidInputException", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    checked[Key] = Value;
  }
  if (already + Object.keys(checked).length > 50) throw limitExceeded("The number of tags has reached the maximum limit: 50");
  return checked;
}

/** Ten managed policies per role or user, unless AWS raised it. @throws LimitExceeded */
export function checkAttachment(holder: "Role" | "User", attached: ReadonlySet<string>, arn: string): string {
  if (attached.size < 10 || attached.has(arn)) return arn;
  throw limitExceeded(`Cannot exceed quota for PoliciesPer${holder}: 10`);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}

function validationError(detail: string): AwsError {
  return new AwsError("ValidationError", `1 validation error detected: ${detail}`);
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocumentException", message);
}

/** Principals of accounts outside the organization cannot be looked up here and are taken. */
function exists(world: World, principal: string): boolean {
  const [, account = "", kind, name = ""] = /^arn:[^:]+:iam::(\d{12}):(role|user)\/(?:.*\/)?([^/]+)$/.exec(principal) ?? [];
  if (kind === undefined || !world.accounts.has(account)) return true;
  return (kind === "role" ? findRole(world, account, name) : findUser(world, account, name)) !== undefined;
}
