import type { PolicyRow } from "./row";
import { role } from "./rows/iam";
import { key } from "./rows/kms";
import { lambdaFunction, layerVersion } from "./rows/lambda";
import { queue, topic } from "./rows/messaging";
import { bucket, directoryBucket } from "./rows/s3";
import { clusterSnapshot, databaseSnapshot, volumeSnapshot } from "./rows/snapshots";
import { fileSystem, repository, secret, stream, table } from "./rows/stores";

/** Every type of resource whose policy is followed. Patterns, permissions, docs and tests derive from it. */
export const policyRows: readonly PolicyRow[] = [
  ...[bucket, directoryBucket, role, key, lambdaFunction, layerVersion, queue, topic, secret],
  ...[repository, fileSystem, databaseSnapshot, clusterSnapshot, volumeSnapshot, table, stream],
];

export function rowsOf(resourceTypes: readonly string[]): PolicyRow[] {
  return policyRows.filter(({ type }) => resourceTypes.includes(type));
}
