import {
  AccessAnalyzerClient,
  GetAnalyzerCommand,
  ListAnalyzersCommand,
  ListArchiveRulesCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-accessanalyzer";
import type { AnalyzerSummary, ArchiveRuleSummary } from "@aws-sdk/client-accessanalyzer";
import type { AnalyzerConfiguration } from "../domain/analyzer";
import type { Region } from "../domain/identifiers";
import type { ExistingAnalyzer, FoundArchiveRule, Readable } from "../domain/inventory/inventory";
import { ownerTag } from "../domain/names";
import { InterruptedError, describeFailure } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

/**
 * The analyzers in one account and Region, of every type and owner. Those for unused and internal access are read one by one as well,
 * since ListAnalyzers leaves out their configuration; if one of these readings fails the Region counts as unreadable. Archive rules that
 * cannot be read are that alone.
 *
 * @param withArchiveRules reads those of external-access analyzers too: one call more for each.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html
 */
export async function readAnalyzers(
  session: Session,
  region: Region,
  calls: Calls,
  { withArchiveRules = false } = {},
): Promise<Readable<ExistingAnalyzer[]>> {
  const client = new AccessAnalyzerClient(clientSettings(region, session.credentials, calls.settings));
  let operation = "ListAnalyzers";
  try {
    const listed = await readPages(
      (nextToken) => calls.run((options) => client.send(new ListAnalyzersCommand({ nextToken }), options)),
      (page) => page.analyzers,
      (page) => page.nextToken,
    );
    operation = "GetAnalyzer";
    const analyzers = await Promise.all(listed.map((summary) => existingAnalyzer(client, summary, calls, withArchiveRules)));
    return { read: analyzers.filter((analyzer) => analyzer !== undefined).sort((left, right) => (left.name < right.name ? -1 : 1)) };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { unreadable: describeFailure(operation, error) };
  }
}

/** Undefined if it was deleted since it was listed. */
async function existingAnalyzer(
  client: AccessAnalyzerClient,
  summary: AnalyzerSummary,
  calls: Calls,
  withArchiveRules: boolean,
): Promise<ExistingAnalyzer | undefined> {
  const { name, type, status } = summary;
  if (name === undefined || type === undefined || status === undefined)
    throw new Error(`analyzer ${summary.arn ?? ""} has no name, type or status`);
  const tags = Object.fromEntries(Object.entries(summary.tags ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
  const found: ExistingAnalyzer = {
    name,
    type,
    status,
    ...(summary.statusReason?.code !== undefined && { statusReason: summary.statusReason.code }),
    owner: ownerOf(summary.managedBy, tags),
    tags,
  };
  if (type === "ACCOUNT" || type === "ORGANIZATION") {
    const isRead = withArchiveRules && status === "ACTIVE" && found.owner.kind !== "service";
    return isRead ? { ...found, archiveRules: await readArchiveRules(client, name, calls) } : found;
  }
  try {
    const { analyzer } = await calls.run((options) => client.send(new GetAnalyzerCommand({ analyzerName: name }), options));
    // The SDK's union and ours have the same members; ours leaves out the SDK's marker for members it does not know.
    const configuration = analyzer?.configuration as AnalyzerConfiguration | undefined;
    return configuration === undefined ? found : { ...found, configuration };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListArchiveRules.html */
async function readArchiveRules(client: AccessAnalyzerClient, analyzerName: string, calls: Calls): Promise<Readable<FoundArchiveRule[]>> {
  try {
    const listed = await readPages(
      (nextToken) => calls.run((options) => client.send(new ListArchiveRulesCommand({ analyzerName, nextToken }), options)),
      (page) => page.archiveRules,
      (page) => page.nextToken,
    );
    return { read: listed.map(foundArchiveRule).sort((left, right) => (left.name < right.name ? -1 : 1)) };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { unreadable: describeFailure("ListArchiveRules", error) };
  }
}

function foundArchiveRule({ ruleName, filter, createdAt, updatedAt }: ArchiveRuleSummary): FoundArchiveRule {
  if (ruleName === undefined || filter === undefined) throw new Error(`archive rule ${ruleName ?? ""} has no name or filter`);
  return {
    name: ruleName,
    filter,
    ...(createdAt !== undefined && { createdAt: createdAt.toISOString() }),
    ...(updatedAt !== undefined && { updatedAt: updatedAt.toISOString() }),
  };
}

/** Tags that say who made an analyzer, the surest first. Compared without regard to case and separators. */
const tellingTags = ["aws:cloudformation:stack-name", "managed-by", "owner", "owned-by", "created-by", "team"];

export function ownerOf(managedBy: string | undefined, tags: Record<string, string>): ExistingAnalyzer["owner"] {
  if (managedBy !== undefined && managedBy !== "") return { kind: "service", by: managedBy };
  if (tags[ownerTag.key] === ownerTag.value) return { kind: "ours" };
  for (const telling of tellingTags) {
    for (const [key, value] of Object.entries(tags)) {
      if (plain(key) === plain(telling) && value !== "") return { kind: "other", by: `${key}=${value}` };
    }
  }
  return { kind: "other" };
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "");
}
