import { expect, test } from 'vitest';
import { shiftReport } from './shift-report.ts';
import { eventAt, twoRobotRun } from './testing-views.ts';

test('a shift is counted from the journal: work by robot, stops, faults, and what became of jobs', () => {
  const mission = 'm';
  const events = [
    eventAt(1, 0, 'host-started'),
    eventAt(2, 10, 'step-started', { mission, step: 's1', robots: ['a'] }),
    eventAt(3, 40, 'step-completed', { mission, step: 's1' }),
    eventAt(4, 50, 'stop-latched', { scope: 'all' }),
    eventAt(5, 60, 'step-started', { mission, step: 's2', robots: ['b'] }),
    eventAt(6, 70, 'step-failed', { mission, step: 's3' }),
  ];
  const report = {
    outcome: 'achieved' as const,
    goal: [],
    witness: 'simulator' as const,
    seconds: 1,
    says: { en: '', zh: '' },
  };
  const base = twoRobotRun().result!;
  const runs = [
    twoRobotRun({ state: 'over', mission, result: { ...base, report } }),
    twoRobotRun({
      id: 'run-02',
      state: 'over',
      mission: 'n',
      result: { ...base, report: { ...report, outcome: 'failed' } },
    }),
    twoRobotRun({ id: 'run-03', state: 'running', mission: 'o' }),
    twoRobotRun({ id: 'run-04', state: 'over' }),
  ];
  const shift = shiftReport(events, runs, ['a', 'b', 'c'], 100);
  expect(shift.use.map((entry) => entry.share)).toEqual([0.3, 0.4, 0]);
  expect([shift.stops, shift.faults.length]).toEqual([1, 1]);
  expect([shift.achieved, shift.notAchieved, shift.open].map((list) => list.map((run) => run.id))).toEqual([
    ['run-01'],
    ['run-02'],
    ['run-03'],
  ]);
});
