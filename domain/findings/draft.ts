import { sourceKey, type Fact, type Source } from "./fact";
import { factRefOf } from "./identity";
import type { Observation } from "./observation";
import { compareTimes, stateOf } from "./state";
import type { Ask } from "./step";

/** Facts while a message is taken in: what was stored, and the sources as they will be. Knows nothing of telling. */
export class Draft {
  readonly #before: ReadonlyMap<string, Fact>;
  readonly #after: Map<string, Fact>;
  readonly #now: string;

  constructor(facts: readonly Fact[], now: Date) {
    this.#before = new Map(facts.map((fact) => [fact.fact, fact]));
    this.#after = new Map(this.#before);
    this.#now = now.toISOString();
  }

  /** A word that came by itself: it counts where it is newer than the last one. */
  believe(observation: Observation): void {
    const known = this.source(observation);
    if (known === undefined || compareTimes(observation.updatedAt, known.updatedAt) > 0) this.#put(observation);
  }

  /** A word that was asked for: of two of the same time it is the right one. */
  believeRead(observation: Observation): void {
    const known = this.source(observation);
    const order = known === undefined ? 1 : compareTimes(observation.updatedAt, known.updatedAt);
    if (order > 0 || (order === 0 && this.differs(observation))) this.#put(observation);
  }

  /** Findings that the analyzer was asked for and did not list are out of sight. */
  loseUnlisted({ analyzer, resource, account, kind }: Ask, listed: ReadonlySet<string>): void {
    for (const fact of this.#after.values()) {
      if (fact.resource !== resource || fact.account !== account || fact.kind !== kind) continue;
      for (const source of Object.values(fact.sources))
        if (source.analyzer === analyzer && !source.gone && !listed.has(source.findingId))
          this.#setSource(fact.fact, { ...source, gone: true, recordedAt: this.#now });
    }
  }

  source(finding: { analyzer: string; findingId: string }): Source | undefined {
    return this.#holder(finding)?.sources[sourceKey(finding)];
  }

  /** Whether it says anything else than what is known. */
  differs(observation: Observation): boolean {
    const known = this.source(observation);
    return (
      known === undefined ||
      known.gone ||
      known.status !== observation.status ||
      known.isDeleted !== observation.isDeleted ||
      this.#holder(observation)?.fact !== factRefOf(observation).fact
    );
  }

  findingsOf(analyzer: string, { resource, account, kind }: Pick<Ask, "resource" | "account" | "kind">): string[] {
    return [...this.#after.values()]
      .filter((fact) => fact.resource === resource && fact.account === account && fact.kind === kind)
      .flatMap(({ sources }) => Object.values(sources))
      .filter((source) => source.analyzer === analyzer)
      .map(({ findingId }) => findingId);
  }

  facts(): Fact[] {
    return [...this.#after.values()];
  }

  /** As it was stored. */
  before(fact: string): Fact | undefined {
    return this.#before.get(fact);
  }

  /** Facts whose sources are not as they were. */
  changes(): { before: Fact | undefined; after: Fact }[] {
    return [...this.#after.values()]
      .map((after) => ({ before: this.#before.get(after.fact), after }))
      .filter(({ before, after }) => before !== after);
  }

  #holder(finding: { analyzer: string; findingId: string }): Fact | undefined {
    return [...this.#after.values()].find(({ sources }) => sources[sourceKey(finding)] !== undefined);
  }

  #put(observation: Observation): void {
    const ref = factRefOf(observation);
    const holder = this.#holder(observation);
    if (holder !== undefined && holder.fact !== ref.fact) {
      this.#setSources(holder, Object.fromEntries(Object.entries(holder.sources).filter(([key]) => key !== sourceKey(observation))));
    }
    if (!this.#after.has(ref.fact)) this.#after.set(ref.fact, emptyFact(observation, this.#now));
    const { analyzer, findingId, status, createdAt, updatedAt, isDeleted } = observation;
    this.#setSource(ref.fact, { analyzer, findingId, status, createdAt, updatedAt, isDeleted, gone: false, recordedAt: this.#now });
  }

  #setSource(id: string, source: Source): void {
    const fact = this.#after.get(id);
    if (fact !== undefined) this.#setSources(fact, { ...fact.sources, [sourceKey(source)]: source });
  }

  #setSources(fact: Fact, sources: Record<string, Source>): void {
    this.#after.set(fact.fact, { ...fact, sources, state: stateOf(Object.values(sources)) });
  }
}

function emptyFact({ kind, account, region, resource, resourceType, access, ...rest }: Observation, now: string): Fact {
  const about = { kind, account, region, resource, resourceType, access };
  return {
    ...factRefOf({ kind, account, resource, access }),
    version: 0,
    ...about,
    state: "gone",
    since: rest.createdAt,
    firstSeenAt: now,
    sources: {},
    sequence: 0,
    audience: [],
    held: [],
    told: {},
    previous: {},
  };
}
