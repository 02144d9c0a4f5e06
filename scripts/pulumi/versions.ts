/** The version that go.mod names, and the oldest that everything here was tried with. */
export const testedVersion = "3.230.0";

/** Compares `3.230.0` with `v3.99.1`: negative if `left` is the older one. What follows a `-` or `+` does not count. */
export function compareVersions(left: string, right: string): number {
  const a = numbers(left);
  const b = numbers(right);
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): number[] {
  return version
    .trim()
    .replace(/^v/, "")
    .split(/[-+]/, 1)
    .flatMap((core) => core.split("."))
    .map(Number);
}
