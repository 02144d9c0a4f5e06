/** A fault that is switched on: applies to calls that match all it names. */
export interface Fault {
  id: string;
  match: { service?: string; operation?: string; account?: string; region?: string };
  effect:
    | { kind: "latency"; milliseconds: number }
    | { kind: "throttle" }
    | { kind: "serverError"; status?: number }
    | { kind: "deny"; message?: string }
    | { kind: "hang" };
  /** Only the first N matching calls; absent for all. */
  times?: number;
}

export interface Faults {
  add(fault: Omit<Fault, "id">): Fault;
  remove(id: string): void;
  clear(): void;
  list(): Fault[];
}
