import type { Deed } from './small-world.ts';

/** Fetch a cup from one table and put it on another: the lane of one robot. */
export const carry = (cup: string, from: number, to: number): readonly Deed[] => [
  { go: `n${2 * from}` },
  { skill: 'pick', args: { item: cup, from: `table_${from}` }, id: `pick-${cup}` },
  { go: `n${2 * to}` },
  { skill: 'place', args: { item: cup, to: `table_${to}` }, id: `place-${cup}` },
];
