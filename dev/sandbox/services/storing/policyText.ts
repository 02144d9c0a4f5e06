import { parsePolicy, PolicySyntaxError } from "../../iam/policy/document";
import { AwsError } from "../../service";

/**
 * A policy on a resource, as far as every service looks at one before it keeps it.
 *
 * @throws AwsError with the service's code for a malformed policy
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyText(text: string, code: string): string {
  const statements = statementsOf(text);
  const wrong = statements.find(
    (each) =>
      !["Allow", "Deny"].includes(String(each["Effect"])) ||
      (each["Principal"] ?? each["NotPrincipal"]) === undefined ||
      (each["Action"] ?? each["NotAction"]) === undefined,
  );
  if (statements.length === 0) throw new AwsError(code, "This policy contains invalid Json");
  if (wrong) throw new AwsError(code, "Missing or invalid required field Effect, Principal or Action");
  try {
    parsePolicy(text, "resource");
    return text;
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw new AwsError(code, error.message);
    throw error;
  }
}

/** Whether a statement allows everybody without a condition. Whoever is let in under a condition is not decided here. */
export function allowsEverybody(text: string): boolean {
  return statementsOf(text).some(({ Effect, Principal, Condition }) => {
    const aws = isRecord(Principal) ? [Principal["AWS"]].flat() : [Principal];
    return Effect === "Allow" && aws.includes("*") && Condition === undefined;
  });
}

function statementsOf(text: string): Record<string, unknown>[] {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) ? [document["Statement"]].flat().map((each) => (isRecord(each) ? each : {})) : [];
  } catch {
    return [];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
