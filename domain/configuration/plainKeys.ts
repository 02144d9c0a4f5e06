/**
 * zod drops a key called `__proto__` without a word. While it looks at a value, such a key has another name: one that begins with a NUL,
 * which is taken away again afterwards.
 */
export function withHiddenProto(value: unknown): unknown {
  return renamed(value, hidden);
}

/** Takes back {@link withHiddenProto}. */
export function withProto<T>(value: T): T {
  return renamed(value, plainKey) as T; // the same, but for names that no schema speaks of
}

/** A key as the file has it. */
export function plainKey(key: string): string {
  return /^\0+__proto__$/.test(key) ? key.slice(1) : key;
}

function hidden(key: string): string {
  return /^\0*__proto__$/.test(key) ? `\0${key}` : key;
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [rename(key), renamed(member, rename)]));
}
