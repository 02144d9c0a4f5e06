import { CloudFormationClient, DescribeStackSetCommand, StackSetNotFoundException } from "@aws-sdk/client-cloudformation";
import type { Region } from "../domain/identifiers";
import type { Readable } from "../domain/inventory/inventory";
import { rolesStackSetName } from "../domain/names";
import { describeFailure, InterruptedError } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import type { Session } from "./sessions";

/**
 * Which of these Regions of the management account hold the StackSet of our roles. It may be in any: it stays where the first roll-out has
 * put it, whatever the home Region is now.
 *
 * @param inside a session in the management account.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html
 */
export async function readRolesRegions(inside: Session, regions: readonly Region[], calls: Calls): Promise<Readable<Region[]>> {
  const found = await Promise.all(
    regions.map(async (region): Promise<Readable<Region[]>> => {
      const client = new CloudFormationClient(clientSettings(region, inside.credentials, calls.settings));
      try {
        await calls.run((options) => client.send(new DescribeStackSetCommand({ StackSetName: rolesStackSetName }), options));
        return { read: [region] };
      } catch (error) {
        if (error instanceof InterruptedError) throw error;
        if (error instanceof StackSetNotFoundException) return { read: [] };
        return { unreadable: `${describeFailure("DescribeStackSet", error)} in ${region}` };
      }
    }),
  );
  const unread = found.find((answer) => "unreadable" in answer);
  return unread ?? { read: found.flatMap((answer) => ("read" in answer ? answer.read : [])) };
}
