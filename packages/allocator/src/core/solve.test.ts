import { describe, expect, it } from 'vitest';
import { generateFleet } from '../formats/generate-fleet.ts';
import { checkSchedule } from './check-schedule.ts';
import { createExplainer } from './explain-task.ts';
import type { ChainInput, PrecedenceInput, ScheduleProblem, TaskInput } from './problem.ts';
import { createRandom } from './random.ts';
import type { Schedule } from './schedule.ts';
import { type SolveOptions, solveSchedule } from './solve.ts';

const line = (...x: number[]): Pick<ScheduleProblem, 'places' | 'travel'> => ({
  places: x.map((_, index) => `p${index}`),
  travel: { type: 'planar', x, y: x.map(() => 0), speeds: [1, 2] },
});

const task = (id: string, place: string, robots: readonly string[], extra: Partial<TaskInput> = {}): TaskInput => ({
  id,
  place,
  slots: [{ robots, duration: 10 }],
  ...extra,
});

function solve(problem: ScheduleProblem, options: Partial<SolveOptions> = {}): Schedule {
  const answer = solveSchedule(problem, { iterations: 600, ...options });
  if (answer.status !== 'scheduled') throw new Error(JSON.stringify(answer.conflicts));
  expect(checkSchedule(problem, answer)).toEqual([]);
  return answer;
}

const at = (schedule: Schedule, id: string): Schedule['tasks'][number] =>
  schedule.tasks.find((entry) => entry.task === id)!;

/** Small problems that use every feature by chance. */
function anything(seed: number): ScheduleProblem {
  const random = createRandom(seed);
  const robotIds = ['a', 'b', 'c', 'd'];
  const count = 4 + random.below(8);
  const tasks: TaskInput[] = Array.from({ length: count }, (_, index) => {
    const able = robotIds.filter(() => random.unit() < 0.7);
    const robots = able.length > 1 ? able : robotIds;
    return {
      id: `t${index}`,
      place: `p${random.below(6)}`,
      ...(random.unit() < 0.3 ? { endPlace: `p${random.below(6)}` } : {}),
      slots: [
        {
          robots,
          duration: 5 + random.below(20),
          energy: random.below(6),
          durationByRobot: { b: 7 + random.below(9) },
        },
        ...(random.unit() < 0.25 ? [{ role: 'helper', robots: robotIds, duration: 8 }] : []),
      ],
      ...(random.unit() < 0.3 ? { resources: ['press'] } : {}),
      ...(random.unit() < 0.3 ? { release: random.below(40) } : {}),
      ...(random.unit() < 0.3 ? { deadline: 30 + random.below(80), priority: random.below(3) } : {}),
    };
  });
  const precedence: PrecedenceInput[] = [];
  for (let edge = 0; edge < count / 2; edge++) {
    const before = random.below(count - 1);
    precedence.push({
      before: `t${before}`,
      after: `t${before + 1 + random.below(count - before - 1)}`,
      kind: random.unit() < 0.3 ? 'start-start' : 'end-start',
      lag: random.below(5),
    });
  }
  const chains: ChainInput[] = [];
  if (random.unit() < 0.7)
    chains.push({
      id: 'chain',
      members: [
        { task: 't0', slot: 0 },
        { task: 't2', slot: 0 },
      ],
    });
  const wide = { robots: robotIds, duration: 9, energy: 2 };
  tasks[0] = { ...tasks[0]!, slots: [wide] };
  tasks[2] = { ...tasks[2]!, slots: [wide] };
  return {
    robots: robotIds.map((id, index) => ({
      id,
      place: `p${index}`,
      travelClass: index % 2,
      ...(seed % 3 === 0 && index < 2
        ? {
            available: [
              { from: 0, to: 45 },
              { from: 60, to: 2000 },
            ],
          }
        : {}),
      ...(seed % 2 === 0 && index > 0 ? { battery: { capacity: 60, level: 25, reserve: 5, chargePerSecond: 3 } } : {}),
    })),
    tasks,
    places: ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'dock'],
    travel: { type: 'planar', x: [0, 5, 9, 3, 7, 2, 4], y: [0, 3, 1, 8, 6, 4, 4], speeds: [1, 2] },
    precedence,
    chains,
    resources: [{ id: 'press' }],
    chargers: [{ id: 'charger', place: 'dock' }],
  };
}

