import type { Account } from "../account";
import type { Properties } from "../values";
import { partitionOf } from "./partition";

/** aws.getPartition: the partition of the provider's Region. */
export function getPartition({ region }: Account): Properties {
  const { partition, dnsSuffix, reverseDnsPrefix } = partitionOf(region);
  return { id: partition, partition, dnsSuffix, reverseDnsPrefix };
}
