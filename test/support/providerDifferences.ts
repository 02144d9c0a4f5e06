/**
 * What may differ between providers for package `aws`, row by row; everything else must hold under any of them (AWS_PROVIDER_PLUGIN).
 * dev/aws-provider/variant.ts has a second build of ours that differs in these rows and no other.
 *
 * | row | ours | another's |
 * |---|---|---|
 * | the text around AWS's own message | as terraform-provider-aws 6.34 has it | its own: tests look for AWS's words only |
 * | paths that a difference names beside the property that differs | `tagsAll.*` | more, such as `filters[n].exists` |
 * | how long is waited for | shortened by AWS_PROVIDER_WAITING | as long as it likes |
 * | resource types that are not implemented | refused by name | there may be none |
 */
export function properties(paths: readonly string[]): string[] {
  return paths.filter((path) => !/^tagsAll(\.|$)/.test(path) && !/^filters\[\d+\]\.exists$/.test(path));
}

/** Whether another provider than ours is under test. */
export const isAnotherProvider = Boolean(process.env["AWS_PROVIDER_PLUGIN"]);
