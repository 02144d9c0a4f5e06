import type { AnalyzerConfiguration } from "@aws-sdk/client-accessanalyzer";
import { isEmpty, object, type Value } from "../values";

/** `@pulumi/aws` and AWS call everything in it by the same names. What is empty is left out, as if it had not been written. */
export function configurationToAws(value: Value | undefined): AnalyzerConfiguration | undefined {
  return kept(value) as AnalyzerConfiguration | undefined; // AWS checks the values
}

/** An external access analyzer has none. */
export function configurationFromAws(configuration: AnalyzerConfiguration | undefined): Value | undefined {
  return kept(configuration as Value | undefined); // it came as JSON
}

/** Internal access without a rule is a configuration too. */
function kept(configuration: Value | undefined): Value | undefined {
  const { unusedAccess, internalAccess } = object(configuration);
  if (unusedAccess !== undefined && unusedAccess !== null) return { unusedAccess: withoutEmpty(unusedAccess) };
  return internalAccess !== undefined && internalAccess !== null ? { internalAccess: withoutEmpty(internalAccess) } : undefined;
}

function withoutEmpty(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)));
}
