import { fieldsOf } from "../../domain/policyChanges/callSeen";
import { askedAbout } from "../../domain/policyChanges/lookups";
import type { PolicyChange } from "../../domain/policyChanges/policyChange";
import { lookedUp, readPolicyChange, scanRegion } from "../../domain/policyChanges/readPolicyChange";
import { delayAfter, patienceMilliseconds } from "../../domain/scanner/delays";
import type { ListMessage, Patience } from "../../domain/scanner/scanMessage";
import { isOn } from "../../domain/scanner/where";
import { report } from "./report";
import type { ScanAsked } from "./startScan";
import { answerOf, type ScannerWork } from "./work";

/** What an event of CloudTrail asks for: one scan, a sweep, or nothing. What it leaves out is looked up in its account. */
export async function readEvent(event: object, patience: Patience, work: ScannerWork): Promise<ScanAsked[]> {
  const change = readPolicyChange(event);
  return change.kind === "lookup" ? lookUp(change, event, patience, work) : asked(change, event, patience, work);
}

async function asked(
  change: Exclude<PolicyChange, { kind: "lookup" }>,
  event: object,
  { since }: Patience,
  work: ScannerWork,
): Promise<ScanAsked[]> {
  switch (change.kind) {
    case "resource": {
      const region = scanRegion(change, work.place.homeRegion);
      const target = { resource: change.arn, resourceType: change.type, account: change.owner, region };
      if (isOn(work.scanner, target)) return [{ target, because: { call: change.call, at: change.at }, tries: 0, since }];
      work.log.info("ignored: the scanner is not on there", { ...target });
      return [];
    }
    case "account": {
      await work.toQueue(listsOf(change, work), 0);
      return [];
    }
    case "ignored":
      work.log.info(`ignored: ${change.why}`);
      return [];
    case "unreadable":
      // AWS's own event says that something changed, and not what.
      work.log.error(`A policy was changed, and it cannot be told which: ${change.why}`, identityOf(event));
      work.measure("PolicyChangesUnreadable", 1);
      return [];
  }
}

async function lookUp(
  change: Extract<PolicyChange, { kind: "lookup" }>,
  event: object,
  { tries, since }: Patience,
  work: ScannerWork,
): Promise<ScanAsked[]> {
  const { owner, lookup, call, at, type: resourceType } = change;
  const region = scanRegion(change, work.place.homeRegion);
  if (!isOn(work.scanner, { account: owner, region, resourceType })) {
    work.log.info("ignored: the scanner is not on there", { account: owner, region, resourceType });
    return [];
  }
  const found = await answerOf(work.lookUp(lookup, { account: owner, region: change.region }));
  if ("answer" in found) return asked(lookedUp(change, found.answer), event, { tries, since }, work);
  const { refusal, reason } = found;
  const isLate = work.now().getTime() - Date.parse(since) > patienceMilliseconds;
  const delay = delayAfter(tries);
  if (refusal === "again" && !isLate && delay !== undefined) {
    await work.toQueue([{ kind: "again", event, tries: tries + 1, since }], delay);
    return [];
  }
  const outcome = (
    { again: "leftToSweep", notFound: "gone", noAnalyzer: "noAnalyzer", denied: "denied", unsupported: "unsupported" } as const
  )[refusal];
  const target = { resource: askedAbout(lookup, change), resourceType, account: owner, region };
  await report(target, { call, at }, { outcome, reason: `${lookup.call} in account ${owner}: ${reason}` }, work);
  return [];
}

/** By which the call is found in CloudTrail. */
function identityOf(event: object): Record<string, unknown> {
  const { account, region, detail } = fieldsOf(event);
  return { account, region, eventID: fieldsOf(detail)["eventID"] };
}

/** Every resource of the type, in the Region or in each where the scanner is on. */
function listsOf({ account, region, type, call, at }: Extract<PolicyChange, { kind: "account" }>, { scanner }: ScannerWork): ListMessage[] {
  const regions = (scanner.places[account] ?? []).filter((one) => region === undefined || one === region);
  return regions
    .filter((one) => isOn(scanner, { account, region: one, resourceType: type }))
    .map((one) => ({ kind: "list", because: { call, at }, region: one, resourceType: type, account }));
}
