// "Did you mean": the nearest of some words, by edit distance, when it is near enough to be a slip of the finger.

/** The word of `words` that `typed` most likely stood for; undefined when none is near. */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  // A third of the letters may differ: `seletor` finds `selector`, `mode` does not find `node` by accident of length.
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const ranked = words
    .map((word) => ({ word, distance: editDistance(wanted, word.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.word;
}

/** "did you mean X?" when there is an X, otherwise the choice there is. */
export function suggestion(typed: string, words: readonly string[]): string | undefined {
  const nearest = nearestWord(typed, words);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  return words.length === 0 ? undefined : `known here: ${words.join(", ")}`;
}

/** Levenshtein distance where swapping two neighbours counts as one step (optimal string alignment). */
function editDistance(a: string, b: string): number {
  // Beyond this length nothing is a slip; it also bounds the work for hostile input.
  if (a.length > 64 || b.length > 64) return a === b ? 0 : Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const steps = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1)];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) steps.push(at(beforeLast, column - 2) + 1);
      current.push(Math.min(...steps));
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
