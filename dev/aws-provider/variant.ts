/**
 * What another provider for package `aws` may do in its own way, as test/support/providerDifferences.ts lists it. `other` is a second build
 * that differs in exactly these rows, so that the engine tests show that they lean on none of them.
 */
export interface Variant {
  /** The text around AWS's own message. */
  failure(operation: string, status: number, message: string): string;
  /** Further paths that a difference names beside the property that differs. */
  diffPaths(path: string): string[];
  /** How much longer everything is waited for. */
  waiting: number;
}

const ours: Variant = {
  failure: (operation, status, message) => `operation error ${operation}, https response error StatusCode: ${status}, ${message}`,
  diffPaths: () => [],
  waiting: 1,
};

const other: Variant = {
  failure: (operation, status, message) => `${message} [${operation} answered ${status}]`,
  // An archive rule's filter that changes is named with what AWS computes for it, too.
  diffPaths: (path) => (/^filters\[\d+\]/.test(path) ? [`${path.replace(/^(filters\[\d+\]).*/, "$1")}.exists`] : []),
  waiting: 3,
};

// Decided by the build: esbuild puts a constant here.
export const variant: Variant = process.env.AWS_PROVIDER_VARIANT === "other" ? other : ours;
