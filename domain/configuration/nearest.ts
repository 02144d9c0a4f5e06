/**
 * What the writer of a misspelt word most likely meant: the candidate within a third of its length in edits, or one that differs only in
 * case or that ends with `/` and the text (an inner part of a path).
 */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  // Nobody means a short word by a text that long, and comparing it would take long.
  if (text.length > longest) return undefined;
  const plain = normalized(text);
  const same = candidates.find((candidate) => normalized(candidate) === plain);
  if (same !== undefined) return same;
  const ending = candidates.filter(
    (candidate) => normalized(candidate).endsWith(`/${plain}`) || plain.endsWith(`/${normalized(candidate)}`),
  );
  if (ending.length === 1) return ending[0];

  const allowed = Math.max(1, Math.floor(plain.length / 3));
  const ranked = candidates
    .filter((candidate) => Math.abs(candidate.length - text.length) <= allowed + 4)
    .map((candidate) => ({ candidate, edits: editDistance(plain, normalized(candidate)) }))
    .filter(({ edits }) => edits <= allowed)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1));
  return ranked[0]?.candidate;
}

const longest = 300;

function normalized(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s*\/\s*/g, "/")
    .replace(/^\/+|\/+$/g, "")
    .trim();
}

/** The candidate with the fewest edits among those that begin with the same word, or among all. For a person who knows the word and not the rest. */
export function similar(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > longest) return undefined;
  const first = (one: string) => /^[a-z]+/.exec(one)?.[0] ?? one;
  const word = first(text);
  const ofWord = candidates.filter((candidate) => first(candidate) === word || first(candidate).startsWith(word));
  return (ofWord.length > 0 ? ofWord : candidates)
    .map((candidate) => ({ candidate, edits: editDistance(normalized(text), normalized(candidate)) }))
    .sort((a, b) => a.edits - b.edits)[0]?.candidate;
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
