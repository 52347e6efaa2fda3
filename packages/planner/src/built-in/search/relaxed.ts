import { applicable, type PlanningTask, type State, testHolds } from './task.ts';

/**
 * The delete-relaxation heuristic hFF (Hoffmann & Nebel, JAIR 14, 2001) with additive best supporters (Keyder & Geffner, 2008) and
 * helpful operators. Numeric tests count as facts that an update in the right direction makes true (as in Metric-FF, without amounts).
 */
export type RelaxedHeuristic = {
  /** Estimated cost to the goal, or `Infinity` when not even the relaxation reaches it (then no plan exists). */
  readonly value: number;
  /** Operators of the relaxed plan that are applicable now. */
  readonly helpful: readonly number[];
};

type UnaryOperator = {
  readonly operator: number;
  readonly cost: number;
  readonly needs: readonly number[];
  readonly gives: readonly number[];
};

const UNREACHED = 0x3fffffff;

export class RelaxedPlanner {
  readonly #task: PlanningTask;
  readonly #unary: readonly UnaryOperator[];
  readonly #needers: Int32Array[];
  readonly #goalNodes: readonly number[];
  readonly #cost: Int32Array;
  readonly #supporter: Int32Array;
  readonly #missing: Int32Array;
  readonly #sum: Int32Array;
  readonly #nodes: number;
  readonly #factCount: number;
  readonly #heapNode: number[] = [];
  readonly #heapCost: number[] = [];
  evaluations = 0;

