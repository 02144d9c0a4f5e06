import { isAccountId, type AccountId, type Region } from "../identifiers";
import type { Partition } from "../partitions";
import { fieldsOf, textOf } from "./callSeen";

/** The one call that says what an event leaves out, with its parameters in the SDK's spelling. None reads data. */
export type Lookup =
  | { call: "GetRole"; parameters: { RoleName: string } }
  | { call: "GetAccessPoint"; parameters: { AccountId: AccountId; Name: string } }
  | { call: "DescribeSecret"; parameters: { SecretId: string } };

export interface LookupFacts {
  /** What IAM is asked. */
  action: string;
  /** Why the event is not enough. */
  reason: string;
  /** What an answer names. The bucket of an access point may be another account's. */
  resource: (answer: unknown, partition: Partition) => { arn: string; owner?: AccountId } | undefined;
}

export const lookups: Readonly<Record<Lookup["call"], LookupFacts>> = {
  GetRole: {
    action: "iam:GetRole",
    reason: "the event names a role without its path, which is part of its ARN",
    resource: (answer) => withArn(textOf(fieldsOf(fieldsOf(answer).Role), "Arn")),
  },
  GetAccessPoint: {
    action: "s3:GetAccessPoint",
    reason: "the event does not name the bucket",
    resource: (answer, partition) => {
      const bucket = textOf(fieldsOf(answer), "Bucket");
      const owner = textOf(fieldsOf(answer), "BucketAccountId");
      if (bucket === undefined) return undefined;
      return { arn: `arn:${partition}:s3:::${bucket}`, ...(owner !== undefined && isAccountId(owner) ? { owner } : {}) };
    },
  },
  DescribeSecret: {
    action: "secretsmanager:DescribeSecret",
    reason: "a secret may be named without the random end of its ARN",
    resource: (answer) => withArn(textOf(fieldsOf(answer), "ARN")),
  },
};

/** What is asked about, as far as the event names it: for who is told that the answer did not come. */
export function askedAbout(
  lookup: Lookup,
  { partition, region, owner }: { partition: Partition; region: Region; owner: AccountId },
): string {
  switch (lookup.call) {
    case "GetRole":
      return `arn:${partition}:iam::${owner}:role/${lookup.parameters.RoleName}`;
    case "GetAccessPoint":
      return `arn:${partition}:s3:${region}:${owner}:accesspoint/${lookup.parameters.Name}`;
    case "DescribeSecret":
      return `arn:${partition}:secretsmanager:${region}:${owner}:secret:${lookup.parameters.SecretId}`;
  }
}

function withArn(arn: string | undefined): { arn: string } | undefined {
  return arn === undefined ? undefined : { arn };
}
