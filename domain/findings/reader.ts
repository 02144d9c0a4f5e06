import { isAccountId, isRegionCode, type AccountId, type Region } from "../identifiers";
import { MessageRejected, type AnalyzerPlace } from "./messageRejected";

/** Reads what came from outside, member by member: what is missing or of another kind is refused, with its name. */
export class Reader {
  readonly #value: Record<string, unknown>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw refused(path, "a mapping", value);
    this.#value = value as Record<string, unknown>; // that it is one was just made sure
    this.#path = path;
  }

  has(key: string): boolean {
    return this.#value[key] !== undefined && this.#value[key] !== null;
  }

  in(key: string): Reader {
    return new Reader(this.#value[key], this.#at(key));
  }

  list(key: string): unknown[] {
    const value = this.#value[key];
    if (!Array.isArray(value)) throw refused(this.#at(key), "a list", value);
    return value;
  }

  text(key: string): string {
    const value = this.#value[key];
    if (typeof value !== "string" || value === "") throw refused(this.#at(key), "text", value);
    return value;
  }

  optionalText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  texts(key: string): string[] {
    return this.list(key).map((value, index) => {
      if (typeof value !== "string") throw refused(`${this.#at(key)}[${index}]`, "text", value);
      return value;
    });
  }

  /** Absent is empty: AWS leaves empty ones out. */
  textMap(key: string): Record<string, string> {
    if (!this.has(key)) return {};
    const map = this.in(key);
    return Object.fromEntries(Object.keys(map.#value).map((member) => [member, map.string(member)]));
  }

  flag(key: string): boolean {
    const value = this.#value[key];
    if (typeof value !== "boolean") throw refused(this.#at(key), "true or false", value);
    return value;
  }

  optionalFlag(key: string): boolean | undefined {
    return this.has(key) ? this.flag(key) : undefined;
  }

  optionalCount(key: string): number | undefined {
    const value = this.#value[key];
    if (!this.has(key)) return undefined;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw refused(this.#at(key), "a number", value);
    return value;
  }

  /** A Date, as the SDK has it, or ISO 8601. */
  time(key: string): string {
    const value = this.#value[key];
    const date = value instanceof Date ? value : new Date(typeof value === "string" && isoTime.test(value) ? value : NaN);
    if (Number.isNaN(date.getTime())) throw refused(this.#at(key), "a time in UTC", value);
    return date.toISOString();
  }

  account(key: string): AccountId {
    const value = this.text(key);
    if (!isAccountId(value)) throw refused(this.#at(key), "an account id", value);
    return value;
  }

  region(key: string): Region {
    const value = this.text(key);
    if (!isRegionCode(value)) throw refused(this.#at(key), "a Region's code", value);
    return value;
  }

  oneOf<Value extends string>(key: string, allowed: readonly Value[]): Value {
    const value = this.text(key);
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw refused(this.#at(key), `one of ${allowed.join(", ")}`, value);
    return found;
  }

  /** ARN of an analyzer. */
  analyzer(key: string): string {
    const value = this.text(key);
    analyzerPlace(value, this.#at(key));
    return value;
  }

  /** Empty text is one too. */
  private string(key: string): string {
    const value = this.#value[key];
    if (typeof value !== "string") throw refused(this.#at(key), "text", value);
    return value;
  }

  #at(key: string): string {
    return `${this.#path}.${key}`;
  }
}

/** @throws MessageRejected if it is not an analyzer's ARN. */
export function analyzerPlace(arn: string, path = "the analyzer"): AnalyzerPlace {
  const [, region = "", account = "", name = ""] = /^arn:[^:]+:access-analyzer:([^:]+):([^:]+):analyzer\/([^/:]+)$/.exec(arn) ?? [];
  if (!isRegionCode(region) || !isAccountId(account)) throw refused(path, "an analyzer's ARN", arn);
  return { account, region, name };
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

function refused(path: string, expected: string, found: unknown): MessageRejected {
  const shown = found === undefined ? "nothing" : (JSON.stringify(found) ?? typeof found);
  return new MessageRejected("form", `${path}: found ${shown.length > 120 ? `${shown.slice(0, 120)}...` : shown}, expected ${expected}`);
}

/** A member that was not there is left out. */
export function withoutUndefined<Value>(record: Record<string, Value | undefined>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