describe('solveSchedule', () => {
  it('gives answers that the independent checker accepts, whatever features come together', () => {
    let solved = 0;
    let charged = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const problem = anything(seed);
      const answer = solveSchedule(problem, { iterations: 150, seed });
      if (answer.status !== 'scheduled') continue;
      solved++;
      charged += answer.charges.length;
      expect(checkSchedule(problem, answer), `seed ${seed}`).toEqual([]);
    }
    expect(solved).toBeGreaterThan(50);
    expect(charged).toBeGreaterThan(5);
  });

  it('gives the same answer for the same seed and iterations, and reads no clock', () => {
    const problem = generateFleet({ tasks: 30, robots: 5, seed: 4 });
    expect(solve(problem, { iterations: 400, seed: 7 })).toEqual(solve(problem, { iterations: 400, seed: 7 }));
  });

  it('improves on its own construction', () => {
    const schedule = solve(generateFleet({ tasks: 60, robots: 6, seed: 2 }), { iterations: 1500 });
    expect(schedule.makespan).toBeLessThan(schedule.constructed.makespan);
    expect(schedule.makespan).toBeGreaterThanOrEqual(schedule.lowerBound.value);
  });

  it('starts a coalition when the farther robot has arrived', () => {
    const schedule = solve({
      ...line(0, 30, 10),
      robots: [
        { id: 'near', place: 'p2' },
        { id: 'far', place: 'p1' },
      ],
      tasks: [{ id: 'lift', place: 'p0', slots: [{ count: 2, robots: ['near', 'far'], duration: 10 }] }],
    });
    expect(at(schedule, 'lift')).toMatchObject({
      start: 30,
      end: 40,
      binding: { type: 'robot', robot: 'far', travel: 30 },
    });
  });

  it('fills each role of a hand-over with a robot able to take it', () => {
    const schedule = solve({
      ...line(0, 5),
      robots: [
        { id: 'arm', place: 'p0' },
        { id: 'cart', place: 'p1' },
      ],
      tasks: [
        {
          id: 'hand-over',
          place: 'p0',
          slots: [
            { role: 'giver', robots: ['arm', 'cart'], duration: 4 },
            { role: 'receiver', robots: ['arm'], duration: 4 },
          ],
        },
      ],
    });
    expect(at(schedule, 'hand-over').robots).toEqual(['cart', 'arm']);
  });

  it('keeps a chain on one robot without another task in between', () => {
    const problem: ScheduleProblem = {
      ...line(0, 10, 20, 1),
      robots: [{ id: 'r', place: 'p0' }],
      tasks: [task('pick', 'p1', ['r']), task('place', 'p2', ['r']), task('other', 'p1', ['r'])],
      chains: [{ id: 'carry', members: [{ task: 'pick' }, { task: 'place' }] }],
    };
    const order = solve(problem).tasks.map((entry) => entry.task);
    expect(order.indexOf('place') - order.indexOf('pick')).toBe(1);
  });

  it('lets one task at a time hold a resource', () => {
    const schedule = solve({
      ...line(0),
      robots: [
        { id: 'a', place: 'p0' },
        { id: 'b', place: 'p0' },
      ],
      tasks: ['x', 'y'].map((id) => task(id, 'p0', ['a', 'b'], { resources: ['press'] })),
      resources: [{ id: 'press' }],
    });
    expect(schedule.makespan).toBe(20);
    expect(schedule.tasks[1]!.binding).toEqual({ type: 'resource', resource: 'press', after: schedule.tasks[0]!.task });
  });

  it('does the urgent task first when both cannot be in time', () => {
    const schedule = solve({
      ...line(0),
      robots: [{ id: 'r', place: 'p0' }],
      tasks: [task('calm', 'p0', ['r']), task('urgent', 'p0', ['r'], { deadline: 10, weight: 5 })],
    });
    expect(at(schedule, 'urgent').start).toBe(0);
    expect(schedule.lateness).toBe(0);
  });

  it('leaves commitments where they are and plans behind them', () => {
    const schedule = solve({
      ...line(0, 7),
      robots: [{ id: 'r', place: 'p0' }],
      tasks: [task('free', 'p0', ['r']), task('running', 'p1', ['r'], { fixed: { robots: ['r'], start: 3, end: 9 } })],
    });
    expect(at(schedule, 'running')).toMatchObject({ start: 3, end: 9, binding: { type: 'fixed' } });
    expect(at(schedule, 'free').start).toBe(16);
  });

  it('finishes a chain that is already running on the robot that began it', () => {
    const schedule = solve({
      ...line(0, 5),
      robots: [
        { id: 'a', place: 'p0' },
        { id: 'b', place: 'p1' },
      ],
      tasks: [
        task('pick', 'p0', ['a', 'b'], { fixed: { robots: ['a'], start: 0 } }),
        task('place', 'p1', ['a', 'b']),
        task('other', 'p0', ['a']),
      ],
      chains: [{ id: 'carry', members: [{ task: 'pick' }, { task: 'place' }] }],
    });
    expect(at(schedule, 'place').robots).toEqual(['a']);
    expect(at(schedule, 'other').start).toBeGreaterThanOrEqual(at(schedule, 'place').end);
  });

  it('sends a robot to charge before a task that its battery would not outlast', () => {
    const schedule = solve({
      ...line(0, 10, 5),
      robots: [{ id: 'r', place: 'p0', battery: { capacity: 100, level: 20, reserve: 5, chargePerSecond: 2 } }],
      tasks: [task('far', 'p1', ['r'], { slots: [{ robots: ['r'], duration: 10, energy: 30 }] })],
      chargers: [{ id: 'dock', place: 'p2' }],
    });
    expect(schedule.charges).toHaveLength(1);
    expect(schedule.charges[0]).toMatchObject({ charger: 'dock', start: 5, levelBefore: 15, levelAfter: 45 });
    expect(at(schedule, 'far').binding.type).toBe('charge');
  });

  it('keeps work inside the windows of a robot', () => {
    const schedule = solve({
      ...line(0),
      robots: [
        {
          id: 'r',
          place: 'p0',
          available: [
            { from: 0, to: 15 },
            { from: 50, to: 90 },
          ],
        },
      ],
      tasks: [task('x', 'p0', ['r']), task('y', 'p0', ['r'])],
    });
    expect(schedule.tasks.map((entry) => entry.start)).toEqual([0, 50]);
    expect(schedule.tasks[1]!.binding).toEqual({ type: 'availability', robot: 'r' });
  });

  it('does not re-task a robot for less than the change penalty', () => {
    const problem = (changePenalty: number): ScheduleProblem => ({
      ...line(0, 1),
      robots: [
        { id: 'a', place: 'p0' },
        { id: 'b', place: 'p1' },
      ],
      tasks: [task('x', 'p1', ['a', 'b'], { hint: { robots: ['a'], start: 1 } })],
      changePenalty,
    });
    expect(at(solve(problem(5)), 'x').robots).toEqual(['a']);
    expect(at(solve(problem(0)), 'x').robots).toEqual(['b']);
  });

  it('says of each robot not chosen why not', () => {
    const problem: ScheduleProblem = {
      ...line(0, 4, 30),
      robots: [
        { id: 'near', place: 'p1' },
        { id: 'far', place: 'p2' },
        { id: 'weak', place: 'p0' },
      ],
      tasks: [
        task('lift', 'p0', [], {
          slots: [
            {
              robots: ['near', 'far'],
              duration: 10,
              excluded: [{ robot: 'weak', code: 'payload', message: 'lifts 5 kg, needs 12 kg' }],
            },
          ],
        }),
      ],
    };
    const schedule = solve(problem);
    const reasons = at(schedule, 'lift').notChosen;
    expect(reasons).toEqual([
      { robot: 'far', code: 'farther', travel: 30, laterBy: 26 },
      { robot: 'weak', code: 'incapable', reason: 'payload', message: 'lifts 5 kg, needs 12 kg' },
    ]);
    expect(createExplainer(problem, schedule)('lift')).toEqual(reasons);
  });

  it('refuses to run without a budget', () => {
    expect(() => solveSchedule(generateFleet({ tasks: 3, robots: 2, seed: 1 }), {})).toThrow(RangeError);
  });
});

