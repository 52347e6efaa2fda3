import { expect, test } from 'vitest';
import { buildLanes, missionStart, tickStep, trackSteps } from './lanes.ts';
import { eventAt, twoRobotRun } from './testing-views.ts';

const mission = 'mission-01';
const running = twoRobotRun({ state: 'running', mission });
const started = [
  eventAt(1, 100, 'mission-started', { mission }),
  eventAt(2, 100, 'step-started', { mission, step: 'travel-01', robots: ['a'] }),
];
const bar = (lanes: ReturnType<typeof buildLanes>, id: string) =>
  lanes.lanes.flatMap((lane) => lane.bars).find((entry) => entry.id === id)!;

test('before it runs, bars stand as planned, in lanes of their robots', () => {
  const lanes = buildLanes(twoRobotRun(), [], 0);
  expect(lanes.origin).toBe(null);
  expect(lanes.lanes.map((lane) => [lane.robot, lane.bars.map((entry) => entry.id)])).toEqual([
    ['a', ['travel-01', 'step-01']],
    ['b', ['step-02']],
    ['c', []],
  ]);
  expect([bar(lanes, 'step-01').start, bar(lanes, 'step-02').end]).toEqual([10, 20]);
});

test('a delay runs on along the lane and along links to other robots', () => {
  const lanes = buildLanes(running, started, 130);
  expect(lanes.origin).toBe(100);
  expect([bar(lanes, 'travel-01').status, bar(lanes, 'travel-01').end]).toEqual(['underway', 30]);
  expect([bar(lanes, 'step-01').start, bar(lanes, 'step-02').start]).toEqual([30, 35]);
  expect(lanes.finish).toBe(40);
});

test('what is over keeps its real times, and the cursor hides what came later', () => {
  const events = [
    ...started,
    eventAt(3, 112, 'step-completed', { mission, step: 'travel-01' }),
    eventAt(4, 113, 'step-started', { mission, step: 'step-01', robots: ['a'] }),
  ];
  expect(bar(buildLanes(running, events, 120), 'travel-01')).toMatchObject({
    start: 0,
    end: 12,
    status: 'completed',
    planned: [0, 10],
  });
  expect(bar(buildLanes(running, events, 105), 'travel-01').status).toBe('underway');
});

test('steps that a replan added get a bar without a plan', () => {
  const events = [...started, eventAt(3, 104, 'step-started', { mission, step: 'step-91', robots: ['c'] })];
  expect(bar(buildLanes(running, events, 106), 'step-91')).toMatchObject({ robot: 'c', planned: null, start: 4 });
});

test('a retried step counts its attempts and says why it was late', () => {
  const cause = { code: 'X', says: { en: 'slipped', zh: '打滑' } };
  const tracks = trackSteps(
    [
      eventAt(1, 0, 'step-started', { mission, step: 's', robots: ['a'] }),
      eventAt(2, 4, 'step-delayed', { mission, step: 's', cause }),
      eventAt(3, 5, 'step-started', { mission, step: 's', robots: ['a'] }),
    ],
    mission,
  );
  expect(tracks.get('s')).toMatchObject({ status: 'underway', attempts: 2, start: 0 });
  expect(trackSteps([eventAt(1, 0, 'step-delayed', { mission, step: 's', cause })], mission).get('s')?.cause?.en).toBe(
    'slipped',
  );
});

test('other missions do not matter', () => {
  expect(missionStart([eventAt(1, 5, 'mission-started', { mission: 'other' })], mission)).toBe(null);
  expect(trackSteps([eventAt(1, 5, 'step-started', { mission: 'other', step: 's' })], mission).size).toBe(0);
});

test('ticks are round and few', () => {
  expect([tickStep(8, 9), tickStep(80, 9), tickStep(4000, 9)]).toEqual([1, 10, 600]);
});
