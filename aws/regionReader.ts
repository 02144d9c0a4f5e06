import { AccountClient, ListRegionsCommand } from "@aws-sdk/client-account";
import type * as ec2 from "@aws-sdk/client-ec2";
import { isRegionCode } from "../domain/identifiers";
import type { AccountId } from "../domain/identifiers";
import type { Readable, RegionFacts } from "../domain/inventory/inventory";
import { partitions } from "../domain/partitions";
import { InterruptedError, describeError, describeFailure, isAccessDenied } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

/**
 * Every Region that `account` knows, with its opt-in status, read inside the account.
 *
 * Where it cannot be entered, a caller of the management account may name it, if Account Management has trusted access for other reasons:
 * this product neither needs it nor turns it on, because a delegated administrator of Account Management may change members.
 *
 * @param inside a session in the account, or why there is none.
 * @param management a session in the management account, if there is one.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
export async function readRegions(
  account: AccountId,
  inside: Readable<Session>,
  management: Session | undefined,
  calls: Calls,
): Promise<Readable<RegionFacts[]>> {
  let reason: string;
  if ("unreadable" in inside) reason = inside.unreadable;
  else {
    const isListed = hasAccountManagement(inside.read);
    try {
      return { read: isListed ? await listRegions(inside.read, undefined, calls) : await describeRegions(inside.read, calls) };
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      reason = describeFailure(isListed ? "ListRegions" : "DescribeRegions", error);
    }
  }
  if (management === undefined || management.account === account || !hasAccountManagement(management)) return { unreadable: reason };
  try {
    return { read: await listRegions(management, account, calls) };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    // A refusal is nothing special: there is no trusted access.
    const also = isAccessDenied(error) ? "" : `; ListRegions with AccountId as ${management.arn}: ${describeError(error)}`;
    return { unreadable: `${reason}${also}` };
  }
}

function hasAccountManagement({ partition }: Session): boolean {
  return partitions[partition].hasAccountManagement;
}

async function listRegions(session: Session, AccountId: AccountId | undefined, calls: Calls): Promise<RegionFacts[]> {
  const client = new AccountClient(clientSettings(session.homeRegion, session.credentials, calls.settings));
  const listed = await readPages(
    (NextToken) => calls.run((options) => client.send(new ListRegionsCommand({ AccountId, NextToken, MaxResults: 50 }), options)),
    (page) => page.Regions,
    (page) => page.NextToken,
  );
  return regionFacts(listed.map(({ RegionName, RegionOptStatus }) => [RegionName, RegionOptStatus]));
}

const optStatuses: Record<string, string> = {
  "opt-in-not-required": "ENABLED_BY_DEFAULT",
  "opted-in": "ENABLED",
  "not-opted-in": "DISABLED",
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Region.html */
async function describeRegions(session: Session, calls: Calls): Promise<RegionFacts[]> {
  // Loaded only where it is needed: it is by far the largest of the clients.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { DescribeRegionsCommand, EC2Client }: typeof ec2 = require("@aws-sdk/client-ec2");
  const client = new EC2Client(clientSettings(session.homeRegion, session.credentials, calls.settings));
  const { Regions = [] } = await calls.run((options) => client.send(new DescribeRegionsCommand({ AllRegions: true }), options));
  return regionFacts(Regions.map(({ RegionName, OptInStatus = "" }) => [RegionName, optStatuses[OptInStatus] ?? OptInStatus]));
}

/** An account always has Regions: an empty answer is a failure, never "no Regions". */
function regionFacts(listed: [name: string | undefined, status: string | undefined][]): RegionFacts[] {
  if (listed.length === 0) throw new Error("the answer held no Region");
  return listed
    .map(([name, optStatus]): RegionFacts => {
      if (name === undefined || !isRegionCode(name) || !optStatus) throw new Error(`a Region without name or status: ${name ?? ""}`);
      return { name, optStatus: optStatus as RegionFacts["optStatus"] };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
