import type { Budget } from './budget.ts';
import { trace } from './greedy-search.ts';
import { Heap } from './heap.ts';
import { LandmarkCut } from './landmark-cut.ts';
import { relaxationOf } from './relaxation.ts';
import { StateStore } from './state-store.ts';
import { type GoalItem, goalHolds, type NumericTest, type PlanningTask, type State } from './task.ts';
import { Transitions } from './transitions.ts';

export type OptimalOutcome =
  /** The shortest plan. */
  | { readonly kind: 'found'; readonly plan: readonly number[] }
  /** There is no plan with fewer than `below` steps. */
  | { readonly kind: 'none' }
  | { readonly kind: 'limit' };

/**
 * A* with LM-cut: the shortest plan with fewer than `below` steps, or the proof that there is none.
 *
 * @param goals what is to be reached, by default the task's own; over `tests`, by default the task's own
 */
export const optimalSearch = (
  task: PlanningTask,
  start: State,
  below: number,
  budget: Budget,
  goals: readonly GoalItem[] = task.goals,
): OptimalOutcome => {
  const transitions = new Transitions(task);
  const bound = new LandmarkCut(relaxationOf(task, goals), budget);
  const store = new StateStore(task.factNames.length, task.fluentNames.length);
  const parents: number[] = [-1];
  const operators: number[] = [-1];
  const cost: number[] = [0];
  const estimate: number[] = [bound.evaluate(start)];
  const closed: boolean[] = [false];
  store.intern(start);
  const open = new Heap('newest');
  const push = (id: number): void => {
    const total = cost[id]! + estimate[id]!;
    if (total < below) open.push(id, total * 4096 + estimate[id]!);
  };
  push(0);
  while (open.size > 0) {
    if (budget.over) return { kind: 'limit' };
    const id = open.pop();
    if (closed[id]) continue;
    closed[id] = true;
    const state = store.get(id);
    if (estimate[id] === 0 && goals.every((goal) => goalHolds(task, goal, state)))
      return { kind: 'found', plan: trace(parents, operators, id) };
    for (const operator of transitions.applicable(state)) {
      const next = transitions.next(state, operator);
      if (!next) continue;
      const known = store.intern(next);
      const through = cost[id]! + 1;
      if (!known.isNew) {
        if (through >= cost[known.id]!) continue;
        cost[known.id] = through;
        parents[known.id] = id;
        operators[known.id] = operator;
        closed[known.id] = false;
        push(known.id);
        continue;
      }
      parents.push(id);
      operators.push(operator);
      cost.push(through);
      closed.push(false);
      // A bound falls by at most the one step that was taken.
      const inherited = estimate[id]! - 1;
      estimate.push(through + inherited < below ? Math.max(inherited, bound.evaluate(next)) : inherited);
      push(known.id);
    }
    budget.spent += task.factNames.length * 4;
  }
  return { kind: 'none' };
};

export type { NumericTest };
