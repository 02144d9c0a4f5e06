import { randomBytes } from "node:crypto";

/** Keys of several Regions are known by their ids. @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html */
export function isMultiRegion(id: string): boolean {
  return id.startsWith("mrk-");
}

export function newMultiRegionId(): string {
  return `mrk-${randomBytes(16).toString("hex")}`;
}
