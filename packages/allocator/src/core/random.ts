/** Seeded generator over 32-bit integers: the same stream in every engine. */
export interface Random {
  /** Uniform in 0..2³²−1. */
  next(): number;
  /** Uniform integer in 0..bound−1; bound ≥ 1. */
  below(bound: number): number;
  /** Uniform in [0, 1). */
  unit(): number;
}

/** Source: sfc32, PractRand (Chris Doty-Humphrey), public domain. */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 | 0;
  let b = 0x243f6a88 | 0;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 16; warm++) next();
  return {
    next,
    below: (bound) => Math.floor((next() / 4294967296) * bound),
    unit: () => next() / 4294967296,
  };
}

/**
 * −ln((i + ½) / size) for i = 0..size−1, by basic arithmetic only: `Math.log` may differ between engines in its last bit, and with it
 * an accepted move.
 */
export function exponentialTable(size: number): Float64Array {
  const table = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    let x = (index + 0.5) / size;
    let halvings = 0;
    while (x < 0.7) {
      x *= 2;
      halvings++;
    }
    const ratio = (x - 1) / (x + 1);
    const square = ratio * ratio;
    let term = ratio;
    let sum = 0;
    for (let power = 1; power < 30; power += 2) {
      sum += term / power;
      term *= square;
    }
    table[index] = halvings * Math.LN2 - 2 * sum;
  }
  return table;
}
