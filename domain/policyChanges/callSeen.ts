import { isAccountId, isRegionCode, type AccountId, type Region } from "../identifiers";
import { partitionOf, type Partition } from "../partitions";

/** A call that succeeded, as CloudTrail saw it. */
export interface CallSeen {
  /** Whose event it is. */
  account: AccountId;
  region: Region;
  partition: Partition;
  /** ISO 8601. */
  at: string;
  name: string;
  /** Without any where the event has null. */
  parameters: Fields;
  answer: Fields;
  /** ARNs under `resources`, with the account where it is one: of AWS services it says "AWS Internal". */
  resources: readonly { arn: string; account?: AccountId }[];
  /** The AWS service that called for somebody, or for itself. */
  invokedBy: string | undefined;
}

export type Fields = Readonly<Record<string, unknown>>;

/** A text says what an event lacks. */
export function callSeen(event: Fields, detail: Fields): CallSeen | string {
  const { account, region } = event;
  const at = detail.eventTime;
  if (typeof account !== "string" || !isAccountId(account)) return "it names no account";
  if (typeof region !== "string" || !isRegionCode(region)) return "it names no Region";
  const partition = partitionOf(region);
  if (partition === undefined) return `no partition is known that has a Region ${region}`;
  if (typeof at !== "string" || Number.isNaN(Date.parse(at))) return "it does not say when";
  if (detail.recipientAccountId !== undefined && detail.recipientAccountId !== account)
    return `it was recorded for account ${String(detail.recipientAccountId)} and comes from ${account}`;
  const invokedBy = fieldsOf(detail.userIdentity).invokedBy;
  return {
    ...{ account, region, partition, at, name: String(detail.eventName) },
    ...{
      parameters: fieldsOf(detail.requestParameters),
      answer: fieldsOf(detail.responseElements),
      resources: resourcesOf(detail.resources),
    },
    invokedBy: typeof invokedBy === "string" ? invokedBy : undefined,
  };
}

/** The fields of an object; of anything else none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}; // looked at before use
}

/** The first of these fields that holds a text. */
export function textOf(fields: Fields, ...names: string[]): string | undefined {
  const values = names.map((name) => (Object.hasOwn(fields, name) ? fields[name] : undefined));
  return values.find((value): value is string => typeof value === "string" && value !== "");
}

/** CloudTrail writes `ARN` in most events, and `arn` in some. */
function resourcesOf(resources: unknown): CallSeen["resources"] {
  return (Array.isArray(resources) ? resources : []).flatMap((resource: unknown) => {
    const fields = fieldsOf(resource);
    const arn = textOf(fields, "ARN", "arn");
    const account = textOf(fields, "accountId");
    if (arn === undefined) return [];
    return [account !== undefined && isAccountId(account) ? { arn, account } : { arn }];
  });
}
