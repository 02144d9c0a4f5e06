/**
 * What the writer of a misspelt word most likely meant: the candidate within a third of its length in edits, or one that differs only in
 * case or that ends with `/` and the text (an inner part of a path).
 */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const plain = normalized(text);
  const same = candidates.find((candidate) => normalized(candidate) === plain);
  if (same !== undefined) return same;
  const ending = candidates.filter(
    (candidate) => normalized(candidate).endsWith(`/${plain}`) || plain.endsWith(`/${normalized(candidate)}`),
  );
  if (ending.length === 1) return ending[0];

  const allowed = Math.max(1, Math.floor(plain.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: editDistance(plain, normalized(candidate)) }))
    .filter(({ edits }) => edits <= allowed)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1));
  return ranked[0]?.candidate;
}

function normalized(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s*\/\s*/g, "/")
    .replace(/^\/+|\/+$/g, "")
    .trim();
}

/** Levenshtein's, with one row in memory. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
