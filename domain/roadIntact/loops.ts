import { unknownValue } from "../unknownValue";
import { anyCall, emissionOf, ownEvents, scheduledEvents, type Call } from "./emissions";
import { isTogether, lastOf, names, parsed, valueOf, type Part, type Value } from "./parts";
import { patternsMeet, type EventPattern } from "./patternsMeet";

/** A way from a rule back to itself. */
export interface Loop {
  rule: Part;
  /** What lies between, as a message names it. */
  way: readonly string[];
  /** False where a part of the way is not known: it may be none. */
  isCertain: boolean;
}

/**
 * Rules whose events come back to them: over buses, queues, topics, functions and what these call. Of functions that `callsOf` does not know,
 * any call and any event of their own may follow; of patterns see {@link patternsMeet}. At most one loop is told of each rule, a certain one first.
 */
export function loops(parts: readonly Part[], callsOf: (functionName: string) => readonly Call[] | undefined): Loop[] {
  return parts
    .filter(({ kind }) => kind === "rule")
    .flatMap((rule) => {
      const found = comingBack(rule, [patternOf(rule)], new Map());
      return found === undefined ? [] : [{ rule, ...found }];
    });

  /**
   * The way on which such events of a rule come back again and again. What comes back once may be of another kind, of which nothing follows: a change
   * leads to a scan, that to a finding, and a finding to no scan.
   */
  function comingBack(
    rule: Part,
    events: readonly EventPattern[],
    known: Map<string, Omit<Loop, "rule"> | "on the way" | undefined>,
  ): Omit<Loop, "rule"> | undefined {
    const key = JSON.stringify(events);
    known.set(key, "on the way");
    const walk = new Walk(rule, parts, callsOf);
    walk.targets(rule, events, [], true);
    const found = walk.found.flatMap(({ events: arrived, way, isCertain }) => {
      const next = withoutRepetition([...arrived, patternOf(rule)]);
      const nextKey = JSON.stringify(next);
      const again = known.has(nextKey) ? known.get(nextKey) : comingBack(rule, next, known);
      if (again === undefined) return [];
      return [{ way, isCertain: isCertain && (again === "on the way" || again.isCertain) }];
    });
    const first = found.find(({ isCertain }) => isCertain) ?? found[0];
    known.set(key, first);
    return first;
  }
}

function withoutRepetition(events: readonly EventPattern[]): EventPattern[] {
  return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
}

interface Arrival extends Omit<Loop, "rule"> {
  /** What all of these like came back. */
  events: readonly EventPattern[];
}

class Walk {
  readonly found: Arrival[] = [];
  /** Where it was, and whether it was certain to come there: what follows from there is the same each time. */
  readonly #been = new Map<string, boolean>();

  constructor(
    readonly start: Part,
    readonly parts: readonly Part[],
    readonly callsOf: (functionName: string) => readonly Call[] | undefined,
  ) {}

  /** What a rule's targets do with events that all these patterns like. */
  targets(rule: Part, events: readonly EventPattern[], way: readonly string[], isCertain: boolean): void {
    for (const target of this.#of("target")) {
      const isIts = names(target.name, rule);
      if (isIts === "no" || !isTogether(target.region, rule.region) || busOf(target) !== busOf(rule)) continue;
      this.#follow(valueOf(target.inputs?.["arn"]), events, way, isCertain && isIts === "yes");
    }
  }

