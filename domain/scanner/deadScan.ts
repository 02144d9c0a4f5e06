import { MessageRejected } from "../findings/messageRejected";
import { readPolicyChange } from "../policyChanges/readPolicyChange";
import { parseQueueMessage, type ScanMessage } from "./scanMessage";

/** What is done about a dead letter of the scanner's queue: Access Analyzer looks at the resource again, whatever else the letter says. */
export type Rescan =
  | { kind: "rescan"; about: string; message: ScanMessage }
  /** Nothing was changed, or the schedule does it again. */
  | { kind: "needless" }
  | { kind: "unknown"; why: string };

export function rescanOf(body: string, now: Date): Rescan {
  try {
    return rescan(body, { tries: 0, since: now.toISOString() });
  } catch (error) {
    if (error instanceof MessageRejected) return { kind: "unknown", why: error.message };
    throw error;
  }
}

function rescan(body: string, patience: { tries: number; since: string }): Rescan {
  const message = parseQueueMessage(body);
  switch (message.kind) {
    case "event":
    case "again":
      return ofEvent(message.event, patience);
    case "scan":
    case "check": {
      const { target, because } = message;
      return { kind: "rescan", about: target.resource, message: { kind: "scan", target, because, ...patience } };
    }
    case "list": {
      const { because, region, resourceType, account } = message;
      const list = { kind: "list", because, region, resourceType, ...(account && { account }) } as const;
      return { kind: "rescan", about: `${resourceType} in ${region}`, message: list };
    }
    case "sweep":
      return { kind: "needless" };
  }
}

function ofEvent(event: object, patience: { tries: number; since: string }): Rescan {
  const change = readPolicyChange(event);
  if (change.kind === "ignored") return { kind: "needless" };
  if (change.kind === "unreadable") return { kind: "unknown", why: change.why };
  const about = change.kind === "resource" ? change.arn : `${change.call} of ${change.at}`;
  return { kind: "rescan", about, message: { kind: "again", event, ...patience } };
}
