import { inverse } from './relaxation.ts';
import { type NumericTest, type PlanningTask, type State, successor, testHolds, wayHolds } from './task.ts';

/** Applicable operators of a state by counting satisfied conditions, and the states that they lead to. */
export class Transitions {
  readonly #task: PlanningTask;
  readonly #start: Int32Array;
  readonly #users: Int32Array;
  readonly #needCounts: Int32Array;
  readonly #counts: Int32Array;
  readonly #free: readonly number[];

  constructor(task: PlanningTask) {
    this.#task = task;
    const lists = task.operators.map((operator) => [...new Set(operator.facts)]);
    const users = inverse(lists, task.factNames.length);
    this.#start = users.start;
    this.#users = users.values;
    this.#needCounts = Int32Array.from(lists, (list) => list.length);
    this.#counts = new Int32Array(lists.length);
    this.#free = lists.flatMap((list, index) => (list.length === 0 ? [index] : []));
  }

  /** Indices of the operators whose conditions hold, ascending. */
  applicable(state: State): number[] {
    const counts = this.#counts.fill(0);
    const found = this.#free.filter((index) => this.#testsHold(index, state));
    const { facts } = state;
    for (let fact = 0; fact < facts.length; fact += 1) {
      if (facts[fact] === 0) continue;
      for (let at = this.#start[fact]!; at < this.#start[fact + 1]!; at += 1) {
        const index = this.#users[at]!;
        counts[index] = counts[index]! + 1;
        if (counts[index] === this.#needCounts[index] && this.#testsHold(index, state)) found.push(index);
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** The state after an operator, or undefined when a rule forbids it. */
  next(state: State, index: number): State | undefined {
    const after = successor(this.#task, this.#task.operators[index]!, state);
    for (const rule of this.#task.forbidden)
      for (const way of rule.ways) if (wayHolds(this.#task, way, after)) return undefined;
    return after;
  }

  #testsHold(index: number, state: State): boolean {
    const { tests } = this.#task.operators[index]!;
    for (const test of tests) if (!testHolds(this.#task.tests[test] as NumericTest, state.numbers)) return false;
    return true;
  }
}
