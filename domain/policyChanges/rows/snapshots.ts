import type { PolicyRow } from "../row";
import { arnHere, byParameter } from "./named";

const databases = { eventSource: "rds.amazonaws.com", source: "aws.rds", scannedIn: "event" } as const;

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/logging-using-cloudtrail.html */
export const databaseSnapshot: PolicyRow = {
  ...{ type: "AWS::RDS::DBSnapshot", ...databases },
  changes: [
    {
      names: { ModifyDBSnapshotAttribute: "confirmed" },
      ...{ match: "exact", named: "`dBSnapshotIdentifier`", shape: "confirmed" },
      read: byParameter("dBSnapshotIdentifier", (call, name) => arnHere(call, "rds", `snapshot:${name}`)),
    },
  ],
};

export const clusterSnapshot: PolicyRow = {
  ...{ type: "AWS::RDS::DBClusterSnapshot", ...databases },
  changes: [
    {
      names: { ModifyDBClusterSnapshotAttribute: "confirmed" },
      ...{ match: "exact", named: "`dBClusterSnapshotIdentifier`", shape: "unconfirmed" },
      read: byParameter("dBClusterSnapshotIdentifier", (call, name) => arnHere(call, "rds", `cluster-snapshot:${name}`)),
    },
  ],
};

/** A snapshot's ARN has no account. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-resources-for-iam-policies */
export const volumeSnapshot: PolicyRow = {
  ...{ type: "AWS::EC2::Snapshot", eventSource: "ec2.amazonaws.com", source: "aws.ec2", scannedIn: "event" },
  changes: [
    {
      names: { ModifySnapshotAttribute: "confirmed", ResetSnapshotAttribute: "unconfirmed" },
      ...{ match: "exact", named: "`snapshotId`", shape: "confirmed" },
      read: byParameter("snapshotId", ({ partition, region }, id) => `arn:${partition}:ec2:${region}::snapshot/${id}`),
    },
    {
      names: { EnableSnapshotBlockPublicAccess: "unconfirmed", DisableSnapshotBlockPublicAccess: "unconfirmed" },
      ...{ match: "exact", named: "every snapshot of the account in the Region, by a sweep", shape: "confirmed" },
      read: () => ({ everyIn: "region" }),
    },
  ],
};
