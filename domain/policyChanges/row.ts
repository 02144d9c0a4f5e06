import type { AccountId } from "../identifiers";
import type { CallSeen } from "./callSeen";
import type { Lookup } from "./lookups";

/** How one type of resource is followed: which calls change who may use it, and what they say of it. */
export interface PolicyRow {
  /** As Access Analyzer calls it: `AWS::S3::Bucket`. */
  type: string;
  /** As CloudTrail has it: `s3.amazonaws.com`. */
  eventSource: string;
  /** As EventBridge has it: `aws.s3`. */
  source: string;
  /** Where a scan is started: in the Region of the change, or at home, for what is in no Region. */
  scannedIn: "event" | "home";
  changes: readonly PolicyCalls[];
}

/** Calls that name the resource in the same way. */
export interface PolicyCalls {
  /** By event name: whether AWS's documentation or a recorded event shows that it is called so. */
  names: Readonly<Record<string, "confirmed" | "unconfirmed">>;
  /** `prefix`: CloudTrail puts a date behind the name, `AddPermission20150331v2`. */
  match: "exact" | "prefix";
  /** AWS services make such calls all the time for their own use, and theirs do not count. */
  isGrant?: true;
  /** What names the resource, for the docs. */
  named: string;
  /** Whether that has been seen in AWS's documentation or in a recorded event. */
  shape: "confirmed" | "unconfirmed";
  /** The call that may have to be made, for the docs and for permissions. */
  lookup?: Lookup["call"];
  read: (call: CallSeen) => Named;
}

/** What a call says of its resource. */
export type Named =
  /** `owner` where an ARN has no account, and the event tells it. */
  | { arn: string; owner?: AccountId }
  | { lookup: Lookup }
  /** Everything of the row's type: in the account, or in the account and Region. */
  | { everyIn: "account" | "region" }
  /** Who may use the resource stays as it was. */
  | { unchanged: string }
  /** What would name it. */
  | { missing: string };
