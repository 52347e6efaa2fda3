import { describe, expect, it } from 'vitest';
import { generateFleet } from '../formats/generate-fleet.ts';
import { checkSchedule } from './check-schedule.ts';
import type { Schedule, TaskSchedule } from './schedule.ts';
import { solveSchedule } from './solve.ts';

const problem = generateFleet({ tasks: 20, robots: 4, seed: 3 });
const good = solveSchedule(problem, { iterations: 200 }) as Schedule;
const change = (pick: (entry: TaskSchedule) => boolean, edit: (entry: TaskSchedule) => TaskSchedule): Schedule => {
  const index = good.tasks.findIndex(pick);
  return { ...good, tasks: good.tasks.map((entry, position) => (position === index ? edit(entry) : entry)) };
};
const codes = (schedule: Schedule): string[] => checkSchedule(problem, schedule).map((violation) => violation.code);

describe('checkSchedule', () => {
  it('accepts a schedule as the search wrote it', () => {
    expect(codes(good)).toEqual([]);
  });

  it('notices a missing task', () => {
    expect(codes({ ...good, tasks: good.tasks.slice(1) })).toContain('missing-task');
  });

  it('notices a start before the robot can be there', () => {
    const early = change(
      (entry) => entry.start > 5,
      (entry) => ({ ...entry, start: entry.start - 5, end: entry.end - 5 }),
    );
    expect(codes(early).some((code) => ['travel', 'overlap', 'order', 'legs'].includes(code))).toBe(true);
  });

  it('notices a shortened task', () => {
    expect(
      codes(
        change(
          () => true,
          (entry) => ({ ...entry, end: entry.end - 1 }),
        ),
      ),
    ).toContain('wrong-duration');
  });

  it('notices a robot that is not able', () => {
    const able = new Map(problem.tasks.map((task) => [task.id, task.slots[0]!.robots]));
    const unable = (entry: TaskSchedule): string | undefined =>
      problem.robots.map((robot) => robot.id).find((robot) => !able.get(entry.task)!.includes(robot));
    const schedule = change(
      (entry) => entry.robots.length === 1 && unable(entry) !== undefined,
      (entry) => ({ ...entry, robots: [unable(entry)!] }),
    );
    expect(codes(schedule)).toContain('incapable-robot');
  });

  it('notices a claimed makespan or bound that is not true', () => {
    expect(codes({ ...good, makespan: good.makespan - 1 })).toContain('score');
    expect(codes({ ...good, lowerBound: { name: 'critical-path', value: good.makespan + 1 } })).toContain('bound');
  });
});
