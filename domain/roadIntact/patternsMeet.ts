/** An event pattern as EventBridge takes it, or a set of events that is said like one. */
export type EventPattern = Readonly<Record<string, unknown>>;

/**
 * Whether some event may match both patterns. Where it cannot be said, it may: what this calls apart is apart.
 *
 * A field of an event may be a list, of which each pattern may like another item. So only fields that are one text in every event can tell two
 * patterns apart: those of the envelope, and the two by which CloudTrail says which call it was.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function patternsMeet(one: EventPattern, other: EventPattern): boolean {
  return alternatives(one).some((left) => alternatives(other).some((right) => fieldsMeet(fieldsOf(left), fieldsOf(right))));
}

/** A pattern with `$or`, at its top or in `detail`, is several; deeper ones are looked past, which calls nothing apart. */
function alternatives({ $or, ...others }: EventPattern): EventPattern[] {
  if (isAlternatives($or)) return $or.flatMap((each) => alternatives({ ...others, ...each }));
  const { detail } = others;
  if (!isObject(detail)) return [others];
  const { $or: inDetail, ...rest } = detail;
  return isAlternatives(inDetail) ? inDetail.flatMap((each) => alternatives({ ...others, detail: { ...rest, ...each } })) : [others];
}

function isAlternatives(value: unknown): value is EventPattern[] {
  return Array.isArray(value) && value.every(isObject) && value.length > 0;
}

function fieldsMeet(left: Map<string, readonly unknown[]>, right: Map<string, readonly unknown[]>): boolean {
  return [...left].every(([path, matchers]) => {
    const others = right.get(path);
    return others === undefined || matchers.some((matcher) => others.some((its) => matchersMeet(matcher, its)));
  });
}

const single: readonly string[] = [
  ...["version", "id", "detail-type", "source", "account", "time", "region"],
  ...["detail.eventSource", "detail.eventName"],
];

/** What a pattern likes in those fields. */
function fieldsOf(pattern: EventPattern): Map<string, readonly unknown[]> {
  const found = single.flatMap((path): [string, readonly unknown[]][] => {
    const value = path.split(".").reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), pattern);
    return Array.isArray(value) ? [[path, value]] : [];
  });
  return new Map(found);
}

/** Whether a text, or its absence, may be what both items of two patterns' lists like. */
function matchersMeet(one: unknown, other: unknown): boolean {
  if (typeof one === "string") return mayLike(other, one);
  if (typeof other === "string") return mayLike(one, other);
  const [left, right] = [operatorOf(one), operatorOf(other)];
  if (left === undefined || right === undefined) return true;
  const [a, b] = [left.value, right.value];
  if (left.name === "exists" || right.name === "exists") return isAbsent(left) === isAbsent(right);
  if (left.name !== right.name || typeof a !== "string" || typeof b !== "string") return true;
  if (left.name === "prefix") return a.startsWith(b) || b.startsWith(a);
  if (left.name === "suffix") return a.endsWith(b) || b.endsWith(a);
  return left.name !== "equals-ignore-case" || a.toLowerCase() === b.toLowerCase();
}

/** Whether an item of a pattern's list likes a text; an item that this does not know may. */
function mayLike(matcher: unknown, text: string): boolean {
  const likes = likesOf(matcher);
  if (likes !== undefined) return likes.some((one) => one.test(text));
  const { name, value } = operatorOf(matcher) ?? {};
  // Numbers, true, false and null are no texts.
  if (name === undefined) return isObject(matcher);
  if (name === "exists") return value !== false;
  if (name !== "anything-but") return name !== "numeric";
  const refused = (Array.isArray(value) ? value : [value]).map(likesOf);
  return !refused.some((each) => each?.some((one) => one.test(text)));
}

/** What the texts are that an item likes; undefined for what does not say it so. */
function likesOf(matcher: unknown): RegExp[] | undefined {
  if (typeof matcher === "string") return [new RegExp(`^${literal(matcher)}$`)];
  const { name = "", value } = operatorOf(matcher) ?? {};
  const ends = { prefix: ["^", ""], suffix: ["", "$"], "equals-ignore-case": ["^", "$"], wildcard: ["^", "$"] }[name];
  if (ends === undefined) return undefined;
  const folded = isObject(value) ? value["equals-ignore-case"] : undefined;
  const texts: unknown[] = Array.isArray(value) ? value : [folded ?? value];
  const flags = folded !== undefined || name === "equals-ignore-case" ? "is" : "s";
  return texts.every((one) => typeof one === "string")
    ? texts.map((one) => new RegExp(`${ends[0]}${name === "wildcard" ? wildcard(one) : literal(one)}${ends[1]}`, flags))
    : undefined;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** `*` for any run of characters, unless a backslash is before it. */
function wildcard(text: string): string {
  return (text.match(/\\[\\*]|\*+|[^*]/gs) ?? [])
    .map((part) => (part.startsWith("*") ? ".*" : literal(part.replace(/^\\([\\*])$/, "$1"))))
    .join("");
}

/** `{ "prefix": "aws." }`; undefined for what is none, or several. */
function operatorOf(matcher: unknown): { name: string; value: unknown } | undefined {
  if (!isObject(matcher)) return undefined;
  const [entry, ...others] = Object.entries(matcher);
  return entry === undefined || others.length > 0 ? undefined : { name: entry[0], value: entry[1] };
}

function isAbsent({ name, value }: { name: string; value: unknown }): boolean {
  return name === "exists" && value === false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
