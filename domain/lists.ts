/** Where an item of a list says again what an earlier one (`first`) said. An item without a key is passed over. */
export function repeated<T>(items: readonly T[], keyOf: (item: T) => string | undefined): { index: number; first: number }[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    const first = seen.get(key);
    if (first !== undefined) return [{ index, first }];
    seen.set(key, index);
    return [];
  });
}

/** The order of code units: the same everywhere, never by locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
