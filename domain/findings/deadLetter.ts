import type { AccountId } from "../identifiers";
import { parseIntakeMessage, type OwnMessage } from "./intakeMessage";
import { MessageRejected } from "./messageRejected";
import { Reader } from "./reader";

/** What is done about a dead letter. Nothing in it is believed but which finding it was about. */
export type Understood =
  /** The finding is read again. */
  | { kind: "reread"; message: Extract<OwnMessage, { kind: "reread" }> }
  /** The next sweep does it by itself, within the hour. */
  | { kind: "needless" }
  /** It stays. */
  | { kind: "unknown"; why: string };

/**
 * What a letter in a dead-letter queue of the road was about. Anybody may have written it: an event that contradicts itself and an analyzer of an
 * account that is not read are not understood.
 */
export function understood(body: string, settings: { delegatedAdministrator: AccountId; readsMembers: boolean }): Understood {
  try {
    return isOfSweep(body) ? { kind: "needless" } : ofIntake(body, settings);
  } catch (error) {
    if (error instanceof MessageRejected) return { kind: "unknown", why: error.message };
    throw error;
  }
}

function ofIntake(body: string, settings: Parameters<typeof understood>[1]): Understood {
  const message = parseIntakeMessage(body, settings);
  switch (message.kind) {
    case "tell":
    case "digest":
      return { kind: "needless" };
    case "report":
      // The sweep lists these findings, where it lists the analyzer's.
      return isRead(message.report.analyzer ?? "", settings) ? { kind: "needless" } : unread(message.report.analyzer ?? "");
    case "call":
      return {
        kind: "unknown",
        why: "it is a call that CloudTrail saw, which nothing can read again: look it up in CloudTrail, and delete the letter",
      };
    case "observation": {
      const { analyzer, findingId, resource, account } = message.observation;
      return reread({ kind: "reread", analyzer, findingId, resource, account }, settings);
    }
    case "gone":
      return reread({ kind: "reread", analyzer: message.analyzer, findingId: message.findingId }, settings);
    case "reread":
      return reread(message, settings);
  }
}

function reread(message: Extract<OwnMessage, { kind: "reread" }>, settings: Parameters<typeof understood>[1]): Understood {
  return isRead(message.analyzer, settings) ? { kind: "reread", message } : unread(message.analyzer);
}

function isRead(analyzer: string, { delegatedAdministrator, readsMembers }: Parameters<typeof understood>[1]): boolean {
  return readsMembers || ownerOf(analyzer) === delegatedAdministrator;
}

function unread(analyzer: string): Understood {
  return { kind: "unknown", why: `its analyzer is of account ${ownerOf(analyzer)}, whose findings are not read` };
}

function ownerOf(analyzer: string): string {
  return analyzer.split(":")[4] ?? "";
}

/** A message for the sweep: which analyzer, and when the sweep began. */
function isOfSweep(body: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return false;
  }
  if (typeof value !== "object" || value === null || !("sweep" in value)) return false;
  const message = new Reader(value, "message");
  message.analyzer("analyzer");
  message.in("sweep").time("startedAt");
  return true;
}