describe('conflicts', () => {
  const base: ScheduleProblem = {
    ...line(0, 5),
    robots: [
      { id: 'r', place: 'p0' },
      { id: 's', place: 'p0' },
    ],
    tasks: [],
  };
  const codes = (problem: ScheduleProblem): string[] => {
    const answer = solveSchedule(problem, { iterations: 10 });
    return answer.status === 'unschedulable'
      ? answer.conflicts.map((conflict) => `${conflict.code} ${conflict.tasks.join(' ')}`)
      : [];
  };

  it.each<[string, Partial<ScheduleProblem>, string]>([
    ['a task that no robot can do', { tasks: [task('x', 'p0', [])] }, 'ALLOCATE_NO_CAPABLE_ROBOT x'],
    [
      'a coalition larger than the able robots',
      { tasks: [task('x', 'p0', [], { slots: [{ count: 2, robots: ['r'], duration: 1 }] })] },
      'ALLOCATE_TOO_FEW_ROBOTS x',
    ],
    [
      'a chain that no single robot can do',
      {
        tasks: [task('x', 'p0', ['r']), task('y', 'p0', ['s'])],
        chains: [{ id: 'c', members: [{ task: 'x' }, { task: 'y' }] }],
      },
      'ALLOCATE_CHAIN_WITHOUT_ROBOT x y',
    ],
    [
      'an order that goes round',
      {
        tasks: [task('x', 'p0', ['r']), task('y', 'p0', ['r'])],
        precedence: [
          { before: 'x', after: 'y' },
          { before: 'y', after: 'x' },
        ],
      },
      'ALLOCATE_PRECEDENCE_CYCLE x y',
    ],
    [
      'a place without a way',
      {
        tasks: [task('x', 'p1', ['r'])],
        travel: {
          type: 'matrix',
          seconds: [
            [
              [0, Number.POSITIVE_INFINITY],
              [1, 0],
            ],
          ],
        },
      },
      'ALLOCATE_UNREACHABLE x',
    ],
    [
      'a window shorter than the task',
      { tasks: [task('x', 'p0', ['r'])], robots: [{ id: 'r', place: 'p0', available: [{ from: 0, to: 5 }] }] },
      'ALLOCATE_NEVER_AVAILABLE x',
    ],
    [
      'a battery smaller than the task',
      {
        tasks: [task('x', 'p0', [], { slots: [{ robots: ['r'], duration: 1, energy: 50 }] })],
        robots: [{ id: 'r', place: 'p0', battery: { capacity: 40, level: 40, chargePerSecond: 1 } }],
      },
      'ALLOCATE_BATTERY_TOO_SMALL x',
    ],
    [
      'two commitments of one robot at once',
      { tasks: ['x', 'y'].map((id) => task(id, 'p0', ['r'], { fixed: { robots: ['r'], start: 0 } })) },
      'ALLOCATE_FIXED_CONFLICT x y',
    ],
    ['an unknown robot', { tasks: [task('x', 'p0', ['ghost'])] }, 'ALLOCATE_UNKNOWN_ID x'],
  ])('names %s', (_what, change, expected) => {
    expect(codes({ ...base, ...change })).toEqual([expected]);
  });
});

