import { readSource } from "../../aws/findings/facts/factItems";
import { readStartedScans, recordEndedScan, recordStartedScan } from "../../aws/findings/facts/scanItems";
import type { FactRef, ScanTrace } from "../../domain/findings/fact";
import type { IntakeMessage } from "../../domain/findings/intakeMessage";
import { MessageRejected } from "../../domain/findings/messageRejected";
import type { Observation } from "../../domain/findings/observation";
import type { Heard } from "../../domain/findings/step";
import type { ScanReport } from "../../domain/scanner/scanReport";
import { traceOf } from "../../domain/scanner/startedScan";
import type { Telemetry } from "../telemetry";
import { takeInMessage, type IntakeWork } from "./takeInMessage";
import { isToTell } from "./tell";

export interface ReceivingWork extends IntakeWork, Pick<Telemetry, "log" | "measure"> {
  /** @throws MessageRejected */
  parse(body: string): IntakeMessage;
  readObservation(finding: { analyzer: string; findingId: string }): Promise<Observation | undefined>;
  /** Accounts where the scanner is on: of no other is a scan looked for. */
  scanned: readonly string[];
  tell(ref: FactRef): Promise<void>;
  sendDigest(destination: string): Promise<void>;
  tellCall(event: unknown): Promise<void>;
}

/**
 * Does what a message of the intake queue asks for. Whatever it throws, the message comes again, and in the end lies among the dead letters;
 * to do it twice does no harm: what is known already changes nothing, and what was told is on record.
 */
export async function receive(body: string, work: ReceivingWork): Promise<void> {
  const message = parsed(body, work);
  switch (message.kind) {
    case "observation":
      return takeInAndTell(
        { observation: message.observation, ...(message.by === "event" && (await traced(message.observation, work))) },
        work,
      );
    case "report":
      return takeInReport(message.report, work);
    case "call":
      return work.tellCall(message.event);
    case "gone": {
      const { analyzer, findingId, sweepStartedAt } = message;
      return takeInAndTell({ gone: { analyzer, findingId, sweepStartedAt } }, work);
    }
    case "reread":
      return reread(message, work);
    case "tell":
      return work.tell(message.fact);
    case "digest":
      return work.sendDigest(message.destination);
  }
}

function parsed(body: string, { parse, measure }: ReceivingWork): IntakeMessage {
  try {
    return parse(body);
  } catch (error) {
    if (error instanceof MessageRejected && error.why === "origin") measure("ObservationsRejected", 1);
    throw error;
  }
}

/** Access Analyzer's own event may be faster than the scanner's report. */
async function traced(observation: Observation, { table, scanned }: ReceivingWork): Promise<{ scan?: ScanTrace }> {
  if (!scanned.includes(observation.account) || observation.kind !== "external") return {};
  const scan = traceOf(await readStartedScans(table, observation), observation);
  return scan === undefined ? {} : { scan };
}

async function takeInReport(report: ScanReport, work: ReceivingWork): Promise<void> {
  const { outcome, because, startedAt = "", resource, analyzer } = report;
  const { table, now } = work;
  if (!("call" in because) || analyzer === undefined) return takeInFindings(report, work);
  const scan = { resource, analyzer };
  if (outcome === "started") return recordStartedScan(table, scan, { ...because, startedAt }, now());
  await takeInFindings(report, work);
  await recordEndedScan(table, scan, because, now());
}

/** Every finding of the resource, each by itself: what one of them has to wait for keeps none of the others. */
async function takeInFindings({ findings, because: { at, ...because }, analyzedAt }: ScanReport, work: ReceivingWork): Promise<void> {
  const failures: unknown[] = [];
  for (const observation of findings) {
    const scan = { ...("call" in because ? { call: because.call } : {}), at, analyzedAt: analyzedAt ?? observation.analyzedAt };
    await takeInAndTell({ observation, scan }, work).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function takeInAndTell(heard: Heard, work: ReceivingWork): Promise<void> {
  const facts = await takeInMessage(heard, work);
  const tellings = await Promise.allSettled(facts.filter(isToTell).map((fact) => work.tell(fact)));
  for (const telling of tellings) if (telling.status === "rejected") throw telling.reason;
}

/** What AWS says now, or that it says nothing of it any more. Of the message only the finding's name is believed. */
async function reread({ analyzer, findingId }: { analyzer: string; findingId: string }, work: ReceivingWork): Promise<void> {
  const observation = await work.readObservation({ analyzer, findingId });
  if (observation !== undefined) return takeInAndTell({ observation }, work);
  if ((await readSource(work.table, analyzer, findingId)) === undefined)
    return work.log.warn("A finding that is not on record is not there: there is nothing to do.", { analyzer, findingId });
  return takeInAndTell({ gone: { analyzer, findingId, sweepStartedAt: work.now().toISOString() } }, work);
}
