import type { BenchRow } from '@muster/domain';

export type { BenchRow } from '@muster/domain';

/** A row of which not everything is known yet. `target` says `reported` when nothing is promised. */
export function benchRow(
  name: string,
  work: string,
  metric: string,
  values: readonly (number | null)[],
  more: Partial<BenchRow> = {},
): BenchRow {
  return {
    name,
    work,
    metric,
    ours: median(values),
    peer: null,
    ratio: null,
    target: 'reported',
    pass: null,
    repeats: values.filter((value) => value !== null),
    ...more,
  };
}

/** The middle value; null as soon as one repeat has none. */
export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length < values.length || known.length === 0) return null;
  const middle = Math.floor(known.length / 2);
  return known.length % 2 === 1 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2;
}

export function ratioOf(ours: number | null, peer: number | null): number | null {
  return ours === null || peer === null || peer === 0 ? null : ours / peer;
}
