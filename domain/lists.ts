/** Where an item of a list says again what an earlier one (`first`) said. */
export function repeated<T>(items: readonly T[], keyOf: (item: T) => string): { index: number; first: number }[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    const first = seen.get(key);
    if (first !== undefined) return [{ index, first }];
    seen.set(key, index);
    return [];
  });
}
