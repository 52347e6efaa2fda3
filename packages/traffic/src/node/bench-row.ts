/** One line of `muster bench`: what was measured, beside a peer. */
export interface BenchRow {
  readonly name: string;
  readonly work: string;
  readonly metric: string;
  /** median of the repeats; null when there is no answer */
  readonly ours: number | null;
  readonly peer: {
    readonly name: string;
    readonly version: string;
    readonly value: number | null;
    readonly how: 'measured' | 'reference';
  } | null;
  /** ours / peer */
  readonly ratio: number | null;
  readonly target: string | null;
  readonly pass: boolean | null;
  readonly repeats: readonly (number | null)[];
}

export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length < values.length || known.length === 0) return null;
  const middle = Math.floor(known.length / 2);
  return known.length % 2 === 1 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2;
}

export function ratioOf(ours: number | null, peer: number | null): number | null {
  return ours === null || peer === null || peer === 0 ? null : ours / peer;
}
