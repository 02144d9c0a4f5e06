import { isMap, isNode, isScalar, isSeq, visit, type Document, type Node, type Pair, type YAMLMap } from "yaml";

/** Where things stand in a document. Looked up by key, so that many mistakes in a large mapping cost no more than their number. */
export class DocumentIndex {
  readonly #document: Document;
  readonly #pairs = new WeakMap<YAMLMap, Map<string, Pair>>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** The node at the path, or the last one on the way where the path leaves the document. */
  deepest(path: readonly PropertyKey[]): { node: Node | undefined; depth: number } {
    let node: Node | undefined = this.#document.contents ?? undefined;
    for (const [depth, part] of path.entries()) {
      const next = this.#child(node, part);
      if (next === undefined) return { node, depth };
      node = next;
    }
    return { node, depth: path.length };
  }

  /** The key at the end of the path. */
  key(path: readonly PropertyKey[]): Node | undefined {
    const { node, depth } = this.deepest(path.slice(0, -1));
    if (depth < path.length - 1 || !isMap(node)) return undefined;
    const key = this.#pairsOf(node).get(String(path.at(-1)))?.key;
    return isNode(key) ? key : undefined;
  }

  /** Keys that stand in their mapping a second time. */
  repeatedKeys(): Node[] {
    const again: Node[] = [];
    visit(this.#document, {
      Map: (_, map) => {
        const seen = new Set<string>();
        for (const { key } of map.items) {
          if (!isScalar(key)) continue;
          if (seen.has(String(key.value))) again.push(key);
          seen.add(String(key.value));
        }
      },
    });
    return again;
  }

  #child(node: Node | undefined, part: PropertyKey): Node | undefined {
    const child = isMap(node) ? this.#pairsOf(node).get(String(part))?.value : isSeq(node) ? node.items[Number(part)] : undefined;
    return isNode(child) ? child : undefined;
  }

  #pairsOf(map: YAMLMap): Map<string, Pair> {
    const known = this.#pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])));
    this.#pairs.set(map, pairs);
    return pairs;
  }
}
