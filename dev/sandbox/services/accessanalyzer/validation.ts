import type { ValidationExceptionReason } from "@aws-sdk/client-accessanalyzer";
import { AwsError } from "../../service";

/** A ValidationException of Access Analyzer, about one field. */
export function invalid(name: string, message: string, reason: ValidationExceptionReason = "fieldValidationFailed"): AwsError {
  return new AwsError("ValidationException", `${name}: ${message}`, { reason, fieldList: [{ name, message }] });
}

/**
 * The name of an analyzer or archive rule.
 *
 * @throws ValidationException unless it has 1 to 255 characters of `[A-Za-z][A-Za-z0-9_.-]*`
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html
 */
export function validName(field: "analyzerName" | "ruleName", name: string): string {
  if (name.length < 1 || name.length > 255) throw invalid(field, `Length must be 1 to 255, was ${name.length}.`);
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name)) throw invalid(field, `Value '${name}' must satisfy the pattern [A-Za-z][A-Za-z0-9_.-]*.`);
  return name;
}

/** @throws ValidationException for more than 50 tags, bad lengths, or keys that AWS keeps to itself */
export function validTags(tags: Record<string, string>): Record<string, string> {
  const entries = Object.entries(tags);
  if (entries.length > 50) throw invalid("tags", `A resource holds 50 tags, not ${entries.length}.`);
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > 128) throw invalid("tags", `The key '${key}' must have 1 to 128 characters.`);
    if (value.length > 256) throw invalid("tags", `The value of '${key}' must have at most 256 characters.`);
    if (key.toLowerCase().startsWith("aws:")) throw invalid("tags", `The key '${key}' starts with aws:, which AWS keeps to itself.`);
  }
  return tags;
}
