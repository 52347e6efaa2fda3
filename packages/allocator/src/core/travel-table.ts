import { FAR } from './compiled-problem.ts';
import type { ScheduleProblem } from './problem.ts';

/** Number of travel classes that the problem's travel describes. */
export function travelClassCount(problem: ScheduleProblem): number {
  const travel = problem.travel;
  switch (travel.type) {
    case 'matrix':
      return travel.seconds.length;
    case 'function':
      return travel.classes;
    case 'planar':
      return travel.speeds.length;
    case 'none':
      return 0;
  }
}

/** Seconds for one leg, straight from the input; the table below and the checker must agree with it. */
export function inputTravelSeconds(problem: ScheduleProblem, travelClass: number, from: number, to: number): number {
  const travel = problem.travel;
  switch (travel.type) {
    case 'matrix':
      return travel.seconds[travelClass]?.[from]?.[to] ?? Number.POSITIVE_INFINITY;
    case 'function':
      return travel.seconds(travelClass, from, to);
    case 'planar': {
      const dx = travel.x[from]! - travel.x[to]!;
      const dy = travel.y[from]! - travel.y[to]!;
      const seconds = Math.sqrt(dx * dx + dy * dy) / travel.speeds[travelClass]!;
      return travel.roundUp ? Math.ceil(seconds) : seconds;
    }
    case 'none':
      return 0;
  }
}

/** Travel seconds, and what the search may rely on about them. */
export interface TravelTable {
  readonly table: Float64Array;
  /** The least that a way takes with the tasks on it; the same table where no way leads through tasks. */
  readonly through: Float64Array;
  /** Every leg takes as long as its way back. */
  readonly symmetric: boolean;
  /** Every leg takes whole seconds. */
  readonly whole: boolean;
}

/** Every class's table behind one another, `class * n² + from * n + to`; `Infinity` becomes FAR. */
export function buildTravelTable(problem: ScheduleProblem): TravelTable {
  const size = problem.places.length;
  const classes = travelClassCount(problem);
  const table = new Float64Array(classes * size * size);
  if (problem.travel.type === 'planar') {
    fillPlanar(problem.travel, size, table);
    return { table, through: table, symmetric: true, whole: problem.travel.roundUp === true };
  }
  let index = 0;
  for (let travelClass = 0; travelClass < classes; travelClass++) {
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        const seconds = inputTravelSeconds(problem, travelClass, from, to);
        table[index++] = Number.isFinite(seconds) ? Math.min(seconds, FAR) : FAR;
      }
    }
  }
  const whole = table.every((seconds) => Number.isInteger(seconds));
  const through =
    problem.travel.type === 'matrix' && problem.travel.through
      ? Float64Array.from(problem.travel.through.flat(2), (seconds) =>
          Number.isFinite(seconds) ? Math.min(seconds, FAR) : FAR,
        )
      : table;
  return { table, through, symmetric: isSymmetric(table, classes, size), whole };
}

function fillPlanar(
  travel: Extract<ScheduleProblem['travel'], { type: 'planar' }>,
  size: number,
  table: Float64Array,
): void {
  const x = Float64Array.from(travel.x);
  const y = Float64Array.from(travel.y);
  const roundUp = travel.roundUp === true;
  const distance = new Float64Array(size);
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      const dx = x[from]! - x[to]!;
      const dy = y[from]! - y[to]!;
      distance[to] = Math.sqrt(dx * dx + dy * dy);
    }
    travel.speeds.forEach((speed, travelClass) => {
      const row = (travelClass * size + from) * size;
      if (roundUp) for (let to = 0; to < size; to++) table[row + to] = Math.ceil(distance[to]! / speed);
      else for (let to = 0; to < size; to++) table[row + to] = distance[to]! / speed;
    });
  }
}

function isSymmetric(table: Float64Array, classes: number, size: number): boolean {
  for (let travelClass = 0; travelClass < classes; travelClass++) {
    const base = travelClass * size * size;
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < from; to++)
        if (table[base + from * size + to] !== table[base + to * size + from]) return false;
    }
  }
  return true;
}
