import * as sdk from "@aws-sdk/client-rds";
import { AwsError, type Operations, type Service } from "../../service";
import { Storing, type Stored } from "./stored";

interface Snapshot {
  /** Of the instance or the cluster. */
  of: string;
  /** Accounts that may restore it, or `all`. */
  sharedWith: Set<string>;
}

export const snapshots = new Storing<Snapshot, { DBSnapshotIdentifier: string }>({
  title: "rds snapshot",
  arn: (name, { partition, account, region }) => `arn:${partition}:rds:${region}:${account}:snapshot:${name}`,
  named: ({ DBSnapshotIdentifier }) => DBSnapshotIdentifier,
  missing: (name) => new AwsError("DBSnapshotNotFoundFault", `DBSnapshot ${name} not found.`),
  invalidTags: "InvalidParameterValue",
});

export const clusterSnapshots = new Storing<Snapshot, { DBClusterSnapshotIdentifier: string }>({
  title: "rds cluster snapshot",
  arn: (name, { partition, account, region }) => `arn:${partition}:rds:${region}:${account}:cluster-snapshot:${name}`,
  named: ({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier,
  missing: (name) => new AwsError("DBClusterSnapshotNotFoundFault", `DBClusterSnapshot ${name} not found.`),
  invalidTags: "InvalidParameterValue",
});

/** There are no databases: whatever a snapshot is said to be of is taken to be there. */
const operations: Operations<typeof sdk> = {
  CreateDBSnapshot: snapshots.creates({
    tags: ({ Tags }) => tagMap(Tags),
    settings: ({ DBInstanceIdentifier }) => ({ of: DBInstanceIdentifier, sharedWith: new Set() }),
    taken: ({ name }) => taken("DBSnapshotAlreadyExistsFault", name),
    answer: (made) => ({ DBSnapshot: snapshot(made) }),
  }),
  DeleteDBSnapshot: snapshots.on((found, _input, call) => {
    snapshots.remove(found, call);
    return { DBSnapshot: snapshot(found) };
  }),
  ModifyDBSnapshotAttribute: snapshots.on((found, input) => {
    share(found, input);
    return { DBSnapshotAttributesResult: attributes(found) };
  }),
  DescribeDBSnapshotAttributes: snapshots.on((found) => ({ DBSnapshotAttributesResult: attributes(found) })),

  CreateDBClusterSnapshot: clusterSnapshots.creates({
    tags: ({ Tags }) => tagMap(Tags),
    settings: ({ DBClusterIdentifier }) => ({ of: DBClusterIdentifier, sharedWith: new Set() }),
    taken: ({ name }) => taken("DBClusterSnapshotAlreadyExistsFault", name),
    answer: (made) => ({ DBClusterSnapshot: clusterSnapshot(made) }),
  }),
  DeleteDBClusterSnapshot: clusterSnapshots.on((found, _input, call) => {
    clusterSnapshots.remove(found, call);
    return { DBClusterSnapshot: clusterSnapshot(found) };
  }),
  ModifyDBClusterSnapshotAttribute: clusterSnapshots.on((found, input) => {
    share(found, input);
    return { DBClusterSnapshotAttributesResult: clusterAttributes(found) };
  }),
  DescribeDBClusterSnapshotAttributes: clusterSnapshots.on((found) => ({ DBClusterSnapshotAttributesResult: clusterAttributes(found) })),
};

interface Change {
  AttributeName: string;
  ValuesToAdd?: string[];
  ValuesToRemove?: string[];
}

function share({ settings: { sharedWith } }: Stored<Snapshot>, { AttributeName, ValuesToAdd = [], ValuesToRemove = [] }: Change): void {
  const wrong = [...ValuesToAdd, ...ValuesToRemove].find((value) => value !== "all" && !/^\d{12}$/.test(value));
  if (AttributeName !== "restore" || wrong !== undefined)
    throw new AwsError(
      "InvalidParameterValue",
      `A snapshot has the attribute restore, of account ids or all, not ${AttributeName} ${wrong ?? ""}`,
    );
  for (const value of ValuesToAdd) sharedWith.add(value);
  for (const value of ValuesToRemove) sharedWith.delete(value);
}

function snapshot({ name, arn, createdAt, settings }: Stored<Snapshot>) {
  return {
    ...{ DBSnapshotIdentifier: name, DBSnapshotArn: arn, DBInstanceIdentifier: settings.of, SnapshotCreateTime: createdAt },
    ...{ Status: "available", SnapshotType: "manual" },
  };
}

function clusterSnapshot({ name, arn, createdAt, settings }: Stored<Snapshot>) {
  return {
    ...{ DBClusterSnapshotIdentifier: name, DBClusterSnapshotArn: arn, DBClusterIdentifier: settings.of, SnapshotCreateTime: createdAt },
    ...{ Status: "available", SnapshotType: "manual" },
  };
}

function attributes({ name, settings }: Stored<Snapshot>) {
  return { DBSnapshotIdentifier: name, DBSnapshotAttributes: [{ AttributeName: "restore", AttributeValues: [...settings.sharedWith] }] };
}

function clusterAttributes({ name, settings }: Stored<Snapshot>) {
  const AttributeValues = [...settings.sharedWith];
  return { DBClusterSnapshotIdentifier: name, DBClusterSnapshotAttributes: [{ AttributeName: "restore", AttributeValues }] };
}

function taken(code: string, name: string): never {
  throw new AwsError(code, `Cannot create the snapshot because one with the identifier ${name} already exists.`);
}

function tagMap(tags: readonly { Key?: string; Value?: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** Amazon RDS: snapshots with whom they are shared; no databases. */
export const rds: Service = {
  signingName: "rds",
  protocol: "query",
  namespace: "com.amazonaws.rds",
  xmlNamespace: "http://rds.amazonaws.com/doc/2014-10-31/",
  sdk,
  scope: "regional",
  operations,
};
