import { readAnalyzerAge, recordAnalyzerAge } from "../../aws/findings/facts/analyzerItems";
import type { FindingReader } from "../../aws/findings/findingReader";
import type { Table } from "../../aws/findings/facts/table";
import type { AnalyzerAge } from "../../domain/findings/decide";
import { analyzerPlace } from "../../domain/findings/reader";

/** How old analyzers are. What is on record does not change, so that a process asks once for each. */
export class AnalyzerAges {
  readonly #known = new Map<string, AnalyzerAge>();

  constructor(readonly work: { table: Table; reader: FindingReader; now(): Date }) {}

  async of(analyzers: Iterable<string>): Promise<(analyzer: string) => AnalyzerAge> {
    for (const analyzer of new Set(analyzers)) if (!this.#known.has(analyzer)) this.#known.set(analyzer, await this.#read(analyzer));
    return (analyzer) => this.#known.get(analyzer) ?? {};
  }

  async #read(analyzer: string): Promise<AnalyzerAge> {
    const { table, reader, now } = this.work;
    const recorded = await readAnalyzerAge(table, analyzer);
    if (recorded !== undefined) return recorded;
    const found = await reader.analyzer({ arn: analyzer, ...analyzerPlace(analyzer) });
    const firstSeenAt = now().toISOString();
    return recordAnalyzerAge(table, analyzer, { firstSeenAt, ...(found && { createdAt: found.createdAt }) });
  }
}
