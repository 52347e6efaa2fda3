import type { Budget } from './budget.ts';
import { trace } from './greedy-search.ts';
import { Heap } from './heap.ts';
import { LandmarkCut } from './landmark-cut.ts';
import { relaxationOf } from './relaxation.ts';
import { StateStore } from './state-store.ts';
import { StubbornSets } from './stubborn-set.ts';
import { type GoalItem, goalHolds, type NumericTest, type PlanningTask, type State } from './task.ts';
import { Transitions } from './transitions.ts';

export type OptimalOutcome =
  /** The shortest plan; with a weight above 1, one of at most that many times its length. */
  | { readonly kind: 'found'; readonly plan: readonly number[] }
  /** There is no plan with fewer than `below` steps. */
  | { readonly kind: 'none' }
  | { readonly kind: 'limit' };

/**
 * A* with LM-cut: the shortest plan with fewer than `below` steps, or the proof that there is none.
 *
 * @param weight how much more the estimate counts than the steps taken (weighted A*, Pohl 1970)
 * @param goals what is to be reached, by default the task's own; over `tests`, by default the task's own
 */
export const optimalSearch = (
  task: PlanningTask,
  start: State,
  below: number,
  budget: Budget,
  goals: readonly GoalItem[] = task.goals,
  weight = 1,
): OptimalOutcome => {
  const transitions = new Transitions(task);
  const bound = new LandmarkCut(relaxationOf(task, goals), budget);
  // Leaving a state out is only safe where every order of commuting steps is allowed.
  let stubborn = task.forbidden.length === 0 ? new StubbornSets(task, goals) : undefined;
  let offered = 0;
  let kept = 0;
  const store = new StateStore(task.factNames.length, task.fluentNames.length);
  const parents: number[] = [-1];
  const operators: number[] = [-1];
  const cost: number[] = [0];
  const estimate: number[] = [bound.evaluate(start)];
  const closed: boolean[] = [false];
  /** Whether the estimate is the state's own; else it is its parent's less one step, and is computed when its turn comes. */
  const evaluated: boolean[] = [true];
  store.intern(start);
  const open = new Heap('newest');
  const push = (id: number): void => {
    const total = cost[id]! + estimate[id]!;
    if (total < below) open.push(id, (cost[id]! + weight * estimate[id]!) * 4096 + estimate[id]!);
  };
  push(0);
  while (open.size > 0) {
    if (budget.over) return { kind: 'limit' };
    const id = open.pop();
    if (closed[id]) continue;
    const state = store.get(id);
    if (!evaluated[id]) {
      evaluated[id] = true;
      const own = bound.evaluate(state);
      if (own > estimate[id]!) {
        estimate[id] = own;
        push(id);
        continue;
      }
    }
    closed[id] = true;
    if (goals.every((goal) => goalHolds(task, goal, state)))
      return { kind: 'found', plan: trace(parents, operators, id) };
    const applicable = transitions.applicable(state);
    const chosen = stubborn ? stubborn.select(state, applicable) : applicable;
    offered += applicable.length;
    kept += chosen.length;
    // Where next to nothing commutes, looking for it costs more than it saves.
    if (offered > 2000 && kept > 0.9 * offered) stubborn = undefined;
    for (const operator of chosen) {
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
      // A lower bound falls by at most the one step that was taken.
      estimate.push(Math.max(0, estimate[id]! - 1));
      evaluated.push(false);
      push(known.id);
    }
    budget.spent += task.factNames.length * 4;
  }
  return { kind: 'none' };
};

export type { NumericTest };
