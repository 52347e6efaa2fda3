import { expect, test } from 'vitest';
import { MapfFileError, parseMap, parseScenario } from './movingai.ts';

const MAP = 'type octile\nheight 2\nwidth 3\nmap\n.@.\n...\n';

function errorOf(run: () => unknown): MapfFileError {
  try {
    run();
  } catch (error) {
    if (error instanceof MapfFileError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('reads free cells row by row from the top', () => {
  const grid = parseMap(MAP);
  expect([grid.width, grid.height, grid.graph.size]).toEqual([3, 2, 5]);
  expect([...grid.cellOf]).toEqual([0, 2, 3, 4, 5]);
});

test('reads x before y and skips the version line', () => {
  const grid = parseMap(MAP);
  const instance = parseScenario('version 1\n0\tm\t3\t2\t2\t0\t0\t1\t9.9\n', grid, 1);
  expect([instance.starts[0], instance.goals[0]]).toEqual([grid.vertexOf[2], grid.vertexOf[3]]);
});

test.each([
  ['a row that is too short', 'type octile\nheight 2\nwidth 3\nmap\n.@.\n..\n', 6],
  ['an unknown cell', 'type octile\nheight 2\nwidth 3\nmap\n.x.\n...\n', 5],
  ['a missing row', 'type octile\nheight 3\nwidth 3\nmap\n.@.\n...\n', 7],
  ['a row too many', 'type octile\nheight 1\nwidth 3\nmap\n...\n...\n', 6],
  ['a height that is no number', 'type octile\nheight two\nwidth 3\nmap\n...\n', 2],
  ['a header without map', 'type octile\nheight 2\nwidth 3\n', 4],
])('names the line of %s', (_name, text, line) => {
  const error = errorOf(() => parseMap(text, 'bad.map'));
  expect([error.code, error.line]).toEqual(['TRAFFIC_MAP_FORMAT', line]);
  expect(error.message).toContain(`bad.map:${line}:`);
});

test.each([
  ['a blocked start', '0\tm\t3\t2\t1\t0\t0\t1\t1', 2],
  ['a goal outside', '0\tm\t3\t2\t0\t0\t3\t1\t1', 2],
  ['a word for a number', '0\tm\t3\t2\tone\t0\t0\t1\t1', 2],
  ['too few fields', '0\tm\t3\t2', 2],
  ['another map size', '0\tm\t9\t2\t0\t0\t0\t1\t1', 2],
  ['a start given twice', '0\tm\t3\t2\t0\t0\t0\t1\t1\n0\tm\t3\t2\t0\t0\t1\t1\t1', 3],
  ['too few agents', '0\tm\t3\t2\t0\t0\t0\t1\t1', 2],
])('names the line of %s in a scenario', (_name, lines, line) => {
  const error = errorOf(() => parseScenario(`version 1\n${lines}`, parseMap(MAP), 2, 'bad.scen'));
  expect([error.code, error.line]).toEqual(['TRAFFIC_SCENARIO_FORMAT', line]);
});
