import { RelaxedPlanner } from './relaxed.ts';
import { applicable, goalHolds, type PlanningTask, type State, successor, wayHolds } from './task.ts';

export type SearchLimits = {
  /** Heuristic evaluations at most; the search itself reads no clock, so that equal input gives equal output. */
  readonly evaluations: number;
  /** Of these, how many may go into making a plan that was found shorter. */
  readonly improvement?: number;
  /** Asked now and then; true ends the search with what it has. */
  readonly expired?: () => boolean;
};

export type SearchOutcome = {
  readonly kind: 'found' | 'unsolvable' | 'limit';
  /** Operators in order. */
  readonly plan: readonly number[];
  readonly cost: number;
  readonly evaluations: number;
  /** True when no cheaper plan exists (the last search ran dry). */
  readonly optimal: boolean;
};

type Node = {
  readonly state: State;
  readonly parent: number;
  readonly operator: number;
  cost: number;
  readonly h: number;
  closed: boolean;
};

/**
 * Anytime forward search: greedy best-first with helpful operators for a first plan, then weighted A* with falling weights that only keeps
 * what can still be cheaper (after LAMA: Richter & Westphal, JAIR 39, 2010). Ends early when a search runs dry.
 */
export const forwardSearch = (task: PlanningTask, limits: SearchLimits): SearchOutcome => {
  const relaxed = new RelaxedPlanner(task);
  const start: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  let best: { plan: number[]; cost: number } | undefined;
  let improvementEnd = 0;
  const weights = [Number.POSITIVE_INFINITY, 3, 2, 1];
  for (const weight of weights) {
    const evaluations = best ? Math.min(limits.evaluations, improvementEnd) : limits.evaluations;
    const run = searchOnce(task, relaxed, start, weight, best?.cost ?? Number.POSITIVE_INFINITY, {
      ...limits,
      evaluations,
    });
    if (run.plan && !best) improvementEnd = relaxed.evaluations + (limits.improvement ?? limits.evaluations);
    if (run.kind === 'dead')
      return { kind: 'unsolvable', plan: [], cost: 0, evaluations: relaxed.evaluations, optimal: true };
    if (run.plan) best = { plan: run.plan, cost: run.cost };
    if (run.kind === 'dry') {
      return best
        ? { kind: 'found', ...best, evaluations: relaxed.evaluations, optimal: weight !== Number.POSITIVE_INFINITY }
        : { kind: 'unsolvable', plan: [], cost: 0, evaluations: relaxed.evaluations, optimal: true };
    }
    if (run.kind === 'limit') break;
  }
  return best
    ? { kind: 'found', ...best, evaluations: relaxed.evaluations, optimal: false }
    : { kind: 'limit', plan: [], cost: 0, evaluations: relaxed.evaluations, optimal: false };
};

type RunResult = { kind: 'found' | 'dry' | 'limit' | 'dead'; plan?: number[]; cost: number };

const searchOnce = (
  task: PlanningTask,
  relaxed: RelaxedPlanner,
  start: State,
  weight: number,
  bound: number,
  limits: SearchLimits,
): RunResult => {
  const greedy = weight === Number.POSITIVE_INFINITY;
  const nodes: Node[] = [];
  const index = new StateIndex(nodes);
  const open = new Heap();
  const preferred = new Heap();
  let preferredBoost = 0;
  const first = relaxed.evaluate(start);
  if (first.value === Number.POSITIVE_INFINITY) return { kind: 'dead', cost: 0 };
  const key = (node: Node): number =>
    greedy ? node.h * 1000 + node.cost : (node.cost + weight * node.h) * 1000 + node.h;
  const helpfulOf: (readonly number[])[] = [];
  nodes.push({ state: start, parent: -1, operator: -1, cost: 0, h: first.value, closed: false });
  helpfulOf.push(first.helpful);
  index.add(0);
  open.push(0, key(nodes[0]!));
  let bestH = first.value;
  let turn = 0;
  while (open.size > 0 || preferred.size > 0) {
    turn += 1;
    const usePreferred = preferred.size > 0 && (open.size === 0 || preferredBoost > 0 || turn % 2 === 0);
    if (preferredBoost > 0 && usePreferred) preferredBoost -= 1;
    const at = usePreferred ? preferred.pop() : open.pop();
    const node = nodes[at]!;
    if (node.closed) continue;
    node.closed = true;
    if (node.cost + (greedy ? 0 : 0) >= bound) continue;
    if (task.goals.every((goal) => goalHolds(task, goal, node.state)))
      return { kind: 'found', plan: trace(nodes, at), cost: node.cost };
    if (relaxed.evaluations >= limits.evaluations || (turn % 64 === 0 && limits.expired?.()))
      return { kind: 'limit', cost: 0 };
    const helpful = new Set(helpfulOf[at]!);
    for (const operator of task.operators) {
      if (!applicable(task, operator, node.state)) continue;
      const cost = node.cost + operator.cost;
      if (cost >= bound) continue;
      const state = successor(task, operator, node.state);
      const known = index.find(state);
      if (known >= 0) {
        const old = nodes[known]!;
        if (cost < old.cost) {
          // A cheaper way to a known state: open it again with the heuristic it already has.
          nodes[known] = { ...old, parent: at, operator: operator.index, cost, closed: false };
          open.push(known, key(nodes[known]!));
        }
        continue;
      }
      if (task.forbidden.some((rule) => rule.ways.some((way) => wayHolds(task, way, state)))) continue;
      const heuristic = relaxed.evaluate(state);
      if (heuristic.value === Number.POSITIVE_INFINITY) continue;
      const child: Node = { state, parent: at, operator: operator.index, cost, h: heuristic.value, closed: false };
      const id = nodes.length;
      nodes.push(child);
      helpfulOf.push(heuristic.helpful);
      index.add(id);
      const order = key(child);
      open.push(id, order);
      if (helpful.has(operator.index)) preferred.push(id, order);
      if (heuristic.value < bestH) {
        bestH = heuristic.value;
        preferredBoost = 100;
      }
    }
  }
  return { kind: 'dry', cost: 0 };
};

