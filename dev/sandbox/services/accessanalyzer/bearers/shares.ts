import type { ResourceType } from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../../world/world";
import { publicSharing, snapshots as ofVolumes } from "../../ec2/snapshots";
import { clusterSnapshots, snapshots as ofInstances } from "../../storing/rds";
import type { Storing } from "../../storing/stored";
import type { PolicyBearer } from "./bearer";

/** Snapshots, which are shared with accounts or with all. What AWS calls the actions in its findings is not confirmed. */
export function shares(world: World): PolicyBearer[] {
  return [
    ...sharesOf(world, ofVolumes, "AWS::EC2::Snapshot", "ec2:CreateVolume").map((each) => blocked(world, each)),
    ...sharesOf(world, ofInstances, "AWS::RDS::DBSnapshot", "rds:RestoreDBInstanceFromDBSnapshot"),
    ...sharesOf(world, clusterSnapshots, "AWS::RDS::DBClusterSnapshot", "rds:RestoreDBClusterFromSnapshot"),
  ];
}

/** What is shared with everybody is so no more where the account blocks it all. */
function blocked(world: World, bearer: PolicyBearer): PolicyBearer {
  const { account, region = "", grants = [] } = bearer;
  if (publicSharing(world, { account, region }) !== "block-all-sharing") return bearer;
  return { ...bearer, grants: grants.filter(({ principal }) => !("AWS" in principal && principal.AWS === "*")) };
}

function sharesOf<Named extends object>(
  world: World,
  snapshots: Storing<{ sharedWith: ReadonlySet<string> }, Named>,
  resourceType: ResourceType,
  action: string,
): PolicyBearer[] {
  return snapshots.every(world).map(({ account, region, arn, createdAt, settings: { sharedWith } }) => ({
    ...{ account, region, arn, createdAt, resourceType },
    grants: [...sharedWith].map((who) => ({ principal: { AWS: who === "all" ? "*" : who }, action: [action] })),
  }));
}
