import { describe, expect, it } from 'vitest';
import { solveSchedule } from '../core/solve.ts';
import { FormatError } from './format-error.ts';
import { readInstance } from './read-instance.ts';

const txr = {
  T: 2,
  R: 1,
  dur: [4, 6],
  k: [1, 1],
  cap: [[1, 1]],
  prec: [[1, 0]],
  start: [[3, 2]],
  travel: [
    [
      [0, 5],
      [7, 0],
    ],
  ],
};

function placeOf(text: string): string {
  try {
    readInstance(text);
  } catch (error) {
    if (error instanceof FormatError) return error.place;
    throw error;
  }
  return 'no error';
}

describe('TxR instances', () => {
  it('are read with their own travel both ways and their order', () => {
    const answer = solveSchedule(readInstance(JSON.stringify(txr)), { iterations: 10 });
    expect(answer).toMatchObject({ status: 'scheduled', makespan: 2 + 6 + 7 + 4 });
  });

  it.each<[string, string, object]>([
    ['a missing field', 'dur', { dur: undefined }],
    ['a row that is too short', 'cap[0]', { cap: [[1]] }],
    ['a flag that is not 0 or 1', 'cap[0][1]', { cap: [[1, 2]] }],
    [
      'a negative time',
      'travel[0][1][0]',
      {
        travel: [
          [
            [0, 5],
            [-7, 0],
          ],
        ],
      },
    ],
    ['an order with a task that does not exist', 'prec[0][1]', { prec: [[0, 2]] }],
    ['more robots needed than there are', 'k[0]', { k: [2, 1] }],
  ])('name the place of %s', (_what, place, change) => {
    expect(placeOf(JSON.stringify({ ...txr, ...change }))).toBe(place);
  });

  it('name line and column where the text stops being JSON', () => {
    expect(placeOf('{"T": 1,\n "R": x}')).toBe('line 2, column 7');
  });
});

describe('FJSP instances', () => {
  it('are read over irregular spaces, machines from 1', () => {
    const answer = solveSchedule(readInstance('2 2 1.5\n 1  2 1 5 2 3 \n2 1 2 4   1 1 2\n\n'), { iterations: 50 });
    expect(answer).toMatchObject({ status: 'scheduled', makespan: 7 });
  });

  it.each<[string, string, string]>([
    ['a machine that does not exist', '1 2\n1 1 3 5', 'line 2, number 3'],
    ['a word', '1 2\n1 1 two 5', 'line 2, number 3'],
    ['a line that ends early', '1 2\n2 1 1 5', 'line 2, number 5'],
    ['numbers left over', '1 2\n1 1 1 5 9', 'line 2'],
    ['a missing job', '2 2\n1 1 1 5', 'line 2'],
    ['a job too many', '1 2\n1 1 1 5\n1 1 1 5', 'line 3'],
    ['an empty file', '  \n', 'line 1'],
  ])('name the line of %s', (_what, text, place) => {
    expect(placeOf(text)).toBe(place);
  });
});
