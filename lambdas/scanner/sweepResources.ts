import { ValidationException } from "@aws-sdk/client-accessanalyzer";
import type { RoadAnalyzer } from "../../domain/findings/settings";
import { accountId } from "../../domain/identifiers";
import type { ListMessage, ScanMessage } from "../../domain/scanner/scanMessage";
import { analyzersFor, isOn, listings } from "../../domain/scanner/where";
import type { ScannerWork } from "./work";

/** SQS delays a message by so many seconds at most. */
const longest = 900;
/** Scans that a page hands to the queue before it makes room for others. */
const enough = 50;
/** Seconds until the next page: changes come first. */
const pause = 60;

/** One message for each Region and type, spread over a quarter of an hour. Where there is no analyzer of the organization, accounts are listed by their own. */
export async function sweepResources(id: string, work: ScannerWork): Promise<void> {
  const because = { sweep: id, at: work.now().toISOString() };
  const lists = listings(work.scanner, work.place.homeRegion).flatMap(({ region, resourceType }): ListMessage[] => {
    const list = { kind: "list", because, region, resourceType } as const;
    if (analyzersFor(work.scanner, { region }).length > 0) return [list];
    const accounts = Object.keys(work.scanner.places).map(accountId);
    return accounts.filter((account) => isOn(work.scanner, { account, region, resourceType })).map((account) => ({ ...list, account }));
  });
  for (const [index, list] of lists.entries()) await work.toQueue([list], Math.floor((index * longest) / lists.length));
  work.log.info("sweep of resources", { ...because, lists: lists.length });
  work.measure("ResourceSweepPlanned", 1);
}

/**
 * Has a part of a list scanned, and hands the rest back to the queue. Done twice, resources are scanned twice.
 *
 * @throws Error where AWS is too busy, or refuses a token twice: the message comes back.
 */
export async function listResources(message: ListMessage, hasTime: () => boolean, work: ScannerWork): Promise<void> {
  const { region, resourceType, account, because } = message;
  const analyzer = await activeAnalyzer(message, work);
  if (analyzer === undefined) {
    work.log.error("No external analyzer is ACTIVE: resources are not listed.", { ...message });
    return work.measure("ScansWithoutAnalyzer", 1);
  }
  let { nextToken, isSecondTry = false } = message;
  let found = 0;
  do {
    const page = await work.resources(analyzer, resourceType, nextToken).catch((error: unknown) => {
      if (nextToken === undefined || !(error instanceof ValidationException) || isSecondTry) throw error;
      work.log.warn(`The list begins again: ${error.message}`, { analyzer: analyzer.arn });
      isSecondTry = true;
      return work.resources(analyzer, resourceType);
    });
    const since = work.now().toISOString();
    const scans = page.resources.flatMap(({ resource, resourceType: type, account: owner }): ScanMessage[] => {
      const target = { resource, resourceType: type, account: accountId(owner), region };
      const isWanted = isOn(work.scanner, target) && (account === undefined || account === owner);
      return isWanted ? [{ kind: "scan", target, because, tries: 0, since }] : [];
    });
    await work.toQueue(scans, 0);
    found += scans.length;
    nextToken = page.nextToken;
  } while (nextToken !== undefined && found < enough && hasTime());
  if (nextToken !== undefined) await work.toQueue([{ ...message, nextToken, ...(isSecondTry && { isSecondTry }) }], pause);
}

async function activeAnalyzer(at: ListMessage, work: ScannerWork): Promise<RoadAnalyzer | undefined> {
  for (const analyzer of analyzersFor(work.scanner, at)) if ((await work.statusOf(analyzer)) === "ACTIVE") return analyzer;
  return undefined;
}
