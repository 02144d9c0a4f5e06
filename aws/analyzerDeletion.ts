import { AccessAnalyzerClient, DeleteAnalyzerCommand, GetAnalyzerCommand, ResourceNotFoundException } from "@aws-sdk/client-accessanalyzer";
import type { Region } from "../domain/identifiers";
import { ownerOf } from "./analyzerReader";
import { InterruptedError, describeError } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import type { Session } from "./sessions";

/** `gone`: another caller deleted it meanwhile. */
export type Deletion = { kind: "deleted" } | { kind: "gone" } | { kind: "failed"; reason: string };

/**
 * Deletes an analyzer of ours, its findings and its archive rules. Read again just before: what no longer carries our tag is left.
 *
 * @throws InterruptedError when the signal of `calls` was raised.
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteAnalyzer.html
 */
export async function deleteAnalyzer(session: Session, region: Region, analyzerName: string, calls: Calls): Promise<Deletion> {
  const client = new AccessAnalyzerClient(clientSettings(region, session.credentials, calls.settings));
  try {
    const { analyzer } = await calls.run((options) => client.send(new GetAnalyzerCommand({ analyzerName }), options));
    if (ownerOf(analyzer?.managedBy, analyzer?.tags ?? {}).kind !== "ours")
      return { kind: "failed", reason: "it no longer carries our tag, and was left as it is" };
    await calls.run((options) => client.send(new DeleteAnalyzerCommand({ analyzerName }), options));
    return { kind: "deleted" };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return error instanceof ResourceNotFoundException ? { kind: "gone" } : { kind: "failed", reason: describeError(error) };
  }
}
