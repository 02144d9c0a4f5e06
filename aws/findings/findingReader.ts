import {
  GetAnalyzerCommand,
  GetFindingV2Command,
  ListFindingsCommand,
  ListFindingsV2Command,
  ResourceNotFoundException,
} from "@aws-sdk/client-accessanalyzer";
import type { FindingSummary, FindingSummaryV2, GetFindingV2CommandOutput } from "@aws-sdk/client-accessanalyzer";
import type { CredentialProvider } from "../clients";
import { readPages } from "../paging";
import { analyzerClients, type AnalyzerAt } from "./analyzerClients";

/** One page of an analyzer's findings, whatever their status. */
export interface FindingsPage<Finding> {
  findings: Finding[];
  nextToken?: string;
}

/**
 * Reads analyzers and their findings, each in its Region and with the credentials of its account.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindings.html
 */
export class FindingReader {
  readonly #client: ReturnType<typeof analyzerClients>;

  /** @param credentialsOf those that may read analyzers of the account. */
  constructor(credentialsOf: (account: string) => CredentialProvider) {
    this.#client = analyzerClients(credentialsOf);
  }

  /** Undefined if there is no such analyzer. */
  async analyzer(analyzer: AnalyzerAt): Promise<{ status: string; reason?: string; createdAt: string } | undefined> {
    const analyzerName = analyzer.arn.split("/").at(-1);
    const answer = await unlessMissing(this.#client(analyzer).send(new GetAnalyzerCommand({ analyzerName })));
    if (answer === undefined) return undefined;
    const { status, statusReason, createdAt } = answer.analyzer ?? {};
    if (status === undefined || createdAt === undefined) throw new Error(`GetAnalyzer did not say status or age of ${analyzer.arn}`);
    return { status, ...(statusReason?.code !== undefined && { reason: statusReason.code }), createdAt: createdAt.toISOString() };
  }

  /** Of an analyzer for external access: the only kind that this operation knows, and the only one whose findings it shows whole. */
  async externalPage(analyzer: AnalyzerAt, nextToken?: string): Promise<FindingsPage<FindingSummary>> {
    return pageOf(await this.#client(analyzer).send(new ListFindingsCommand({ analyzerArn: analyzer.arn, nextToken })));
  }

  /** Of an analyzer of any kind, without who has access and how: {@link finding} tells that. */
  async page(analyzer: AnalyzerAt, nextToken?: string): Promise<FindingsPage<FindingSummaryV2>> {
    return pageOf(await this.#client(analyzer).send(new ListFindingsV2Command({ analyzerArn: analyzer.arn, nextToken })));
  }

  /** What an analyzer for external access says of one resource: all of it. */
  async about(analyzer: AnalyzerAt, { resource, account }: { resource: string; account: string }): Promise<FindingSummary[]> {
    const filter = { resource: { eq: [resource] }, resourceOwnerAccount: { eq: [account] } };
    return readPages(
      (nextToken) => this.#client(analyzer).send(new ListFindingsCommand({ analyzerArn: analyzer.arn, filter, nextToken })),
      ({ findings }) => findings,
      (page) => page.nextToken,
    );
  }

  /** Undefined if there is none (any more). Its details may go over several pages; the first says what a finding is. */
  finding(analyzer: AnalyzerAt, id: string): Promise<GetFindingV2CommandOutput | undefined> {
    return unlessMissing(this.#client(analyzer).send(new GetFindingV2Command({ analyzerArn: analyzer.arn, id })));
  }
}

function pageOf<Finding>({ findings, nextToken }: { findings: Finding[] | undefined; nextToken?: string }): FindingsPage<Finding> {
  if (findings === undefined) throw new Error("the answer holds no list of findings");
  return { findings, ...(nextToken && { nextToken }) };
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
