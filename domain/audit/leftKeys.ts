import type { AccountId, Region } from "../identifiers";
import { roadNames } from "../findings/road";
import { ownerTag, proofAlias } from "../names";

/** The aliases by which keys of ours are used. */
export const keyAliases: readonly string[] = [roadNames.findingsKey, roadNames.alarmsKey, proofAlias];

/** What KMS says of a key of the account. */
export interface FoundKey {
  id: string;
  manager?: string;
  spec?: string;
  state?: string;
}

/** The keys in one Region that the findings road has left, and why something could not be seen. */
export interface FoundKeys {
  region: Region;
  left: FoundKey[];
  unread: string[];
}

/** Whether a key may be one that the findings road has left: those symmetric ones of the account that AWS bills. */
export function mayBeLeft({ manager, spec, state }: FoundKey): boolean {
  return manager === "CUSTOMER" && spec === "SYMMETRIC_DEFAULT" && state !== "PendingDeletion";
}

export function hasOurTag(tags: readonly { TagKey?: string; TagValue?: string }[]): boolean {
  return tags.some(({ TagKey, TagValue }) => TagKey === ownerTag.key && TagValue === ownerTag.value);
}

export type KeyNote =
  /** A key with our tag that no alias of ours names: no role of ours may delete one, and AWS bills it. `command` schedules its deletion. */
  | { kind: "leftKey"; account: AccountId; region: Region; key: string; state: string; command: string }
  /** Whether there is one is not known, or not of all keys. */
  | { kind: "keysUnread"; account: AccountId; region: Region; reason: string };

export function keyNotes(account: AccountId, found: readonly FoundKeys[]): KeyNote[] {
  return found.flatMap(({ region, left, unread }) => [
    ...left.map(({ id: key, state = "unknown" }) => {
      const command = `aws kms schedule-key-deletion --region ${region} --key-id ${key}`;
      return { kind: "leftKey" as const, account, region, key, state, command };
    }),
    ...unread.map((reason) => ({ kind: "keysUnread" as const, account, region, reason })),
  ]);
}
