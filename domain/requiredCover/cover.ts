import type { PlacePart } from "./place";
import { isExternal, whyUseless, type StackAnalyzer } from "./stackAnalyzers";

/** Something outside of the stack that shows where external analyzers are. */
export interface Evidence {
  /** What it is and what is wrong with it, to stand in a sentence: `no proof is configured`. */
  state: string;
  /** Accounts that are covered, with their Regions. */
  covered: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why it counts although it is old. */
  note?: string;
}

/** In the place of a Region: any will do. */
export const anyRegion = "(any Region)";

/** Where external analyzers are, by the stack itself and by further evidence. */
export class Cover {
  readonly #inStack = new Map<string, Set<string>>();
  readonly #used = new Set<Evidence>();
  readonly #evidence: readonly Evidence[];

  /** @param members accounts of one organization: an ORGANIZATION analyzer in one of them covers all of them. */
  constructor(analyzers: readonly StackAnalyzer[], members: readonly string[], evidence: readonly Evidence[]) {
    this.#evidence = evidence;
    for (const analyzer of analyzers.filter((one) => isExternal(one) && whyUseless(one) === undefined)) {
      const { type, account, region } = analyzer;
      const isMember = typeof account.value === "string" && members.includes(account.value);
      for (const key of [...account.keys, ...(type === "ORGANIZATION" && isMember ? members : [])])
        this.#inStack.set(key, new Set([...(this.#inStack.get(key) ?? []), ...region.keys]));
    }
  }

  /** What one provider makes is in one account, whichever that will be. */
  has(account: PlacePart, region: PlacePart): boolean {
    const isIn = (covered: Evidence["covered"]) => account.keys.some((key) => region.keys.some((other) => holds(covered, key, other)));
    if (isIn(this.#inStack)) return true;
    const proof = this.#evidence.find(({ covered }) => isIn(covered));
    if (proof !== undefined) this.#used.add(proof);
    return proof !== undefined;
  }

  /** Only what was needed: a stale proof that nothing rests on is no news. */
  usedNotes(): string[] {
    return [...this.#used].flatMap(({ note }) => note ?? []);
  }
}

function holds(covered: ReadonlyMap<string, ReadonlySet<string>>, account: string, region: string): boolean {
  const regions = covered.get(account);
  return regions !== undefined && (region === anyRegion ? regions.size > 0 : regions.has(region));
}
