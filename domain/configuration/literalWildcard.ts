/**
 * Whether a value of an archive rule is written as if AWS knew wildcards in it: AWS compares text, and a star is a star. `*` alone is the
 * principal of what everybody may reach.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Criterion.html
 */
export function isLiteralWildcard(key: string, value: string): boolean {
  return /[*?]/.test(value) && !(value === "*" && key === "principal.AWS");
}
