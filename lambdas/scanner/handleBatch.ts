import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { describeError } from "../../aws/callErrors";
import { together } from "../../domain/scanner/together";
import { parseQueueMessage } from "../../domain/scanner/scanMessage";
import type { Clocked } from "../messageBatch";
import { checkScan, type CheckAsked } from "./checkScan";
import { readEvent } from "./readEvent";
import { startScan, type ScanAsked } from "./startScan";
import { listResources, sweepResources } from "./sweepResources";
import type { ScannerWork } from "./work";

/** Milliseconds that must be left to begin with something: calls give up within them. */
const enough = 25_000;

/**
 * Handles a batch of the scanner's queue: what several messages ask of one resource is done once. Gives back to the queue each message whose work
 * failed; every part of the work may be done again.
 */
export async function handleBatch(records: readonly SQSRecord[], clock: Clocked, whole: ScannerWork): Promise<SQSBatchResponse> {
  const back = new Set<string>();
  const work = { ...whole, statusOf: onceEach(whole.statusOf) };
  const hasTime = () => clock.getRemainingTimeInMillis() >= enough;

  const scans: (ScanAsked & FromMessage)[] = [];
  const checks: (CheckAsked & FromMessage)[] = [];
  await Promise.all(records.map((record) => attempt([record.messageId], () => read(record))));
  await Promise.all([
    ...together(scans).map(({ newest, all }) => attempt(idsOf(all), () => startScan(newest, work))),
    ...together(checks, ({ analyzer }) => analyzer).map(({ newest, all }) =>
      attempt(idsOf(all), () => checkScan(withoutMessage(newest), work)),
    ),
  ]);
  return { batchItemFailures: [...back].map((itemIdentifier) => ({ itemIdentifier })) };

  async function read({ messageId, body, attributes }: SQSRecord): Promise<void> {
    const message = parseQueueMessage(body);
    switch (message.kind) {
      case "event": {
        const since = new Date(Number(attributes.SentTimestamp)).toISOString();
        return void scans.push(...from(messageId, await readEvent(message.event, { tries: 0, since }, work)));
      }
      case "again":
        return void scans.push(...from(messageId, await readEvent(message.event, message, work)));
      case "scan":
        return void scans.push(...from(messageId, [message]));
      case "check":
        return void checks.push(...from(messageId, [message]));
      case "sweep":
        return sweepResources(messageId, work);
      case "list":
        return listResources(message, hasTime, work);
    }
  }

  async function attempt(messageIds: readonly string[], part: () => Promise<void>): Promise<void> {
    try {
      if (!hasTime()) throw new Error("there is too little time left");
      await part();
    } catch (error) {
      work.log.error(`Messages go back to the queue: ${describeError(error)}`, { messageIds, error });
      for (const id of messageIds) back.add(id);
    }
  }
}

interface FromMessage {
  messageId: string;
}

function from<Asked extends object>(messageId: string, asked: readonly Asked[]): (Asked & FromMessage)[] {
  return asked.map((one) => ({ ...one, messageId }));
}

function withoutMessage({ messageId: _id, ...check }: CheckAsked & FromMessage): CheckAsked {
  return check;
}

function idsOf(all: readonly FromMessage[]): string[] {
  return all.map(({ messageId }) => messageId);
}

/** Asked once in a batch, by ARN. */
function onceEach(statusOf: ScannerWork["statusOf"]): ScannerWork["statusOf"] {
  const asked = new Map<string, ReturnType<ScannerWork["statusOf"]>>();
  return (analyzer) => {
    const answer = asked.get(analyzer.arn) ?? statusOf(analyzer);
    asked.set(analyzer.arn, answer);
    return answer;
  };
}
