import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../service";

export type Item = Record<string, AttributeValue>;

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** `S`, `N`, `M` and so on. */
export function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? "";
}

/** @throws AwsError for what DynamoDB keeps in no item. */
export function assertValue(value: AttributeValue): void {
  const [type, ...more] = Object.keys(value);
  if (type === undefined || more.length > 0 || type === "$unknown")
    throw invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  const numbers = value.N === undefined ? (value.NS ?? []) : [value.N];
  const wrong = numbers.find((text) => !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()));
  if (wrong !== undefined) throw invalid(`The parameter cannot be converted to a numeric value: ${wrong}`);
  const set = value.SS ?? value.NS ?? value.BS;
  if (set?.length === 0) throw invalid("One or more parameter values were invalid: An string set  may not be empty");
  if (set && new Set(set.map(String)).size < set.length)
    throw invalid("One or more parameter values were invalid: Input collection contains duplicates.");
  for (const inner of [...(value.L ?? []), ...Object.values(value.M ?? {})]) assertValue(inner);
}

export function equal(a: AttributeValue, b: AttributeValue): boolean {
  return canonical(a) === canonical(b);
}

/** The same text for equal values: numbers by their value, sets in any order. */
export function canonical(value: AttributeValue): string {
  if (value.N !== undefined) return `N${Number(value.N)}`;
  if (value.B !== undefined) return `B${Buffer.from(value.B).toString("hex")}`;
  if (value.SS) return `SS${JSON.stringify([...value.SS].sort())}`;
  if (value.NS) return `NS${JSON.stringify(value.NS.map(Number).sort())}`;
  if (value.BS)
    return `BS${value.BS.map((each) => Buffer.from(each).toString("hex"))
      .sort()
      .join()}`;
  if (value.L) return `L[${value.L.map(canonical).join()}]`;
  if (value.M) {
    const members = Object.entries(value.M).sort(([one], [other]) => (one < other ? -1 : 1));
    return `M{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join()}}`;
  }
  return `${typeOf(value)}${JSON.stringify(value.S ?? value.BOOL ?? null)}`;
}

/** Negative, zero or positive; undefined for what has no order between them. Texts are ordered by their bytes. */
export function order(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.N !== undefined && b.N !== undefined) return Number(a.N) - Number(b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(Buffer.from(a.B), Buffer.from(b.B));
  return undefined;
}

/** Bytes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: AttributeValue): number {
  const sum = (sizes: number[]) => sizes.reduce((a, b) => a + b, 0);
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.SS) return sum(value.SS.map((each) => Buffer.byteLength(each)));
  if (value.NS) return sum(value.NS.map(numberSize));
  if (value.BS) return sum(value.BS.map(({ length }) => length));
  if (value.L) return 3 + sum(value.L.map((each) => 1 + valueSize(each)));
  if (value.M) return 3 + Object.keys(value.M).length + sizeOf(value.M);
  return 1;
}

function numberSize(text: string): number {
  return Math.ceil(text.replace(/\D/g, "").length / 2) + 1;
}
