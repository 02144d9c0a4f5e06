/** A fault that is switched on: applies to calls that match all it names. */
export interface Fault {
  id: string;
  /** `service` is the signing name (`access-analyzer`), `account` the caller's, `function` the name of the Lambda function that calls. */
  match: { service?: string; operation?: string; account?: string; region?: string; function?: string };
  effect:
    | { kind: "latency"; milliseconds: number }
    /** Refused as the service itself refuses too many calls. */
    | { kind: "throttle" }
    /** Default status: what the service's model says of its internal error, otherwise 500. */
    | { kind: "serverError"; status?: number }
    | { kind: "deny"; message?: string }
    /** Refused with an error of the service's model. */
    | { kind: "refuse"; code: string }
    /** No answer until the server closes. */
    | { kind: "hang" }
    /** The function that calls is killed before its call is done; of other callers nothing. */
    | { kind: "killFunction" }
    /** A message that arrives is there this many times more. */
    | { kind: "duplicate"; copies: number }
    /** A message that arrives goes before those that are there. */
    | { kind: "reorder" }
    /** A message never arrives. */
    | { kind: "drop" };
  /** Only the first N matching calls; absent for all. */
  times?: number;
  /** Only this share of the matching calls, evenly: 0.5 hits every second one. Absent for all. */
  share?: number;
  /** The first N matching calls are spared. */
  skip?: number;
}

export interface Faults {
  add(fault: Omit<Fault, "id">): Fault;
  remove(id: string): void;
  clear(): void;
  list(): Fault[];
  /** The faults that hit this call, in the order of switching on; each counts it. */
  take(call: FaultyCall): Fault[];
  /** Likewise those that hit a message when it arrives, whoever brought it: `account` is the one that it arrives in. */
  takeOnArrival(arrival: FaultyCall): Fault[];
}

export interface FaultyCall {
  service: string;
  operation: string;
  account: string;
  region: string;
  function?: string;
}

export function createFaults(): Faults {
  const faults = new Map<string, Fault & { left: number; seen: number; spared: number }>();
  let number = 0;
  const take = (call: FaultyCall, hitsArrivals: boolean) => {
    const matching = [...faults.values()].filter(
      ({ left, match, effect }) =>
        left > 0 &&
        ofArrivals.has(effect.kind) === hitsArrivals &&
        matches(match, call) &&
        (effect.kind !== "killFunction" || call.function !== undefined),
    );
    const hits = matching.filter((fault) => fault.spared-- <= 0 && isInShare(fault));
    for (const hit of hits) hit.left -= 1;
    return hits.map(describe);
  };

  return {
    add(fault) {
      const added = { ...fault, id: `fault-${++number}`, left: fault.times ?? Infinity, seen: 0, spared: fault.skip ?? 0 };
      faults.set(added.id, added);
      return describe(added);
    },
    remove: (id) => void faults.delete(id),
    clear: () => faults.clear(),
    list: () => [...faults.values()].map(describe),
    take: (call) => take(call, false),
    takeOnArrival: (arrival) => take(arrival, true),
  };
}

const ofArrivals: ReadonlySet<Fault["effect"]["kind"]> = new Set(["duplicate", "reorder", "drop"] as const);

function isInShare(fault: Fault & { seen: number }): boolean {
  const before = fault.seen++;
  return Math.floor((before + 1) * (fault.share ?? 1)) > Math.floor(before * (fault.share ?? 1));
}

function matches({ service, operation, account, region, function: name }: Fault["match"], call: FaultyCall): boolean {
  return (
    (name === undefined || name === call.function) &&
    (service === undefined || service === call.service) &&
    (operation === undefined || operation === call.operation) &&
    (account === undefined || account === call.account) &&
    (region === undefined || region === call.region)
  );
}

function describe({ id, match, effect, times, share, skip }: Fault): Fault {
  return { id, match, effect, times, skip, ...(share === undefined ? {} : { share }) };
}