  #of(kind: Part["kind"]): Part[] {
    return this.parts.filter((part) => part.kind === kind);
  }

  #follow(arn: Value, events: readonly EventPattern[], way: readonly string[], isCertain: boolean): void {
    if (typeof arn !== "string") return this.#anything(["a target that is not known yet"], way);
    const [, , service = "", region] = arn.split(":");
    const here = [...way, `${service} ${lastOf(arn)}`];
    switch (service) {
      case "events":
        return this.#arrive(lastOf(arn), region, events, here, isCertain);
      case "sqs":
        if (this.#isBeen(arn, isCertain)) return;
        for (const mapping of this.#of("mapping")) {
          const isIts = names(mapping.name, { name: arn, region });
          if (isIts !== "no") this.#invoke(valueOf(mapping.inputs?.["functionName"]), here, isCertain && isIts === "yes");
        }
        return;
      case "lambda":
        return this.#invoke(arn, way, isCertain);
      case "sns":
        if (this.#isBeen(arn, isCertain)) return;
        for (const subscription of this.#of("subscription")) {
          const isIts = names(subscription.name, { name: arn, region });
          const { protocol, endpoint } = subscription.inputs ?? {};
          if (isIts !== "no" && (protocol === "sqs" || protocol === "lambda"))
            this.#follow(valueOf(endpoint), events, here, isCertain && isIts === "yes");
        }
        return;
      case "logs":
        return;
      default:
        return this.#anything([], here);
    }
  }

  /** Events on a bus, which its rules may like. */
  #arrive(bus: string, region: Value, events: readonly EventPattern[], way: readonly string[], isCertain: boolean): void {
    for (const rule of this.#of("rule")) {
      const its = busOf(rule);
      if ((its !== bus && its !== unknownValue) || !isTogether(rule.region, region)) continue;
      const pattern = patternOf(rule);
      if (rule.inputs !== undefined && valueOf(rule.inputs["eventPattern"]) === undefined) continue;
      if (!events.every((one) => patternsMeet(one, pattern))) continue;
      const isKnown = isCertain && its === bus && typeof rule.inputs?.["eventPattern"] === "string";
      if (rule === this.start) this.found.push({ events, way, isCertain: isKnown });
      else if (!this.#isBeen(`${rule.urn} ${JSON.stringify(events)}`, isKnown))
        this.targets(rule, [...events, pattern], [...way, `rule ${rule.label}`], isKnown);
    }
  }

  #invoke(reference: Value, way: readonly string[], isCertain: boolean): void {
    if (typeof reference !== "string") return this.#anything(["a function that is not known yet"], way);
    const name = /:function:([^:]+)/.exec(reference)?.[1] ?? lastOf(reference);
    if (this.#isBeen(`function ${name}`, isCertain)) return;
    const here = [...way, `function ${name}`];
    const calls = this.callsOf(name);
    if (calls === undefined) return this.#anything(["whose calls are not known"], here);
    for (const call of calls) {
      const { handsOn, events } = emissionOf(call);
      for (const event of events) this.#onDefaultBuses([event], [...here, call.action], isCertain);
      if (!handsOn) continue;
      for (const resource of call.resources)
        if (resource.startsWith("arn:")) this.#follow(resource, [ownEvents], [...here, call.action], isCertain);
        else this.#anything([`${call.action} on ${resource}`], here);
    }
  }

  /** What is not known may do any call, and put events on any bus. */
  #anything(what: readonly string[], way: readonly string[]): void {
    if (this.#isBeen("anything", false)) return;
    const here = [...way, ...what];
    this.#onDefaultBuses([anyCall], here, false);
    for (const bus of new Set(this.#of("rule").map(busOf)))
      if (typeof bus === "string") this.#arrive(bus, undefined, [ownEvents], here, false);
  }

  #onDefaultBuses(events: readonly EventPattern[], way: readonly string[], isCertain: boolean): void {
    this.#arrive("default", undefined, events, way, isCertain);
  }

  #isBeen(where: string, isCertain: boolean): boolean {
    const been = this.#been.get(where);
    if (been === true || been === isCertain) return true;
    this.#been.set(where, isCertain);
    return false;
  }
}

/** Without one it is the default bus. */
function busOf({ inputs }: Part): string | typeof unknownValue {
  if (inputs === undefined) return unknownValue;
  const bus = valueOf(inputs["eventBusName"]) ?? "default";
  return typeof bus === "string" ? lastOf(bus) : bus;
}

/** What is not known may be any event. */
function patternOf({ inputs }: Part): EventPattern {
  if (inputs === undefined) return {};
  if (valueOf(inputs["eventPattern"]) === undefined) return scheduledEvents;
  const pattern = parsed(inputs["eventPattern"]);
  return typeof pattern === "object" && pattern !== null ? (pattern as EventPattern) : {};
}