  constructor(task: PlanningTask) {
    this.#task = task;
    this.#factCount = task.factNames.length;
    const testNode = (test: number): number => this.#factCount + test;
    const base = this.#factCount + task.tests.length;
    this.#goalNodes = task.goals.map((_, index) => base + index);
    this.#nodes = base + task.goals.length;
    const improves: number[][] = task.tests.map(() => []);
    const unary: UnaryOperator[] = [];
    const testsByFluent = new Map<number, number[]>();
    task.tests.forEach((test, index) => {
      test.fluents.forEach((fluent) => {
        testsByFluent.set(fluent, [...(testsByFluent.get(fluent) ?? []), index]);
      });
    });
    for (const operator of task.operators)
      operator.groups.forEach((group, position) => {
        const gives: number[] = [...group.add];
        for (const fact of group.remove) {
          const other = task.complement[fact]!;
          if (other >= 0) gives.push(other);
        }
        for (const update of group.updates)
          for (const test of testsByFluent.get(update.fluent) ?? []) {
            const sign = task.tests[test]!.coefficients[task.tests[test]!.fluents.indexOf(update.fluent)]!;
            const constantOnly = update.fluents.length === 0;
            if (update.kind === 'assign' || !constantOnly || sign * update.constant > 0) {
              gives.push(testNode(test));
              improves[test]!.push(operator.index);
            }
          }
        if (gives.length === 0) return;
        const needs = [
          ...operator.facts,
          ...operator.tests.map(testNode),
          ...(position > 0 ? [...group.facts, ...group.tests.map(testNode)] : []),
        ];
        unary.push({
          operator: operator.index,
          cost: operator.cost,
          needs: [...new Set(needs)],
          gives: [...new Set(gives)],
        });
      });
    task.goals.forEach((goal, index) => {
      for (const way of goal.ways)
        unary.push({
          operator: -1,
          cost: 0,
          needs: [...new Set([...way.facts, ...way.tests.map(testNode)])],
          gives: [base + index],
        });
    });
    this.#unary = unary;
    const needers: number[][] = Array.from({ length: this.#nodes }, () => []);
    unary.forEach((entry, index) => {
      for (const need of entry.needs) needers[need]!.push(index);
    });
    this.#needers = needers.map((list) => Int32Array.from(list));
    this.#cost = new Int32Array(this.#nodes);
    this.#supporter = new Int32Array(this.#nodes);
    this.#missing = new Int32Array(unary.length);
    this.#sum = new Int32Array(unary.length);
  }

  /** Operators whose preconditions the relaxation never reaches from this state. */
  unreachableOperators(state: State): boolean[] {
    this.#explore(state, true);
    return this.#task.operators.map(
      (operator) =>
        operator.facts.some((fact) => this.#cost[fact]! >= UNREACHED) ||
        operator.tests.some((test) => this.#cost[this.#factCount + test]! >= UNREACHED),
    );
  }

  /** Facts that the relaxation reaches from the state explored last. */
  reached(fact: number): boolean {
    return this.#cost[fact]! < UNREACHED;
  }

  evaluate(state: State): RelaxedHeuristic {
    this.evaluations += 1;
    this.#explore(state, false);
    for (const goal of this.#goalNodes)
      if (this.#cost[goal]! >= UNREACHED) return { value: Number.POSITIVE_INFINITY, helpful: [] };
    const chosen = new Set<number>();
    const operators = new Set<number>();
    const stack: number[] = [...this.#goalNodes];
    const seen = new Set<number>();
    let value = 0;
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (seen.has(node)) continue;
      seen.add(node);
      const by = this.#supporter[node]!;
      if (by < 0 || chosen.has(by)) continue;
      chosen.add(by);
      const entry = this.#unary[by]!;
      if (entry.operator >= 0 && !operators.has(entry.operator)) {
        operators.add(entry.operator);
        value += entry.cost;
      }
      for (const need of entry.needs) stack.push(need);
    }
    const helpful: number[] = [];
    for (const operator of operators)
      if (applicable(this.#task, this.#task.operators[operator]!, state)) helpful.push(operator);
    return { value, helpful };
  }

  /** Generalised Dijkstra over facts with additive costs. */
  #explore(state: State, exhaustive: boolean): void {
    const cost = this.#cost.fill(UNREACHED);
    this.#supporter.fill(-1);
    const missing = this.#missing;
    const sum = this.#sum;
    this.#heapNode.length = 0;
    this.#heapCost.length = 0;
    this.#unary.forEach((entry, index) => {
      missing[index] = entry.needs.length;
      sum[index] = entry.cost;
      if (entry.needs.length === 0) this.#offer(index);
    });
    for (let fact = 0; fact < this.#factCount; fact += 1) if (state.facts[fact] === 1) this.#reach(fact, 0, -1);
    this.#task.tests.forEach((test, index) => {
      if (testHolds(test, state.numbers)) this.#reach(this.#factCount + index, 0, -1);
    });
    let goalsLeft = this.#goalNodes.length;
    const base = this.#nodes - this.#goalNodes.length;
    while (this.#heapNode.length > 0) {
      const [node, at] = this.#pop();
      if (at > cost[node]!) continue;
      if (node >= base) {
        goalsLeft -= 1;
        if (goalsLeft === 0 && !exhaustive) return;
      }
      const list = this.#needers[node]!;
      for (let index = 0; index < list.length; index += 1) {
        const entry = list[index]!;
        sum[entry] = sum[entry]! + at;
        missing[entry] = missing[entry]! - 1;
        if (missing[entry] === 0) this.#offer(entry);
      }
    }
  }

  #offer(index: number): void {
    const entry = this.#unary[index]!;
    for (const node of entry.gives) this.#reach(node, this.#sum[index]!, index);
  }

  #reach(node: number, cost: number, by: number): void {
    if (cost >= this.#cost[node]!) return;
    this.#cost[node] = cost;
    this.#supporter[node] = by;
    this.#push(node, cost);
  }

  #push(node: number, cost: number): void {
    const nodes = this.#heapNode;
    const costs = this.#heapCost;
    let at = nodes.length;
    nodes.push(node);
    costs.push(cost);
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

  #pop(): [number, number] {
    const nodes = this.#heapNode;
    const costs = this.#heapCost;
    const top: [number, number] = [nodes[0]!, costs[0]!];
    const node = nodes.pop()!;
    const cost = costs.pop()!;
    if (nodes.length > 0) {
      let at = 0;
      for (;;) {
        let child = at * 2 + 1;
        if (child >= nodes.length) break;
        if (child + 1 < nodes.length && costs[child + 1]! < costs[child]!) child += 1;
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
