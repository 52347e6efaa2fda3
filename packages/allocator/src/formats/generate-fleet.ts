import type { PrecedenceInput, ScheduleProblem, TaskInput } from '../core/problem.ts';
import { createRandom } from '../core/random.ts';

export interface FleetShape {
  readonly tasks: number;
  readonly robots: number;
  readonly seed: number;
  /** Tasks per mission; order edges stay inside a mission. Default 8. */
  readonly mission?: number;
  /** Metres, side of the square field. Default 100. */
  readonly field?: number;
}

/**
 * Seeded instance of the TxR family in plain data: robots of speed 1, 1.5 or 2 with some of five skills, tasks of 10–60 s of which about
 * one in six needs two robots at once, 0.6 order edges per task inside
 * missions of a few tasks, whole-second straight-line travel.
 */
export function generateFleet(shape: FleetShape): ScheduleProblem {
  const random = createRandom(shape.seed);
  const field = shape.field ?? 100;
  const speeds = [1, 1.5, 2];
  const skills = 5;
  const offers = Array.from({ length: shape.robots }, () => Array.from({ length: skills }, () => random.unit() < 0.45));
  for (let skill = 0; skill < skills; skill++) {
    for (let least = 0; least < 2; least++) offers[(skill * 2 + least) % shape.robots]![skill] = true;
  }
  const robotIds = Array.from({ length: shape.robots }, (_, robot) => `r${robot}`);
  const able = Array.from({ length: skills }, (_, skill) => robotIds.filter((_, robot) => offers[robot]![skill]));
  const x: number[] = [];
  const y: number[] = [];
  const places: string[] = [];
  const addPlace = (id: string): string => {
    places.push(id);
    x.push(Math.floor(random.unit() * field));
    y.push(Math.floor(random.unit() * field));
    return id;
  };
  const tasks: TaskInput[] = Array.from({ length: shape.tasks }, (_, task) => {
    const robots = able[random.below(skills)]!;
    const count = robots.length > 1 && random.unit() < 0.17 ? 2 : 1;
    return { id: `t${task}`, place: addPlace(`p${task}`), slots: [{ count, duration: 10 + random.below(51), robots }] };
  });
  const robots = robotIds.map((id) => ({ id, place: addPlace(`s-${id}`), travelClass: random.below(speeds.length) }));
  const precedence: PrecedenceInput[] = [];
  const size = Math.min(shape.mission ?? 8, shape.tasks);
  for (let edge = 0; edge < Math.round(shape.tasks * 0.6) && size > 1; edge++) {
    const first = random.below(Math.floor(shape.tasks / size)) * size;
    const before = first + random.below(size - 1);
    precedence.push({ before: `t${before}`, after: `t${before + 1 + random.below(first + size - 1 - before)}` });
  }
  return { robots, tasks, places, precedence, travel: { type: 'planar', x, y, speeds, roundUp: true } };
}
