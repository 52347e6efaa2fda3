import { expect, test } from 'vitest';
import { robotWord, whyRobotWaits } from './robot-state.ts';
import { eventAt, hostOf, twoRobotRun } from './testing-views.ts';
import type { SimRobot } from './types.ts';

const own = {
  id: 'a',
  link: 'reachable',
  control: 'automatic',
  stop: 'clear',
  work: 'idle',
  epoch: 1,
  poseAgeSeconds: 0,
} as const;
const sim = (led: SimRobot['led'], more: Partial<SimRobot> = {}): SimRobot => ({
  id: 'a',
  kind: 'amr',
  pose: { floor: 'f', x: 0, y: 0, z: 0, yaw: 0 },
  velocity: { x: 0, y: 0, z: 0, yaw: 0 },
  odometer: 0,
  posture: 'stand',
  joints: [],
  grips: [],
  held: [],
  loaded: [],
  battery: 1,
  led,
  holding: false,
  path: [],
  faults: [],
  ...more,
});

test('a stop that is not confirmed outranks everything', () => {
  expect(robotWord(sim('moving'), { ...own, stop: 'unconfirmed' })).toBe('unconfirmed');
  expect(robotWord(sim('fault'), { ...own, stop: 'requested' })).toBe('stopping');
  expect(robotWord(sim('moving'), { ...own, link: 'lost' })).toBe('lost');
  expect(robotWord(sim('moving'), own)).toBe('moving');
  expect(robotWord(undefined, { ...own, work: 'busy' })).toBe('working');
});

test('the most direct cause is named: a latch, silence, an obstacle, then the order of the plan', () => {
  const mission = 'mission-01';
  const run = twoRobotRun({ state: 'running', mission });
  const events = [
    eventAt(1, 0, 'mission-started', { mission }),
    eventAt(2, 0, 'step-started', { mission, step: 'step-01', robots: ['a'] }),
  ];
  const host = hostOf({ robots: [{ ...own, id: 'b' }] });
  expect(whyRobotWaits('b', sim('idle'), host, [run], events)).toEqual({
    kind: 'waits-for',
    step: 'step-01',
    run: 'run-01',
  });
  expect(whyRobotWaits('b', sim('blocked', { blockedBy: 'worker' }), host, [run], events)).toEqual({
    kind: 'blocked-by',
    thing: 'worker',
  });
  expect(
    whyRobotWaits('b', sim('idle'), { ...host, latches: [{ scope: 'all', by: 'Li', atSeconds: 0 }] }, [run], events),
  ).toEqual({ kind: 'latched', by: 'Li' });
  expect(
    whyRobotWaits(
      'b',
      sim('idle'),
      hostOf({ robots: [{ ...own, id: 'b', link: 'lost', poseAgeSeconds: 7 }] }),
      [run],
      events,
    ),
  ).toEqual({ kind: 'silent', seconds: 7 });
});

test('a robot that nothing holds up has no reason to wait', () => {
  expect(whyRobotWaits('a', sim('idle'), hostOf({ robots: [own] }), [], [])).toBe(null);
});
