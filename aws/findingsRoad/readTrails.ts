import { CloudTrailClient, DescribeTrailsCommand, GetEventSelectorsCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import type { PartFacts, PartName } from "../../domain/audit/road/found";
import { logsCalls, logsKmsCalls, trailLogs } from "../../domain/audit/road/trailLog";
import { readable } from "../callErrors";
import { settings, type Inside } from "./inside";

/**
 * What the trails log that an account has in a Region: its own, those of other Regions that log there too, and the organization's. Undefined where
 * there is none.
 *
 * @throws Error where none logs everything, and one could not be read.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function readTrails({ region }: PartName, { session, calls }: Inside): Promise<PartFacts | undefined> {
  const client = new CloudTrailClient(settings(region, session, calls));
  const { trailList = [] } = await calls.run((options) => client.send(new DescribeTrailsCommand({ includeShadowTrails: true }), options));
  if (trailList.length === 0) return undefined;
  const looked = await Promise.all(
    trailList.map(({ TrailARN: arn = "" }) =>
      // The organization's has to be named by its ARN in a member.
      readable(`trail ${arn}`, async () => {
        const { IsLogging } = await calls.run((options) => client.send(new GetTrailStatusCommand({ Name: arn }), options));
        if (IsLogging !== true) return { arn, isStopped: true, calls: false, kms: false };
        const selectors = await calls.run((options) => client.send(new GetEventSelectorsCommand({ TrailName: arn }), options));
        return { arn, isStopped: false, ...trailLogs(selectors) };
      }),
    ),
  );
  const trails = looked.flatMap((one) => ("read" in one ? [one.read] : []));
  const unread = looked.flatMap((one) => ("unreadable" in one ? [one.unreadable] : []));
  if (unread.length > 0 && !trails.some(({ kms }) => kms)) throw new Error(unread.join("; "));
  const state = (log: "calls" | "kms") =>
    trails.some((trail) => trail[log])
      ? "on"
      : `off (${trails.map(({ arn, isStopped }) => `${arn} ${isStopped ? "is stopped" : "leaves them out"}`).join(", ")})`;
  return { [logsCalls]: state("calls"), [logsKmsCalls]: state("kms") };
}
