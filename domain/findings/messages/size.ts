/** SNS and SQS take 256 KB with attributes; the rest is room for these. */
export const mostBytes = 248 * 1024;

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cut at its end, with a line that says so. */
export function withinBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  const note = "\n(The rest is left out: a message holds no more.)";
  const room = most - bytesOf(note);
  const cut = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, room)).replace(/\ufffd+$/, "");
  return `${cut}${note}`;
}

/**
 * Lists and texts inside cut until the JSON fits. What was cut is told in `truncated`, by path.
 *
 * @throws Error if it does not fit even so: then it is not what it is meant for.
 */
export function fittingJson(message: Record<string, unknown>, most: number): string {
  for (const limits of [
    { items: Infinity, characters: Infinity },
    { items: 1000, characters: 4096 },
    { items: 100, characters: 2048 },
    { items: 10, characters: 2048 },
  ]) {
    const truncated: string[] = [];
    const short = shortened(message, limits, "", truncated) as Record<string, unknown>; // a mapping stays one
    const json = JSON.stringify(truncated.length === 0 ? short : { ...short, truncated });
    if (bytesOf(json) <= most) return json;
  }
  throw new Error(`a message does not fit into ${most} bytes`);
}

function shortened(value: unknown, limits: { items: number; characters: number }, path: string, truncated: string[]): unknown {
  const cut = (what: string, all: number, kept: number) => truncated.push(`${path}: ${kept} of ${all} ${what}`);
  if (typeof value === "string") {
    if (value.length <= limits.characters) return value;
    cut("characters", value.length, limits.characters);
    return value.slice(0, limits.characters);
  }
  if (Array.isArray(value)) {
    if (value.length > limits.items) cut("items", value.length, limits.items);
    return value.slice(0, limits.items).map((item, index) => shortened(item, limits, `${path}[${index}]`, truncated));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  // The message's own members are few and stay; only mappings inside can be long.
  const most = path === "" ? Infinity : Math.max(limits.items, 20);
  if (entries.length > most) cut("members", entries.length, most);
  return Object.fromEntries(
    entries.slice(0, most).map(([key, member]) => [key, shortened(member, limits, path === "" ? key : `${path}.${key}`, truncated)]),
  );
}
