import type { Budget } from './budget.ts';
import { Heap } from './heap.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';
import { StateStore } from './state-store.ts';
import { type GoalItem, goalHolds, type PlanningTask, type State } from './task.ts';
import { Transitions } from './transitions.ts';

export type Found = { readonly kind: 'found'; readonly plan: readonly number[]; readonly end: State };
export type NotFound = { readonly kind: 'unsolvable' | 'limit' };

/** Pushes to the helpful queue count this much more after each new best estimate. */
const BOOST = 1000;

/**
 * Greedy best-first search with deferred evaluation and a second queue for helpful operators (Helmert, JAIR 26, 2006; Richter & Helmert, ICAPS 2009).
 * A state is evaluated when it is expanded; its successors inherit the estimate.
 *
 * @param goals what is to be reached, by default the task's own
 */
export const greedySearch = (
  task: PlanningTask,
  start: State,
  budget: Budget,
  goals: readonly GoalItem[] = task.goals,
): Found | NotFound => {
  const transitions = new Transitions(task);
  const relaxed = new RelaxedPlanner(relaxationOf(task, goals), budget);
  const store = new StateStore(task.factNames.length, task.fluentNames.length);
  const parents: number[] = [];
  const operators: number[] = [];
  const depths: number[] = [];
  // Open entries are (parent state, operator) pairs: the successor is made only when its turn comes.
  const entryParent: number[] = [];
  const entryOperator: number[] = [];
  const open = new Heap('oldest');
  const helpfulOpen = new Heap('oldest');
  let openPriority = 0;
  let helpfulPriority = 0;
  let best = Number.POSITIVE_INFINITY;
  let limited = false;

  const expand = (id: number, state: State): Found | undefined => {
    if (goals.every((goal) => goalHolds(task, goal, state)))
      return { kind: 'found', plan: trace(parents, operators, id), end: state };
    const { value, plan } = relaxed.evaluate(state);
    if (value === Number.POSITIVE_INFINITY) return undefined;
    if (value < best) {
      best = value;
      helpfulPriority -= BOOST;
    }
    const helpful = new Set(plan);
    const key = value * 100_000 + depths[id]!;
    for (const operator of transitions.applicable(state)) {
      const entry = entryParent.length;
      entryParent.push(id);
      entryOperator.push(operator);
      open.push(entry, key);
      if (helpful.has(operator)) helpfulOpen.push(entry, key);
    }
    budget.spent += task.factNames.length;
    return undefined;
  };

  store.intern(start);
  parents.push(-1);
  operators.push(-1);
  depths.push(0);
  const first = expand(0, start);
  if (first) return first;
  const tried = new Set<number>();
  while (open.size > 0 || helpfulOpen.size > 0) {
    if (budget.over) {
      limited = true;
      break;
    }
    let useHelpful = helpfulOpen.size > 0;
    if (useHelpful && open.size > 0) useHelpful = helpfulPriority <= openPriority;
    if (useHelpful) helpfulPriority += 1;
    else openPriority += 1;
    const entry = useHelpful ? helpfulOpen.pop() : open.pop();
    if (tried.has(entry)) continue;
    tried.add(entry);
    const parent = entryParent[entry]!;
    const state = transitions.next(store.get(parent), entryOperator[entry]!);
    budget.spent += task.factNames.length;
    if (!state) continue;
    const { id, isNew } = store.intern(state);
    if (!isNew) continue;
    parents.push(parent);
    operators.push(entryOperator[entry]!);
    depths.push(depths[parent]! + 1);
    const found = expand(id, state);
    if (found) return found;
  }
  return { kind: limited ? 'limit' : 'unsolvable' };
};

/** Operators from the root to a state. */
export const trace = (parents: readonly number[], operators: readonly number[], id: number): number[] => {
  const plan: number[] = [];
  for (let at = id; parents[at]! >= 0; at = parents[at]!) plan.push(operators[at]!);
  return plan.reverse();
};
