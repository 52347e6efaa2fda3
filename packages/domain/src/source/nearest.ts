/** Edit distance with insertion, deletion, substitution and swap of neighbours (optimal string alignment), capped at `limit + 1`. */
export const editDistance = (a: string, b: string, limit = 64): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        best = Math.min(best, beforeLast[column - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return Math.min(last[b.length]!, limit + 1);
};

const sharedStart = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
};

/**
 * Names that somebody may have meant, best first: close in spelling, one containing the other, or beginning alike.
 *
 * @returns at most `count`; empty when nothing is near
 */
export const nearest = (wanted: string, known: Iterable<string>, count = 3): string[] => {
  const target = wanted.toLowerCase().slice(0, 80);
  const limit = Math.max(2, Math.floor(target.length / 3));
  const scored: { name: string; score: number }[] = [];
  for (const name of known) {
    const candidate = name.toLowerCase();
    const contained = target.length > 2 && (candidate.includes(target) || target.includes(candidate));
    const distance = editDistance(target, candidate, limit);
    if (distance <= limit || contained)
      scored.push({ name, score: contained ? Math.min(distance, limit) - 0.5 : distance });
    else if (sharedStart(target, candidate) >= Math.max(3, Math.min(target.length, candidate.length) / 2))
      scored.push({ name, score: limit + 1 });
  }
  scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  return scored.slice(0, count).map((entry) => entry.name);
};
