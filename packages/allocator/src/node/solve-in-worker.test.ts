import { describe, expect, it } from 'vitest';
import { solveSchedule } from '../core/solve.ts';
import { generateFleet } from '../formats/generate-fleet.ts';
import { lpBound } from './lp-bound.ts';
import { solveInWorker } from './solve-in-worker.ts';

const problem = generateFleet({ tasks: 15, robots: 4, seed: 5 });

describe('solveInWorker', () => {
  it('answers what the same iterations answer in process', async () => {
    const there = await solveInWorker(problem, { seed: 3, iterations: 200 });
    expect(there).toEqual(solveSchedule(problem, { seed: 3, iterations: 200 }));
  }, 60_000);

  it('gives the best so far when it is aborted', async () => {
    const controller = new AbortController();
    const answer = await solveInWorker(problem, {
      seconds: 600,
      signal: controller.signal,
      onImproved: () => controller.abort(),
    });
    expect(answer.status).toBe('scheduled');
  }, 60_000);

  it('refuses a travel function, which cannot be sent', async () => {
    const local = { ...problem, travel: { type: 'function' as const, classes: 3, seconds: () => 1 } };
    await expect(solveInWorker(local, { iterations: 1 })).rejects.toThrow(TypeError);
  });
});

describe('lpBound', () => {
  it('stays below a schedule and at least at the critical path', async () => {
    const schedule = solveSchedule(problem, { iterations: 500 });
    const bound = await lpBound(problem);
    if (schedule.status !== 'scheduled' || bound === null) throw new Error('no answer');
    expect(bound.value).toBeLessThanOrEqual(schedule.makespan);
    expect(bound.value).toBeGreaterThan(schedule.bounds[0]!.value - 1e-3);
  }, 60_000);
});
