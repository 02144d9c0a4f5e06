import { CloudFormationClient, DescribeStackSetCommand, StackSetNotFoundException } from "@aws-sdk/client-cloudformation";
import type { Region } from "../domain/identifiers";
import { isEnabled, type Inventory, type Readable, type RegionFacts } from "../domain/inventory/inventory";
import { rolesStackSetName } from "../domain/names";
import { InterruptedError, describeFailure } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import type { Session } from "./sessions";

/**
 * The Region of the roles' StackSet: nothing but CloudFormation knows it once `organization.homeRegion` has changed. Every enabled Region
 * of the management account is asked, because a StackSet can only be found where it is. One that cannot be asked may be the one.
 *
 * @param inside a session in the management account, or why there is none.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html
 */
export async function readRolesRegion(
  inside: Readable<Session>,
  regions: Readable<RegionFacts[]>,
  calls: Calls,
): Promise<Inventory["rolesRegion"]> {
  if ("unreadable" in inside) return inside;
  if ("unreadable" in regions) return regions;
  const asked = await Promise.all(
    regions.read.filter(isEnabled).map(async ({ name }) => ({ name, found: await hasStackSet(inside.read, name, calls) })),
  );
  const present = asked.filter(({ found }) => "read" in found && found.read).map(({ name }) => name);
  if (present.length > 1)
    return { unreadable: `there are StackSets ${rolesStackSetName} in ${present.join(" and ")}, and one of them must be deleted` };
  const [only] = present;
  if (only !== undefined) return { read: only };
  const unread = asked.find(({ found }) => "unreadable" in found);
  return unread !== undefined && "unreadable" in unread.found ? unread.found : { read: null };
}

async function hasStackSet(session: Session, region: Region, calls: Calls): Promise<Readable<boolean>> {
  const client = new CloudFormationClient(clientSettings(region, session.credentials, calls.settings));
  try {
    const { StackSet } = await calls.run((options) =>
      client.send(new DescribeStackSetCommand({ StackSetName: rolesStackSetName }), options),
    );
    return { read: StackSet?.Status !== "DELETED" };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    if (error instanceof StackSetNotFoundException) return { read: false };
    return { unreadable: describeFailure("DescribeStackSet", error) };
  }
}
