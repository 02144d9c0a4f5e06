import type { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import {
  GetAnalyzedResourceCommand,
  paginateListAnalyzers,
  paginateListFindings,
  StartResourceScanCommand,
} from "@aws-sdk/client-accessanalyzer";
import type { KMSClient } from "@aws-sdk/client-kms";
import { paginateListKeys } from "@aws-sdk/client-kms";
import { setTimeout as sleep } from "node:timers/promises";

/** Clients of the account, in the Region of the change. */
export interface ScanEverythingClients {
  kms: KMSClient;
  accessAnalyzer: AccessAnalyzerClient;
}

/**
 * What a change of a key's policy starts in the manner of a well-known sample: every key of the Region is listed and scanned, the function sleeps,
 * looks at every key again, and lists the findings. Written for the bench, without the sample's faults: an analyzer that is there is used, it
 * sleeps no longer than the product waits, and begins with the first call that it needs.
 *
 * @returns the resources with an ACTIVE finding.
 */
export async function scanEverything({ kms, accessAnalyzer }: ScanEverythingClients, secondsToSleep: number): Promise<string[]> {
  let analyzerArn: string | undefined;
  for await (const { analyzers = [] } of paginateListAnalyzers({ client: accessAnalyzer }, { type: "ACCOUNT" }))
    analyzerArn ??= analyzers.find(({ status }) => status === "ACTIVE")?.arn;

  const keys: string[] = [];
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {})) keys.push(...Keys.flatMap(({ KeyArn }) => KeyArn ?? []));
  for (const resourceArn of keys) await accessAnalyzer.send(new StartResourceScanCommand({ analyzerArn, resourceArn }));
  await sleep(secondsToSleep * 1000);
  for (const resourceArn of keys) await accessAnalyzer.send(new GetAnalyzedResourceCommand({ analyzerArn, resourceArn }));

  const found: string[] = [];
  const filter = { status: { eq: ["ACTIVE"] }, resourceType: { eq: ["AWS::KMS::Key"] } };
  for await (const { findings = [] } of paginateListFindings({ client: accessAnalyzer }, { analyzerArn, filter }))
    found.push(...findings.flatMap(({ resource }) => resource ?? []));
  return found;
}
