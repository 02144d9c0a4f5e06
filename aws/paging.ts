/**
 * All items of a paged operation, in the order of its pages. An empty page with a token is followed: AWS may return one.
 *
 * @throws what a page throws, and if the service hands out the same token twice in a row, which would never end.
 */
export async function readPages<Page, Item>(
  readPage: (token: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
  tokenOf: (page: Page) => string | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await readPage(token);
    items.push(...(itemsOf(page) ?? []));
    const next = tokenOf(page) || undefined;
    if (next !== undefined && next === token) throw new Error("the service returned the same page token twice");
    token = next;
  } while (token !== undefined);
  return items;
}