it('never sends a robot back through a door that no task leads it back through', () => {
  // `in` is behind a door: only the task `cross` leads there, and none leads out again.
  const far = Number.POSITIVE_INFINITY;
  const problem: ScheduleProblem = {
    robots: [{ id: 'r', place: 'out' }],
    places: ['out', 'near', 'in'],
    travel: {
      type: 'matrix',
      seconds: [
        [
          [0, 1, far],
          [1, 0, far],
          [far, far, 0],
        ],
      ],
      through: [
        [
          [0, 1, 2],
          [1, 0, 1],
          [2, 1, 0],
        ],
      ],
    },
    tasks: [
      { id: 'cross', place: 'near', endPlace: 'in', slots: [{ robots: ['r'], duration: 5 }] },
      { id: 'inside', place: 'in', slots: [{ robots: ['r'], duration: 5 }] },
      { id: 'outside', place: 'out', slots: [{ robots: ['r'], duration: 50 }] },
    ],
    precedence: [{ before: 'cross', after: 'inside' }],
  };
  const answer = solve(problem);
  const start = new Map(answer.tasks.map((entry) => [entry.task, entry.start]));
  expect(start.get('outside')).toBe(0);
  expect(start.get('cross')).toBe(51);
  expect(answer.lowerBound.value).toBeLessThanOrEqual(answer.makespan);
});
