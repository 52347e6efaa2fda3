import { describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';
import { findShortage } from './capacity-bound.ts';
import { forwardSearch } from './forward-search.ts';
import { clusterSteps, eliminateSteps, reachesGoals, statesAlong } from './improve-plan.ts';
import { LandmarkCut } from './landmark-cut.ts';
import { optimalSearch } from './optimal-search.ts';
import { bruteForce, randomTask } from './random-task.ts';
import { relaxationOf } from './relaxation.ts';
import { goalHolds, type PlanningTask, type State } from './task.ts';

const startOf = (task: PlanningTask): State => ({ facts: task.initialFacts, numbers: task.initialNumbers });
const met = (task: PlanningTask) => (state: State) => task.goals.every((goal) => goalHolds(task, goal, state));
const LIMITS = { first: 400_000, improvement: 400_000 };
const SEEDS = Array.from({ length: 1500 }, (_, seed) => seed + 1);

describe('search on random small tasks, against brute force', () => {
  const cases = SEEDS.map((seed) => {
    const task = randomTask(seed);
    return { seed, task, shortest: bruteForce(task, startOf(task), met(task)) };
  });

  it('covers tasks with a plan, without one, and longer than a step or two', () => {
    expect(cases.filter(({ shortest }) => shortest === 'none').length).toBeGreaterThan(100);
    expect(cases.filter(({ shortest }) => typeof shortest === 'number' && shortest >= 3).length).toBeGreaterThan(50);
  });

  it('finds plans that can be carried out and reach the goal, and calls nothing impossible that has a plan', () => {
    for (const { seed, task, shortest } of cases) {
      const outcome = forwardSearch(task, LIMITS);
      if (outcome.kind === 'found') {
        expect(reachesGoals(task, startOf(task), outcome.plan, task.goals), `seed ${seed}`).toBe(true);
        if (typeof shortest === 'number') expect(outcome.plan.length, `seed ${seed}`).toBeGreaterThanOrEqual(shortest);
      }
      if (outcome.kind === 'unsolvable') expect(['none', 'limit'], `seed ${seed}`).toContain(shortest);
      if (shortest === 'none') expect(outcome.kind, `seed ${seed}`).not.toBe('found');
    }
  });

  it('says optimal only of shortest plans', () => {
    for (const { seed, task, shortest } of cases) {
      const outcome = forwardSearch(task, LIMITS);
      if (outcome.kind === 'found' && outcome.optimal && typeof shortest === 'number')
        expect(outcome.plan.length, `seed ${seed}`).toBe(shortest);
    }
  });

  it('bounds the steps that are left from below', () => {
    for (const { seed, task, shortest } of cases) {
      if (typeof shortest !== 'number') continue;
      expect(new LandmarkCut(relaxationOf(task)).evaluate(startOf(task)), `seed ${seed}`).toBeLessThanOrEqual(shortest);
    }
  });

  it('proves that there is no shorter plan exactly when there is none', () => {
    for (const { seed, task, shortest } of cases) {
      if (typeof shortest !== 'number') continue;
      expect(optimalSearch(task, startOf(task), shortest, new Budget(4_000_000)).kind, `seed ${seed}`).toBe('none');
      expect(optimalSearch(task, startOf(task), shortest + 1, new Budget(4_000_000)).kind, `seed ${seed}`).toBe(
        'found',
      );
    }
  });

  it('claims a shortage only where no plan exists', () => {
    for (const { seed, task, shortest } of cases)
      if (findShortage(task)) expect(typeof shortest, `seed ${seed}`).not.toBe('number');
  });

  it('gives the same plan for the same task', () => {
    for (const { task } of cases.slice(0, 100))
      expect(forwardSearch(task, LIMITS)).toEqual(forwardSearch(task, LIMITS));
  });

  it('keeps a plan a plan when steps are left out or brought together', () => {
    for (const { seed, task } of cases) {
      const outcome = forwardSearch(task, { ...LIMITS, improvement: 0 });
      if (outcome.kind !== 'found') continue;
      const shorter = eliminateSteps(task, startOf(task), outcome.plan, task.goals);
      expect(reachesGoals(task, startOf(task), shorter, task.goals), `seed ${seed}`).toBe(true);
      if (task.forbidden.length > 0) continue;
      const clustered = clusterSteps(task, outcome.plan);
      expect([...clustered].sort(), `seed ${seed}`).toEqual([...outcome.plan].sort());
      const states = statesAlong(task, startOf(task), clustered);
      expect(states?.at(-1), `seed ${seed}`).toEqual(statesAlong(task, startOf(task), outcome.plan)?.at(-1));
    }
  });
});
