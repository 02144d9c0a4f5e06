import { analyzerPlace } from "../../domain/findings/reader";
import type { FindingKind, Observation } from "../../domain/findings/observation";
import { observationOfFinding, observationOfSummary } from "../../domain/findings/observationOf";
import type { Ask, Reading } from "../../domain/findings/step";
import type { FindingReader } from "./findingReader";

/** The whole answer to what has to be read before a message is believed. */
export async function answer(reader: FindingReader, ask: Ask): Promise<Reading> {
  return { ask, observations: ask.kind === "external" ? await listed(reader, ask) : await oneByOne(reader, ask) };
}

/** Undefined if the analyzer has no such finding (any more). */
export async function readObservation(
  reader: FindingReader,
  { analyzer, kind, findingId }: { analyzer: string; kind: FindingKind; findingId: string },
): Promise<Observation | undefined> {
  const finding = await reader.finding({ arn: analyzer, ...analyzerPlace(analyzer) }, findingId);
  return finding && observationOfFinding(analyzer, finding, kind);
}

/** With the resource's other findings: what a permission was changed to is one of them. */
async function listed(reader: FindingReader, { analyzer, resource, account }: Ask): Promise<Observation[]> {
  const findings = await reader.about({ arn: analyzer, ...analyzerPlace(analyzer) }, { resource, account });
  return findings.map((summary) => observationOfSummary(analyzer, summary));
}

async function oneByOne(reader: FindingReader, { analyzer, kind, findingIds }: Ask): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const findingId of findingIds) {
    const observation = await readObservation(reader, { analyzer, kind, findingId });
    if (observation !== undefined) observations.push(observation);
  }
  return observations;
}
