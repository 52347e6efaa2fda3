import type { BenchRow } from '@muster/domain';

/** What a bench of our own finds out; whatever it leaves out has no peer and no repeats. */
export type OwnRow = Pick<BenchRow, 'name' | 'work' | 'metric' | 'ours' | 'target' | 'pass'> & {
  readonly repeats?: readonly number[];
};

/** A row without a peer to stand beside. */
export const ownRow = ({ repeats = [], ...row }: OwnRow): BenchRow => ({
  ...row,
  peer: null,
  ratio: null,
  repeats: repeats.map((value) => Math.round(value * 100) / 100),
});
