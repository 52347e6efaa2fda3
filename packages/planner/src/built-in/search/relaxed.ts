import type { Budget } from './budget.ts';
import type { Relaxation } from './relaxation.ts';
import { type State, testHolds } from './task.ts';

export type RelaxedHeuristic = {
  /** Estimated steps to the goal, or `Infinity` when not even the relaxation reaches it (then no plan exists). */
  readonly value: number;
  /** Operators of the relaxed plan, in no order. */
  readonly plan: readonly number[];
};

const UNREACHED = 0x3fffffff;

/**
 * The delete-relaxation heuristic hFF (Hoffmann & Nebel, JAIR 14, 2001) with additive best supporters (Keyder & Geffner, 2008). The operators of
 * the relaxed plan that are applicable at once are its helpful operators.
 */
export class RelaxedPlanner {
  readonly #relaxation: Relaxation;
  readonly #cost: Int32Array;
  readonly #supporter: Int32Array;
  readonly #missing: Int32Array;
  readonly #sum: Int32Array;
  readonly #needCounts: Int32Array;
  readonly #seen: Int32Array;
  readonly #inPlan: Int32Array;
  #stamp = 0;
  #heapNode: Int32Array;
  #heapCost: Int32Array;
  #heapSize = 0;
  evaluations = 0;
  readonly #budget: Budget | undefined;

  constructor(relaxation: Relaxation, budget?: Budget) {
    this.#relaxation = relaxation;
    this.#budget = budget;
    this.#cost = new Int32Array(relaxation.nodes);
    this.#supporter = new Int32Array(relaxation.nodes);
    this.#missing = new Int32Array(relaxation.unaryCount);
    this.#sum = new Int32Array(relaxation.unaryCount);
    this.#needCounts = Int32Array.from(
      { length: relaxation.unaryCount },
      (_, unary) => relaxation.needsStart[unary + 1]! - relaxation.needsStart[unary]!,
    );
    this.#seen = new Int32Array(relaxation.nodes);
    this.#inPlan = new Int32Array(relaxation.operatorCount);
    this.#heapNode = new Int32Array(1024);
    this.#heapCost = new Int32Array(1024);
  }

  /** Nodes that the relaxation reaches from a state, whether or not the goal is. */
  reachable(state: State): (node: number) => boolean {
    this.#explore(state, true);
    const cost = this.#cost.slice();
    return (node) => cost[node]! < UNREACHED;
  }

  /** Additive cost of each goal item from a state, `Infinity` where it is out of reach. */
  goalCosts(state: State, goals: number): number[] {
    this.#explore(state, true);
    const base = this.#relaxation.goal - goals;
    return Array.from({ length: goals }, (_, index) => {
      const cost = this.#cost[base + index]!;
      return cost >= UNREACHED ? Number.POSITIVE_INFINITY : cost;
    });
  }

  evaluate(state: State): RelaxedHeuristic {
    this.evaluations += 1;
    const { goal, operator, needsStart, needs } = this.#relaxation;
    this.#explore(state, false);
    if (this.#cost[goal]! >= UNREACHED) return { value: Number.POSITIVE_INFINITY, plan: [] };
    this.#stamp += 1;
    const stamp = this.#stamp;
    const plan: number[] = [];
    const stack = [goal];
    this.#seen[goal] = stamp;
    while (stack.length > 0) {
      const by = this.#supporter[stack.pop()!]!;
      if (by < 0) continue;
      const op = operator[by]!;
      if (op >= 0 && this.#inPlan[op] !== stamp) {
        this.#inPlan[op] = stamp;
        plan.push(op);
      }
      for (let at = needsStart[by]!; at < needsStart[by + 1]!; at += 1) {
        const need = needs[at]!;
        if (this.#seen[need] === stamp) continue;
        this.#seen[need] = stamp;
        stack.push(need);
      }
    }
    return { value: plan.length, plan };
  }

  /** Generalised Dijkstra over nodes with additive costs. */
  #explore(state: State, exhaustive: boolean): void {
    const { factCount, tests, truth, goal, needersStart, needers, givesStart, gives, operator } = this.#relaxation;
    const cost = this.#cost.fill(UNREACHED);
    this.#supporter.fill(-1);
    const missing = this.#missing;
    const sum = this.#sum;
    missing.set(this.#needCounts);
    for (let unary = 0; unary < sum.length; unary += 1) sum[unary] = operator[unary]! >= 0 ? 1 : 0;
    this.#heapSize = 0;
    let work = sum.length;
    this.#reach(truth, 0, -1);
    for (let fact = 0; fact < factCount; fact += 1) if (state.facts[fact] === 1) this.#reach(fact, 0, -1);
    for (let test = 0; test < tests.length; test += 1)
      if (testHolds(tests[test]!, state.numbers)) this.#reach(factCount + test, 0, -1);
    while (this.#heapSize > 0) {
      const at = this.#heapCost[0]!;
      const node = this.#pop();
      if (at > cost[node]!) continue;
      if (node === goal && !exhaustive) break;
      const end = needersStart[node + 1]!;
      work += end - needersStart[node]!;
      for (let index = needersStart[node]!; index < end; index += 1) {
        const entry = needers[index]!;
        sum[entry] = sum[entry]! + at;
        missing[entry] = missing[entry]! - 1;
        if (missing[entry] === 0)
          for (let give = givesStart[entry]!; give < givesStart[entry + 1]!; give += 1)
            this.#reach(gives[give]!, sum[entry]!, entry);
      }
    }
    if (this.#budget) this.#budget.spent += work;
  }

  #reach(node: number, cost: number, by: number): void {
    if (cost >= this.#cost[node]!) return;
    this.#cost[node] = cost;
    this.#supporter[node] = by;
    if (this.#heapSize === this.#heapNode.length) {
      const nodes = new Int32Array(this.#heapSize * 2);
      nodes.set(this.#heapNode);
      this.#heapNode = nodes;
      const costs = new Int32Array(this.#heapSize * 2);
      costs.set(this.#heapCost);
      this.#heapCost = costs;
    }
    const nodes = this.#heapNode;
    const costs = this.#heapCost;
    let at = this.#heapSize;
    this.#heapSize += 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (costs[up]! <= cost) break;
      nodes[at] = nodes[up]!;
      costs[at] = costs[up]!;
      at = up;
    }
    nodes[at] = node;
    costs[at] = cost;
  }

  #pop(): number {
    const nodes = this.#heapNode;
    const costs = this.#heapCost;
    const top = nodes[0]!;
    this.#heapSize -= 1;
    const size = this.#heapSize;
    if (size > 0) {
      const node = nodes[size]!;
      const cost = costs[size]!;
      let at = 0;
      for (;;) {
        let child = at * 2 + 1;
        if (child >= size) break;
        if (child + 1 < size && costs[child + 1]! < costs[child]!) child += 1;
        if (costs[child]! >= cost) break;
        nodes[at] = nodes[child]!;
        costs[at] = costs[child]!;
        at = child;
      }
      nodes[at] = node;
      costs[at] = cost;
    }
    return top;
  }
}