const trace = (nodes: readonly Node[], at: number): number[] => {
  const plan: number[] = [];
  for (let node = nodes[at]!; node.parent >= 0; node = nodes[node.parent]!) plan.push(node.operator);
  return plan.reverse();
};

/** States by content. Buckets hold node ids; equality is checked in full, so a hash collision can't hide a state. */
class StateIndex {
  readonly #nodes: readonly Node[];
  readonly #buckets = new Map<number, number[]>();
  constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
  }

  add(id: number): void {
    const hash = hashState(this.#nodes[id]!.state);
    const bucket = this.#buckets.get(hash);
    if (bucket) bucket.push(id);
    else this.#buckets.set(hash, [id]);
  }

  find(state: State): number {
    for (const id of this.#buckets.get(hashState(state)) ?? []) if (sameState(this.#nodes[id]!.state, state)) return id;
    return -1;
  }
}

const hashState = (state: State): number => {
  let a = 0x9e3779b9;
  for (let at = 0; at < state.facts.length; at += 1)
    if (state.facts[at] === 1) a = Math.imul(a ^ (at + 0x7f4a7c15), 0x85ebca6b) + ((a >>> 13) | 0);
  for (let at = 0; at < state.numbers.length; at += 1)
    a = Math.imul(a ^ ((state.numbers[at]! * 1000) | 0), 0xc2b2ae35) + ((a >>> 15) | 0);
  return a;
};

const sameState = (a: State, b: State): boolean => {
  for (let at = 0; at < a.facts.length; at += 1) if (a.facts[at] !== b.facts[at]) return false;
  for (let at = 0; at < a.numbers.length; at += 1) if (a.numbers[at] !== b.numbers[at]) return false;
  return true;
};

/** Binary heap with insertion order as the tie-break, so that runs repeat exactly. */
class Heap {
  readonly #ids: number[] = [];
  readonly #keys: number[] = [];
  readonly #order: number[] = [];
  #next = 0;
  get size(): number {
    return this.#ids.length;
  }

  push(id: number, key: number): void {
    let at = this.#ids.length;
    const order = this.#next;
    this.#next += 1;
    this.#ids.push(id);
    this.#keys.push(key);
    this.#order.push(order);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#less(key, order, up)) break;
      this.#move(up, at);
      at = up;
    }
    this.#set(at, id, key, order);
  }

  pop(): number {
    const top = this.#ids[0]!;
    const id = this.#ids.pop()!;
    const key = this.#keys.pop()!;
    const order = this.#order.pop()!;
    const size = this.#ids.length;
    if (size > 0) {
      let at = 0;
      for (;;) {
        let child = at * 2 + 1;
        if (child >= size) break;
        if (child + 1 < size && this.#less(this.#keys[child + 1]!, this.#order[child + 1]!, child)) child += 1;
        if (this.#less(key, order, child)) break;
        this.#move(child, at);
        at = child;
      }
      this.#set(at, id, key, order);
    }
    return top;
  }

  #less(key: number, order: number, than: number): boolean {
    return key < this.#keys[than]! || (key === this.#keys[than]! && order < this.#order[than]!);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#ids[from]!, this.#keys[from]!, this.#order[from]!);
  }

  #set(at: number, id: number, key: number, order: number): void {
    this.#ids[at] = id;
    this.#keys[at] = key;
    this.#order[at] = order;
  }
}
