import { createGrid, type GridMap } from './graph.ts';
import type { MapfInstance } from './instance.ts';

export type MapfFileErrorCode = 'TRAFFIC_MAP_FORMAT' | 'TRAFFIC_SCENARIO_FORMAT';

/** A benchmark file that cannot be read; `line` counts from 1. */
export class MapfFileError extends Error {
  readonly code: MapfFileErrorCode;
  readonly file: string;
  readonly line: number;
  readonly tip: string;

  constructor(code: MapfFileErrorCode, file: string, line: number, problem: string, tip: string) {
    super(`${file}:${line}: ${problem}. ${tip}`);
    this.name = 'MapfFileError';
    this.code = code;
    this.file = file;
    this.line = line;
    this.tip = tip;
  }
}

const FREE = new Set(['.', 'G', 'S', 'E']);
const BLOCKED = new Set(['@', 'O', 'T', 'W']);

/**
 * Reads a MovingAI `.map`: four header lines (`type`, `height`, `width`, `map`), then `height` rows, row 0 at the top.
 * `.` `G` `S` `E` are free, `@` `O` `T` `W` blocked; moves are 4-connected.
 *
 * @throws MapfFileError `TRAFFIC_MAP_FORMAT` with the line
 */
export function parseMap(text: string, file = 'map'): GridMap {
  const lines = text.split(/\r?\n/);
  const fail = (line: number, problem: string, tip: string): never => {
    throw new MapfFileError('TRAFFIC_MAP_FORMAT', file, line, problem, tip);
  };
  let height = 0;
  let width = 0;
  let first = -1;
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    const [key, value] = line.split(/\s+/);
    if (key === 'map') {
      first = index + 1;
      break;
    }
    if (key === 'height' || key === 'width') {
      const count = Number(value);
      if (!Number.isInteger(count) || count < 1 || count > 100_000) {
        fail(index + 1, `${key} is '${value ?? ''}'`, `Write '${key} N' with a whole number from 1 to 100000`);
      }
      if (key === 'height') height = count;
      else width = count;
    } else if (key !== 'type') {
      fail(
        index + 1,
        `unexpected '${line.slice(0, 40)}' in the header`,
        "The header has 'type', 'height', 'width', 'map'",
      );
    }
  }
  if (first < 0) fail(lines.length, "no line 'map'", "Put 'map' on a line of its own before the rows");
  if (height === 0) fail(first, 'no height before the rows', "Add a line 'height N'");
  if (width === 0) fail(first, 'no width before the rows', "Add a line 'width N'");
  if (width * height > 50_000_000) fail(first, `${width} × ${height} cells`, 'At most 50 million cells');
  const free = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const line = lines[first + row];
    const place = first + row + 1;
    if (line === undefined || (line.length === 0 && first + row === lines.length - 1)) {
      fail(place, `the map ends after ${row} of ${height} rows`, "Correct 'height' or add the rows");
      continue;
    }
    if (line.length !== width) {
      fail(place, `row ${row} has ${line.length} cells instead of ${width}`, "Correct 'width' or the row");
    }
    for (let column = 0; column < width; column += 1) {
      const cell = line[column]!;
      if (FREE.has(cell)) free[row * width + column] = 1;
      else if (!BLOCKED.has(cell)) {
        fail(place, `unknown cell '${cell}' in column ${column + 1}`, 'Free: . G S E; blocked: @ O T W');
      }
    }
  }
  for (let index = first + height; index < lines.length; index += 1) {
    if (lines[index]!.trim() !== '')
      fail(index + 1, `more rows than height ${height}`, "Correct 'height' or remove the row");
  }
  return createGrid(width, height, free);
}

/**
 * Reads the first `agents` lines of a MovingAI `.scen` (tab-separated bucket, map, width, height, start x, start y,
 * goal x, goal y, length; x before y). The line `version …` and blank lines are skipped; the length is not used, for it
 * is the octile one. A width and height of 0 are not compared with the map.
 *
 * @throws MapfFileError `TRAFFIC_SCENARIO_FORMAT` with the line
 */
export function parseScenario(text: string, grid: GridMap, agents: number, file = 'scenario'): MapfInstance {
  const fail = (line: number, problem: string, tip: string): never => {
    throw new MapfFileError('TRAFFIC_SCENARIO_FORMAT', file, line, problem, tip);
  };
  const lines = text.split(/\r?\n/);
  const starts: number[] = [];
  const goals: number[] = [];
  const lineOfStart = new Map<number, number>();
  const lineOfGoal = new Map<number, number>();
  for (const [index, raw] of lines.entries()) {
    if (starts.length >= agents) break;
    const place = index + 1;
    if (raw.trim() === '' || raw.startsWith('version')) continue;
    const fields = raw.includes('\t') ? raw.split('\t') : raw.trim().split(/\s+/);
    if (fields.length < 8) {
      fail(place, `${fields.length} fields instead of 9`, 'bucket, map, width, height, start x y, goal x y, length');
    }
    const numbers = [2, 3, 4, 5, 6, 7].map((field) => {
      const value = Number(fields[field]);
      if (fields[field]!.trim() === '' || !Number.isInteger(value)) {
        fail(place, `field ${field + 1} is '${fields[field]}'`, 'Write a whole number');
      }
      return value;
    });
    const [width, height, startX, startY, goalX, goalY] = numbers as [number, number, number, number, number, number];
    if ((width !== 0 && width !== grid.width) || (height !== 0 && height !== grid.height)) {
      fail(
        place,
        `made for a map of ${width} × ${height}, but the map is ${grid.width} × ${grid.height}`,
        'Use the map that the scenario names',
      );
    }
    const vertexAt = (name: string, x: number, y: number): number => {
      const inside = x >= 0 && y >= 0 && x < grid.width && y < grid.height;
      if (!inside) fail(place, `${name} (${x}, ${y}) lies outside the map`, `x < ${grid.width}, y < ${grid.height}`);
      const vertex = grid.vertexOf[y * grid.width + x]!;
      if (vertex < 0) fail(place, `${name} (${x}, ${y}) is a blocked cell`, 'Choose a free cell');
      return vertex;
    };
    const start = vertexAt('start', startX, startY);
    const goal = vertexAt('goal', goalX, goalY);
    if (lineOfStart.has(start))
      fail(
        place,
        `start (${startX}, ${startY}) is taken by line ${lineOfStart.get(start)}`,
        'Two agents need two cells',
      );
    if (lineOfGoal.has(goal))
      fail(place, `goal (${goalX}, ${goalY}) is taken by line ${lineOfGoal.get(goal)}`, 'Two agents need two cells');
    lineOfStart.set(start, place);
    lineOfGoal.set(goal, place);
    starts.push(start);
    goals.push(goal);
  }
  if (starts.length < agents) {
    fail(
      lines.length,
      `only ${starts.length} agents, ${agents} asked for`,
      'Ask for fewer agents or use another scenario',
    );
  }
  return { graph: grid.graph, starts: Int32Array.from(starts), goals: Int32Array.from(goals) };
}
