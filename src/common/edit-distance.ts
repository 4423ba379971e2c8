// How far two words are from each other: to ask whether another one was meant.

/** Letters to insert, leave out or replace (Levenshtein 1966); infinite where the lengths differ by more than two. */
export function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 1; j < row.length; j++) {
      const [replaced = 0, above = 0, left = 0] = [row[j - 1], row[j], next[j - 1]];
      next.push(Math.min(replaced + (to[j - 1] === letter ? 0 : 1), above + 1, left + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Of `names` the one that is at most two letters from `word`, capitals aside; null where there is none. */
export function nearestName(word: string, names: readonly string[]): string | null {
  const near = names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name ?? null;
}
