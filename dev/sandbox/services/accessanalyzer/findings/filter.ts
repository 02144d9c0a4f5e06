import type { Criterion } from "@aws-sdk/client-accessanalyzer";
import type { Finding } from "./finding";

/**
 * Whether a finding meets every criterion of a filter. What a finding does not have meets `exists: false` only: an error finding, which has
 * no isPublic, is not one that is not public.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Criterion.html
 */
export function meets(finding: Finding, filter: Record<string, Criterion>): boolean {
  return Object.entries(filter).every(([key, criterion]) => meetsOne(valuesOf(finding, key), criterion));
}

function meetsOne(values: string[], { eq, neq, contains, exists }: Criterion): boolean {
  const has = (wanted: string[], fits: (value: string, wanted: string) => boolean) =>
    values.some((value) => wanted.some((each) => fits(value, each)));
  return (
    (eq === undefined || has(eq, (value, each) => value === each)) &&
    (neq === undefined || (values.length > 0 && !has(neq, (value, each) => value === each))) &&
    (contains === undefined || has(contains, (value, each) => value.includes(each))) &&
    (exists === undefined || exists === values.length > 0)
  );
}

/** `principal.AWS`, `condition.aws:SourceVpc`, `isPublic`: the values that a key of the filter stands for. */
function valuesOf(finding: Finding, key: string): string[] {
  const [group = "", ...rest] = key.split(".");
  const told = finding.details.flatMap((details) => Object.values(details) as Record<string, unknown>[]); // each member of the union is an object
  if (rest.length > 0) return told.flatMap((each) => texts((each[group] as Record<string, unknown> | undefined)?.[rest.join(".")]));
  return [...texts((finding as unknown as Record<string, unknown>)[key]), ...told.flatMap((each) => texts(each[key]))];
}

function texts(value: unknown): string[] {
  if (value instanceof Date) return [value.toISOString()];
  return typeof value === "string" || typeof value === "boolean" ? [String(value)] : [];
}
