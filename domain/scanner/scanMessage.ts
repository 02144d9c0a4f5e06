import { MessageRejected } from "../findings/messageRejected";
import { Reader } from "../findings/reader";
import type { AccountId, Region } from "../identifiers";
import { readBecause, readTarget } from "./readScanReport";
import type { Because, ScanTarget } from "./scanReport";

/** What the scanner, and its schedule, put into the scanner's queue. Calls of CloudTrail come beside them. */
export type ScanMessage =
  /** The event of a call is to be read again: what it leaves out could not be looked up. */
  | ({ kind: "again"; event: object } & Patience)
  /** A scan is to be started. */
  | ({ kind: "scan"; target: ScanTarget; because: Because } & Patience)
  /** A scan was started: is the resource analyzed? */
  | ({ kind: "check"; target: ScanTarget; because: Because; analyzer: string } & Patience)
  /** From the schedule: all resources, wherever the scanner is on. */
  | { kind: "sweep" }
  | ListMessage;

/** The resources of one type in a Region are to be scanned: from the first page, or from where an invocation stopped. */
export interface ListMessage {
  kind: "list";
  because: Because;
  region: Region;
  resourceType: string;
  /** Only of this account. */
  account?: AccountId;
  nextToken?: string;
  /** AWS refused a token before: the listing began again. */
  isSecondTry?: boolean;
}

export interface Patience {
  /** How often it was tried. */
  tries: number;
  /** Since when the queue has it, ISO 8601. */
  since: string;
}

/** What a message of the queue is: one of ours, or an event that `readPolicyChange` reads. */
export type QueueMessage = ScanMessage | { kind: "event"; event: object };

/** @throws MessageRejected for everything that neither a rule nor one of ours sends. */
export function parseQueueMessage(body: string): QueueMessage {
  const value = parsed(body);
  const message = new Reader(value, "message");
  if (message.has("detail-type")) return { kind: "event", event: value as object }; // a Reader takes nothing else
  const kind = message.oneOf("kind", ["again", "scan", "check", "sweep", "list"]);
  switch (kind) {
    case "again":
      message.in("event").text("detail-type");
      return { kind, event: (value as { event: object }).event, ...patience(message) }; // a mapping, as was just made sure
    case "scan":
      return { kind, ...work(message), ...patience(message) };
    case "check":
      return { kind, ...work(message), analyzer: message.analyzer("analyzer"), ...patience(message) };
    case "sweep":
      return { kind };
    case "list":
      return {
        ...{ kind, because: readBecause(message.in("because")), region: message.region("region") },
        resourceType: message.text("resourceType"),
        ...(message.has("account") ? { account: message.account("account") } : {}),
        ...(message.has("nextToken") ? { nextToken: message.text("nextToken") } : {}),
        ...(message.has("isSecondTry") ? { isSecondTry: message.flag("isSecondTry") } : {}),
      };
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new MessageRejected("form", "message: this is not JSON");
  }
}

function work(message: Reader): { target: ScanTarget; because: Because } {
  return { target: readTarget(message.in("target")), because: readBecause(message.in("because")) };
}

function patience(message: Reader): Patience {
  return { tries: message.optionalCount("tries") ?? 0, since: message.time("since") };
}
