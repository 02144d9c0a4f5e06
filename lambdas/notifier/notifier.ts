import type { SQSClient } from "@aws-sdk/client-sqs";
import { randomUUID } from "node:crypto";
import type { FindingReader } from "../../aws/findings/findingReader";
import type { Table } from "../../aws/findings/facts/table";
import type { Publisher } from "../../aws/findings/publisher";
import { sendMessages } from "../../aws/findings/queues";
import { answer, readObservation } from "../../aws/findings/readings";
import { decisions } from "../../domain/findings/decide";
import type { Fact } from "../../domain/findings/fact";
import { parseIntakeMessage, type OwnMessage } from "../../domain/findings/intakeMessage";
import { chatDigest, mailDigest, type Digest, type DigestEntry } from "../../domain/findings/messages/digest";
import { knownAnalyzers } from "../../domain/findings/knownAnalyzers";
import { findingKindOf } from "../../domain/findings/observation";
import { findingsRoad } from "../../domain/findings/road";
import type { RoadSettings } from "../../domain/findings/settings";
import type { Heard } from "../../domain/findings/step";
import { oursOf, type WatchSettings } from "../../domain/tampering/ours";
import type { Telemetry } from "../telemetry";
import { AnalyzerAges } from "./analyzerAges";
import { deliver } from "./deliver";
import { sendDigest } from "./digest";
import { overLimit } from "./mailboxes";
import { once } from "./once";
import { receive } from "./receive";
import { tell } from "./tell";
import { tellCall } from "./tellCall";

export interface NotifierParts extends Pick<Telemetry, "log" | "measure"> {
  settings: WatchSettings;
  table: Table;
  sqs: SQSClient;
  reader: FindingReader;
  publisher: Publisher;
  now(): Date;
}

/** Everything that a message of the intake queue may need, put together once. */
export function notifier(parts: NotifierParts): (body: string, hasTime: () => boolean) => Promise<void> {
  const { settings, table, sqs, reader, publisher, log, measure, now } = parts;
  const { destinations } = settings.notifications;
  const configured = Object.keys(destinations);
  const { intake } = findingsRoad(settings);
  const ours = oursOf(settings);
  const ages = new AnalyzerAges({ table, reader, now });
  const askForDigest = (destination: string, delaySeconds: number) =>
    sendMessages(sqs, intake, [{ kind: "digest", destination } satisfies OwnMessage], { delaySeconds });
  const scanned = Object.keys(settings.scanner?.places ?? {});
  const shared = { table, configured, log, measure, now, newId: randomUUID };

  return (body, hasTime) =>
    receive(body, {
      ...{ ...shared, scanned },
      parse: (text) => parseIntakeMessage(text, settings),
      answer: (ask) => answer(reader, ask),
      decide: async (facts, heard) => decisions(settings, await ages.of(analyzersOf(facts, heard)), now()),
      readObservation({ analyzer, findingId }) {
        const planned = knownAnalyzers(settings).find(({ arn }) => arn === analyzer);
        if (planned === undefined) throw new Error(`Analyzer ${analyzer} is not in the plan: its finding ${findingId} was not read.`);
        const kind = findingKindOf(planned.type);
        if (kind === undefined)
          throw new Error(`Analyzers of type ${planned.type} are newer than this version: ${findingId} was not read.`);
        return readObservation(reader, { analyzer, findingId, kind });
      },
      tellCall: (event) => tellCall(event, { ours, settings, publisher, log, measure, once: (id, act) => once(id, act, { table, now }) }),
      tell: (ref) =>
        tell(ref, {
          ...shared,
          overLimit: (names) => overLimit(names, { table, destinations, askForDigest, now }),
          publish: (due, fact) => deliver(due, fact, settings, publisher),
        }),
      sendDigest: (destination) =>
        sendDigest(destination, {
          ...shared,
          hasTime,
          compose: (entries, id) => digestFor(destination, entries, id, settings, publisher),
        }),
    });
}

function analyzersOf(facts: readonly Fact[], heard: Heard): string[] {
  const { analyzer } = "gone" in heard ? heard.gone : heard.observation;
  return [analyzer, ...facts.flatMap(({ sources }) => Object.values(sources).map((source) => source.analyzer))];
}

function digestFor(
  name: string,
  entries: readonly DigestEntry[],
  id: string,
  settings: RoadSettings,
  publisher: Publisher,
): Digest<() => Promise<void>> {
  const destination = settings.notifications.destinations[name];
  if (destination !== undefined && "chat" in destination) {
    const { message, ...rest } = chatDigest(entries, settings, id);
    return { ...rest, message: () => publisher.chat(name, message) };
  }
  const { message, ...rest } = mailDigest(entries, settings);
  return { ...rest, message: () => publisher.mail(name, message) };
}
