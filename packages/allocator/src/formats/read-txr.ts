import type { ScheduleProblem } from '../core/problem.ts';
import { FormatError } from './format-error.ts';
import { locateJsonFault } from './locate-json-fault.ts';

type Json = Readonly<Record<'T' | 'R' | 'dur' | 'k' | 'cap' | 'prec' | 'start' | 'travel', unknown>>;

function integer(value: unknown, place: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `in ${least}..${most}`;
    throw new FormatError(
      place,
      `is ${JSON.stringify(value) ?? 'missing'}; expected an integer ${range}`,
      'Correct the number.',
    );
  }
  return value;
}

function time(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new FormatError(
      place,
      `is ${JSON.stringify(value) ?? 'missing'}; expected a number ≥ 0`,
      'Give seconds, zero or more.',
    );
  }
  return value;
}

function list<T>(
  value: unknown,
  place: string,
  length: number | null,
  item: (value: unknown, place: string) => T,
): T[] {
  if (!Array.isArray(value)) throw new FormatError(place, 'is missing or not a list', 'Give a list.');
  if (length !== null && value.length !== length) {
    throw new FormatError(
      place,
      `has ${value.length} entries; expected ${length}`,
      'One entry per task or robot, as T and R say.',
    );
  }
  return value.map((entry: unknown, index) => item(entry, `${place}[${index}]`));
}

/**
 * Reads a TxR instance: `T, R, dur[t], k[t], cap[r][t], prec [[a, b]…], start[r][t], travel[r][a][b]`.
 *
 * @throws FormatError naming the JSON path, or the line and column where the text stops being JSON
 */
export function readTxr(text: string): ScheduleProblem {
  const data = parseObject(text);
  const taskCount = integer(data.T, 'T', 1, 100_000);
  const robotCount = integer(data.R, 'R', 1, 10_000);
  const durations = list(data.dur, 'dur', taskCount, time);
  const needs = list(data.k, 'k', taskCount, (value, place) => integer(value, place, 1, robotCount));
  const flag = (value: unknown, place: string): number => integer(value, place, 0, 1);
  const capable = list(data.cap, 'cap', robotCount, (row, place) => list(row, place, taskCount, flag));
  const order = list(data.prec, 'prec', null, (pair, place) => {
    const ends = list(pair, place, 2, (value, inner) => integer(value, inner, 0, taskCount - 1));
    return { before: `t${ends[0]!}`, after: `t${ends[1]!}` };
  });
  const start = list(data.start, 'start', robotCount, (row, place) => list(row, place, taskCount, time));
  const travel = list(data.travel, 'travel', robotCount, (matrix, place) =>
    list(matrix, place, taskCount, (row, inner) => list(row, inner, taskCount, time)),
  );
  const robotIds = Array.from({ length: robotCount }, (_, robot) => `r${robot}`);
  return {
    robots: robotIds.map((id, robot) => ({ id, place: 'depot', travelClass: robot })),
    tasks: durations.map((duration, task) => ({
      id: `t${task}`,
      place: `t${task}`,
      slots: [{ count: needs[task]!, duration, robots: robotIds.filter((_, robot) => capable[robot]![task] === 1) }],
    })),
    places: [...durations.map((_, task) => `t${task}`), 'depot'],
    precedence: order,
    travel: {
      type: 'matrix',
      seconds: travel.map((matrix, robot) => [
        ...matrix.map((row) => [...row, Number.POSITIVE_INFINITY]),
        [...start[robot]!, 0],
      ]),
    },
  };
}

function parseObject(text: string): Json {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new FormatError(jsonPlace(text), 'is not JSON', 'Check quotes, commas and brackets there.');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new FormatError(
      '$',
      'is not an object',
      'A TxR instance is one object with T, R, dur, k, cap, prec, start, travel.',
    );
  }
  return data as Json;
}

function jsonPlace(text: string): string {
  const offset = locateJsonFault(text);
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${before[before.length - 1]!.length + 1}`;
}
