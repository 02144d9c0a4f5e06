import type { Fact, FactRef, SourceRecord } from "../../../../domain/findings/fact";

/** The table, as far as it matters: a transaction on the versions of facts. */
export class Table {
  readonly facts = new Map<string, Fact>();
  readonly #sources = new Map<string, SourceRecord>();

  fact({ fact }: { fact: string }): Fact | undefined {
    return this.facts.get(fact);
  }

  subject(subject: string): Fact[] {
    return [...this.facts.values()].filter((fact) => fact.subject === subject);
  }

  source(analyzer: string, findingId: string): SourceRecord | undefined {
    return this.#sources.get(`${analyzer}#${findingId}`);
  }

  sourcesOf(analyzer: string): SourceRecord[] {
    return [...this.#sources.values()].filter((source) => source.analyzer === analyzer);
  }

  untold(): FactRef[] {
    return [...this.facts.values()].filter(({ pending }) => pending !== undefined && pending.to.length > 0);
  }

  heldFor(destination: string): Fact[] {
    return [...this.facts.values()].filter(({ pending }) => pending?.held.includes(destination));
  }

  /** All or nothing: false where one of them was changed since it was read. */
  write(facts: readonly Fact[], sources: readonly SourceRecord[] = []): boolean {
    if (facts.some(({ fact, version }) => (this.facts.get(fact)?.version ?? 0) !== version)) return false;
    for (const fact of facts) this.facts.set(fact.fact, { ...fact, version: fact.version + 1 });
    for (const source of sources) this.#sources.set(`${source.analyzer}#${source.findingId}`, source);
    return true;
  }
}
