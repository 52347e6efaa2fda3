import type { ActionSchema, TypeDeclaration } from '../engine/index.ts';
import { createRandom } from '../engine/random.ts';
import type { PddlDomain, PddlPlan, PddlProblem, PddlStep } from '../pddl/index.ts';

/**
 * A seeded transport problem with a valid concurrent plan of any length, for measuring and for tests: robots with batteries and
 * a payload limit carry totes between stations over shared doors. Every robot works all the time, so that with r robots about r steps
 * run at any instant.
 */
export type GeneratedFleet = { readonly domain: PddlDomain; readonly problem: PddlProblem; readonly plan: PddlPlan };

const types: readonly TypeDeclaration[] = [
  { name: 'robot', parents: ['object'] },
  { name: 'station', parents: ['object'] },
  { name: 'tote', parents: ['object'] },
];

const carry: ActionSchema = {
  name: 'carry',
  parameters: [
    ['?r', 'robot'],
    ['?t', 'tote'],
    ['?from', 'station'],
    ['?to', 'station'],
  ],
  duration: [{ at: 'start', comparison: '==', value: ['/', ['distance', '?from', '?to'], ['speed', '?r']] }],
  start: {
    condition: [
      'and',
      ['at', '?r', '?from'],
      ['on', '?t', '?from'],
      ['idle', '?r'],
      ['not', ['blocked', '?to']],
      ['>=', ['charge', '?r'], ['distance', '?from', '?to']],
      ['<=', ['+', ['load', '?r'], ['mass', '?t']], ['payload', '?r']],
    ],
    effect: [
      'and',
      ['not', ['at', '?r', '?from']],
      ['not', ['on', '?t', '?from']],
      ['not', ['idle', '?r']],
      ['holds', '?r', '?t'],
      ['increase', ['load', '?r'], ['mass', '?t']],
      ['decrease', ['charge', '?r'], ['distance', '?from', '?to']],
    ],
  },
  overAll: ['and', ['awake', '?r'], ['holds', '?r', '?t'], ['not', ['blocked', '?to']]],
  end: {
    condition: ['holds', '?r', '?t'],
    effect: [
      'and',
      ['at', '?r', '?to'],
      ['on', '?t', '?to'],
      ['idle', '?r'],
      ['not', ['holds', '?r', '?t']],
      ['decrease', ['load', '?r'], ['mass', '?t']],
      ['increase', ['moved'], 1],
    ],
  },
};

const recharge: ActionSchema = {
  name: 'recharge',
  parameters: [['?r', 'robot']],
  duration: [
    { at: 'start', comparison: '>=', value: 1 },
    { at: 'start', comparison: '<=', value: 30 },
  ],
  start: { condition: ['idle', '?r'], effect: ['not', ['idle', '?r']] },
  overAll: ['awake', '?r'],
  end: {
    condition: ['and'],
    effect: ['and', ['idle', '?r'], ['increase', ['charge', '?r'], ['*', 10, ['?duration']]]],
  },
};

const domain: PddlDomain = {
  name: 'generated-fleet',
  requirements: ['typing', 'durative-actions', 'fluents', 'duration-inequalities', 'negative-preconditions'],
  types,
  constants: [],
  derived: [],
  predicates: [
    {
      name: 'at',
      parameters: [
        ['?r', 'robot'],
        ['?s', 'station'],
      ],
    },
    {
      name: 'on',
      parameters: [
        ['?t', 'tote'],
        ['?s', 'station'],
      ],
    },
    {
      name: 'holds',
      parameters: [
        ['?r', 'robot'],
        ['?t', 'tote'],
      ],
    },
    { name: 'idle', parameters: [['?r', 'robot']] },
    { name: 'awake', parameters: [['?r', 'robot']] },
    { name: 'blocked', parameters: [['?s', 'station']] },
  ],
  functions: [
    { name: 'charge', parameters: [['?r', 'robot']] },
    { name: 'load', parameters: [['?r', 'robot']] },
    { name: 'payload', parameters: [['?r', 'robot']] },
    { name: 'speed', parameters: [['?r', 'robot']] },
    { name: 'mass', parameters: [['?t', 'tote']] },
    {
      name: 'distance',
      parameters: [
        ['?a', 'station'],
        ['?b', 'station'],
      ],
    },
    { name: 'moved', parameters: [] },
  ],
  actions: [carry, recharge],
};

const STATIONS = 12;

/** @param steps of the plan, at least `robots` */
export const generateFleet = (steps: number, robots: number, seed: number): GeneratedFleet => {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const distances = Array.from({ length: STATIONS }, () => Array.from({ length: STATIONS }, () => 2 + below(9)));
  const fleet = Array.from({ length: robots }, (_, index) => ({
    name: `r${index}`,
    tote: `t${index}`,
    station: below(STATIONS),
    charge: 40 + below(40),
    speed: 1 + below(3),
    clock: 0,
  }));
  const begin = fleet.map(({ station, charge, speed }) => ({ station, charge, speed }));
  const plan: PddlStep[] = [];
  for (let index = 0; index < steps; index += 1) {
    const robot = fleet[index % robots]!;
    const to = below(STATIONS);
    const distance = distances[robot.station]![to]!;
    if (robot.charge < distance) {
      const duration = 2 + below(6);
      plan.push({ name: 'recharge', args: [robot.name], start: robot.clock, duration });
      robot.charge += 10 * duration;
      robot.clock += duration + 0.001 * (1 + below(5));
      continue;
    }
    const duration = distance / robot.speed;
    const args = [robot.name, robot.tote, `s${robot.station}`, `s${to}`];
    plan.push({ name: 'carry', args, start: robot.clock, duration });
    robot.charge -= distance;
    robot.station = to;
    robot.clock += duration + 0.001 * (1 + below(5));
  }
  const places = distances.flatMap((row, from) =>
    row.map((value, to) => ({ fluent: ['distance', `s${from}`, `s${to}`] as const, value })),
  );
  return {
    domain,
    problem: {
      name: `fleet-${steps}-${robots}`,
      domain: domain.name,
      objects: [
        ...fleet.map(({ name }) => ({ name, type: 'robot' })),
        ...fleet.map(({ tote }) => ({ name: tote, type: 'tote' })),
        ...distances.map((_, index) => ({ name: `s${index}`, type: 'station' })),
      ],
      init: {
        facts: fleet.flatMap(({ name, tote }, index) => [
          ['at', name, `s${begin[index]!.station}`] as const,
          ['on', tote, `s${begin[index]!.station}`] as const,
          ['idle', name] as const,
          ['awake', name] as const,
        ]),
        numbers: [
          ...places,
          { fluent: ['moved'], value: 0 },
          ...fleet.flatMap(({ name, tote }, index) => [
            { fluent: ['charge', name] as const, value: begin[index]!.charge },
            { fluent: ['speed', name] as const, value: begin[index]!.speed },
            { fluent: ['load', name] as const, value: 0 },
            { fluent: ['payload', name] as const, value: 10 },
            { fluent: ['mass', tote] as const, value: 1 + below(10) },
          ]),
        ],
        timed: [],
      },
      goal: ['and', ...fleet.map(({ tote, station }) => ['on', tote, `s${station}`] as const)],
      metric: { direction: 'minimize', expression: ['total-time'] },
    },
    plan: { steps: plan },
  };
};
