import * as sdk from "@aws-sdk/client-ec2";
import type { Region } from "@aws-sdk/client-ec2";
import { partitions } from "../../world/partitions";
import { isRegionEnabled } from "../../world/world";
import { AwsError, type Operations, type Service } from "../../service";
import { snapshotOperations } from "./snapshots";

/**
 * The Regions of the caller's account, as many tools ask for them, and as everybody has to in a partition without Account Management.
 * Without AllRegions those that are not enabled are left out.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 */
const describeRegions: Operations<Pick<typeof sdk, "DescribeRegionsCommand">>["DescribeRegions"] = {
  handle({ AllRegions, RegionNames = [], Filters = [], DryRun }, { world, caller }) {
    if (DryRun) throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", {}, 412);
    const account = world.accounts.get(caller.account);
    const known = [...(account?.regions ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const unknown = RegionNames.find((name) => !account?.regions.has(name));
    if (unknown !== undefined) throw new AwsError("InvalidParameterValue", `Invalid region provided: ${unknown}`);
    const regions = known
      .filter(([name]) => account !== undefined && (AllRegions === true || isRegionEnabled(account, name)))
      .filter(([name]) => RegionNames.length === 0 || RegionNames.includes(name))
      .map(([RegionName, status]): Region => ({
        RegionName,
        OptInStatus: optInStatus(status),
        Endpoint: `ec2.${RegionName}.${partitions[world.partition].dnsSuffix}`,
      }));
    return { Regions: regions.filter((region) => Filters.every(({ Name, Values = [] }) => Values.includes(filtered(region, Name)))) };
  },
};

/** AWS names three only: a Region that is being turned on or off is the one until it is the other. */
function optInStatus(status: string): string {
  if (status === "ENABLED_BY_DEFAULT") return "opt-in-not-required";
  return status === "ENABLED" || status === "DISABLING" ? "opted-in" : "not-opted-in";
}

function filtered({ RegionName, OptInStatus, Endpoint }: Region, name: string | undefined): string {
  const value = { "region-name": RegionName, "opt-in-status": OptInStatus, endpoint: Endpoint }[name ?? ""];
  if (value === undefined) throw new AwsError("InvalidParameterValue", `The filter '${name ?? ""}' is invalid`);
  return value;
}

/** Amazon EC2: which Regions there are, as many tools ask on their way, and snapshots with whom they are shared. */
export const service: Service = {
  signingName: "ec2",
  protocol: "ec2Query",
  namespace: "com.amazonaws.ec2",
  xmlNamespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
  sdk,
  scope: "regional",
  operations: { DescribeRegions: describeRegions, ...snapshotOperations },
};
