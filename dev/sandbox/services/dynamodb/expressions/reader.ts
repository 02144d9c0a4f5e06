import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { assertValue, invalid } from "../values";

/** Names and list positions, from the item down. */
export type Path = [string, ...(string | number)[]];

export interface Given {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** What stands for names and values in a request's expressions. */
export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #unused: Set<string>;

  constructor({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Given) {
    this.#names = new Map(Object.entries(ExpressionAttributeNames));
    this.#values = new Map(Object.entries(ExpressionAttributeValues));
    this.#unused = new Set([...this.#names.keys(), ...this.#values.keys()]);
    Object.values(ExpressionAttributeValues).forEach(assertValue);
  }

  name(token: string, kind: string): string {
    if (!token.startsWith("#"))
      throw invalid(
        `Invalid ${kind}: the sandbox takes names of attributes as placeholders (#name) only, since ${token} may be one of DynamoDB's reserved words`,
      );
    return this.#use(this.#names, token, `Invalid ${kind}: An expression attribute name used in the document path is not defined`, "name");
  }

  value(token: string, kind: string): AttributeValue {
    return this.#use(this.#values, token, `Invalid ${kind}: An expression attribute value used in expression is not defined`, "value");
  }

  /** @throws AwsError for those that no expression has used. */
  assertAllUsed(): void {
    for (const [mark, what] of Object.entries({ "#": "Names", ":": "Values" })) {
      const unused = [...this.#unused].filter((token) => token.startsWith(mark));
      if (unused.length > 0)
        throw invalid(`Value provided in ExpressionAttribute${what} unused in expressions: keys: {${unused.sort().join(", ")}}`);
    }
  }

  #use<T>(from: ReadonlyMap<string, T>, token: string, message: string, what: string): T {
    const found = from.get(token);
    if (found === undefined) throw invalid(`${message}; attribute ${what}: ${token}`);
    this.#unused.delete(token);
    return found;
  }
}

/** Goes through the tokens of one expression. */
export class Reader {
  readonly #tokens: string[];
  #at = 0;

  /** @param kind `ConditionExpression` and the like, for errors. */
  constructor(
    readonly kind: string,
    text: string,
    readonly placeholders: Placeholders,
  ) {
    if (text.trim() === "") throw invalid(`Invalid ${kind}: The expression can not be empty;`);
    this.#tokens = text.match(/<=|>=|<>|[#:]?\w+|\S/g) ?? [];
  }

  /** The next token, in capital letters; empty at the end. */
  get next(): string {
    return (this.#tokens[this.#at] ?? "").toUpperCase();
  }

  /** Goes on if the next token is one of these. @returns it, in capital letters */
  accept(...tokens: string[]): string | undefined {
    const found = tokens.find((token) => token === this.next);
    if (found !== undefined) this.#at += 1;
    return found;
  }

  expect(token: string): void {
    if (this.accept(token) === undefined) throw this.wrong();
  }

  take(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.wrong();
    this.#at += 1;
    return token;
  }

  path(): Path {
    const path: Path = [this.placeholders.name(this.take(), this.kind)];
    for (let step = this.accept(".", "["); step !== undefined; step = this.accept(".", "[")) {
      if (step === ".") path.push(this.placeholders.name(this.take(), this.kind));
      else {
        const position = this.take();
        if (!/^\d+$/.test(position)) throw this.wrong();
        path.push(Number(position));
        this.expect("]");
      }
    }
    return path;
  }

  value(): AttributeValue {
    return this.placeholders.value(this.take(), this.kind);
  }

  /** One or more, with commas between them. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.accept(",") !== undefined) items.push(read());
    return items;
  }

  assertEnd(): void {
    if (this.next !== "") throw this.wrong();
  }

  wrong(): Error {
    const near = this.#tokens.slice(Math.max(0, this.#at - 1), this.#at + 2).join(" ");
    return invalid(`Invalid ${this.kind}: Syntax error; token: "${this.#tokens[this.#at] ?? "<EOF>"}", near: "${near}"`);
  }
}
