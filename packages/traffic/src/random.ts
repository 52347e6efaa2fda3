/** A stream of pseudo-random numbers; the same seed gives the same stream on every engine. */
export interface RandomSource {
  /** in [0, 1) */
  next(): number;
  /** integer in [0, bound); `bound` ≥ 1 */
  below(bound: number): number;
}

/** Source: mulberry32, integer arithmetic only. */
export function createRandom(seed: number): RandomSource {
  let state = (seed ^ 0x9e3779b9) | 0;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    next: () => draw() / 4294967296,
    below: (bound) => Math.floor((draw() / 4294967296) * bound),
  };
}

/** Fisher–Yates, in place. */
export function shuffle(values: Int32Array, length: number, random: RandomSource): void {
  for (let index = length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    const kept = values[index]!;
    values[index] = values[other]!;
    values[other] = kept;
  }
}
