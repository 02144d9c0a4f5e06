import { ValidationException } from "@aws-sdk/client-accessanalyzer";
import type { FindingReader } from "../../aws/findings/findingReader";
import type { OwnMessage } from "../../domain/findings/intakeMessage";
import { observationOfSummary } from "../../domain/findings/observationOf";
import type { RoadAnalyzer } from "../../domain/findings/settings";
import { findingKindOf, type FindingStatus } from "../../domain/findings/observation";

/** A finding as listed, with the message that brings it to the intake. */
export interface ListedFinding {
  findingId: string;
  status: FindingStatus;
  updatedAt: string;
  message: OwnMessage;
}

export interface ListingPage {
  findings: ListedFinding[];
  nextToken?: string;
}

/** AWS does not take the token (any more). The listing has to begin again. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
}

/**
 * A page of an analyzer's findings. A listing shows external access whole. Of the other kinds it does not say who has access: the intake reads
 * those one by one.
 *
 * @throws TokenRefused
 */
export async function readListing(reader: FindingReader, analyzer: RoadAnalyzer, token: string | undefined): Promise<ListingPage> {
  try {
    return findingKindOf(analyzer.type) === "external"
      ? await externalPage(reader, analyzer, token)
      : await otherPage(reader, analyzer, token);
  } catch (error) {
    if (token !== undefined && error instanceof ValidationException)
      throw new TokenRefused(`the token of a page was refused: ${error.message}`, { cause: error });
    throw error;
  }
}

async function externalPage(reader: FindingReader, analyzer: RoadAnalyzer, token: string | undefined): Promise<ListingPage> {
  const { findings, ...next } = await reader.externalPage(analyzer, token);
  const listed = findings.map((summary) => {
    const observation = observationOfSummary(analyzer.arn, summary);
    const { findingId, status, updatedAt } = observation;
    return { findingId, status, updatedAt, message: { kind: "observation", observation } as const };
  });
  return { findings: listed, ...next };
}

async function otherPage(reader: FindingReader, analyzer: RoadAnalyzer, token: string | undefined): Promise<ListingPage> {
  const { findings, ...next } = await reader.page(analyzer, token);
  const listed = findings.map(({ id, status, updatedAt }) => {
    if (id === undefined || status === undefined || updatedAt === undefined)
      throw new Error(`a listed finding of ${analyzer.arn} has no id, status or time`);
    const message = { kind: "reread", analyzer: analyzer.arn, findingId: id } as const;
    return { findingId: id, status, updatedAt: updatedAt.toISOString(), message };
  });
  return { findings: listed, ...next };
}
