import { AccountClient, ListRegionsCommand } from "@aws-sdk/client-account";
import { isRegionCode } from "../domain/identifiers";
import type { AccountId } from "../domain/identifiers";
import type { Readable, RegionFacts } from "../domain/inventory/inventory";
import { InterruptedError, describeError, describeFailure, isAccessDenied } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

/**
 * Every Region that `account` knows, with its opt-in status.
 *
 * The organization's caller may name another member, which also works where that member cannot be entered. AWS refuses the caller's
 * own account and the management account there, and everything while account management has no trusted access; those are asked from
 * inside, without AccountId.
 *
 * @param caller who may be allowed to name other members; absent where nobody is.
 * @param inside a session in the account, or why there is none.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
export async function readRegions(
  caller: Session | undefined,
  management: AccountId,
  account: AccountId,
  inside: Readable<Session>,
  calls: Calls,
): Promise<Readable<RegionFacts[]>> {
  let refused = "";
  if (caller !== undefined && account !== caller.account && account !== management) {
    try {
      return { read: await listRegions(caller, account, calls) };
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      // A refusal is nothing special (no trusted access yet, or no delegation); anything else is worth telling if the second way fails too.
      if (!isAccessDenied(error)) refused = `; ListRegions with AccountId as ${caller.arn}: ${describeError(error)}`;
    }
  }
  if ("unreadable" in inside) return { unreadable: `${inside.unreadable}${refused}` };
  try {
    return { read: await listRegions(inside.read, undefined, calls) };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { unreadable: `${describeFailure("ListRegions", error)}${refused}` };
  }
}

async function listRegions(session: Session, AccountId: AccountId | undefined, calls: Calls): Promise<RegionFacts[]> {
  const client = new AccountClient(clientSettings(session.homeRegion, session.credentials, calls.settings));
  const listed = await readPages(
    (NextToken) => calls.run((options) => client.send(new ListRegionsCommand({ AccountId, NextToken, MaxResults: 50 }), options)),
    (page) => page.Regions,
    (page) => page.NextToken,
  );
  const regions = listed.map(({ RegionName, RegionOptStatus }): RegionFacts => {
    if (RegionName === undefined || !isRegionCode(RegionName) || RegionOptStatus === undefined)
      throw new Error(`a Region without name or status: ${RegionName ?? ""}`);
    return { name: RegionName, optStatus: RegionOptStatus };
  });
  // An account always has Regions: an empty answer is a failure, never "no Regions".
  if (regions.length === 0) throw new Error("the answer held no Region");
  return regions.sort((left, right) => (left.name < right.name ? -1 : 1));
}
