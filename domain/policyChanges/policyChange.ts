import type { AccountId, Region } from "../identifiers";
import type { Partition } from "../partitions";
import type { Lookup } from "./lookups";

/** What an event of CloudTrail says of a resource's policy. `at` is when `call` was made, in ISO 8601. */
export type PolicyChange =
  /** This one resource is to be scanned; in which Region, `scanRegion` says. */
  | { kind: "resource"; arn: string; owner: AccountId; region: Region; type: string; call: string; at: string }
  /** So is the one that the answer to one call in the owner's account names: see `lookedUp`. */
  | { kind: "lookup"; lookup: Lookup; owner: AccountId; partition: Partition; region: Region; type: string; call: string; at: string }
  /** So are all of this type in the account: in this Region, or in every one where none is named. */
  | { kind: "account"; account: AccountId; region?: Region; type: string; call: string; at: string }
  /** Nothing changed, or it is not ours to scan. */
  | { kind: "ignored"; why: string }
  /** Something changed, and it cannot be told what: to be reported. */
  | { kind: "unreadable"; why: string };
