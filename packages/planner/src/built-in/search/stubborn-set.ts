import { type OperatorPrint, printOf } from './operator-print.ts';
import { type GoalItem, type PlanningTask, type State, testHolds, wayHolds } from './task.ts';

/**
 * Strong stubborn sets (Wehrle & Helmert, ICAPS 2014): of the operators applicable in a state the ones that a shortest plan may have to start with.
 * The others commute with all of these and can wait, so that independent robots are not interleaved in every order.
 */
export class StubbornSets {
  readonly #task: PlanningTask;
  readonly #goals: readonly GoalItem[];
  /** Operators that may make a fact true, and that may change a number. */
  readonly #makers: readonly (readonly number[])[];
  readonly #changers: readonly (readonly number[])[];
  readonly #interfering: (readonly number[] | undefined)[];
  readonly #prints: readonly OperatorPrint[];
  readonly #readers: readonly (readonly number[])[];
  readonly #unmakers: readonly (readonly number[])[];
  readonly #listeners: readonly (readonly number[])[];
  readonly #numberReaders: readonly (readonly number[])[];
  readonly #inSet: Int32Array;
  #stamp = 0;

  constructor(task: PlanningTask, goals: readonly GoalItem[]) {
    this.#task = task;
    this.#goals = goals;
    this.#prints = task.operators.map((operator) => printOf(task, operator));
    const index = (size: number, of: (print: OperatorPrint) => readonly number[]): number[][] => {
      const lists: number[][] = Array.from({ length: size }, () => []);
      this.#prints.forEach((print, operator) => {
        for (const entry of of(print)) lists[entry]!.push(operator);
      });
      return lists;
    };
    const facts = task.factNames.length;
    const fluents = task.fluentNames.length;
    this.#makers = index(facts, (print) => print.adds);
    this.#unmakers = index(facts, (print) => print.deletes);
    this.#readers = index(facts, (print) => print.reads);
    this.#listeners = index(facts, (print) => print.listens);
    this.#changers = index(fluents, (print) => print.writes);
    this.#numberReaders = index(fluents, (print) => print.numberReads);
    this.#interfering = task.operators.map(() => undefined);
    this.#inSet = new Int32Array(task.operators.length);
  }

  /** @param applicable all operators applicable in the state; a subset of it is returned */
  select(state: State, applicable: readonly number[]): readonly number[] {
    if (applicable.length < 2) return applicable;
    const task = this.#task;
    this.#stamp += 1;
    const stamp = this.#stamp;
    const queue: number[] = [];
    const take = (operators: readonly number[]): void => {
      for (const operator of operators)
        if (this.#inSet[operator] !== stamp) {
          this.#inSet[operator] = stamp;
          queue.push(operator);
        }
    };
    const fresh = (operators: readonly number[]): number => {
      let count = 0;
      for (const operator of operators) if (this.#inSet[operator] !== stamp) count += 1;
      return count;
    };
    /** Operators of which one has to come before all of these conditions hold. */
    const enablers = (facts: readonly number[], tests: readonly number[]): readonly number[] => {
      let best: readonly number[] | undefined;
      let size = Number.POSITIVE_INFINITY;
      const offer = (operators: readonly number[]): void => {
        const count = fresh(operators);
        if (count < size) {
          best = operators;
          size = count;
        }
      };
      for (const fact of facts) if (state.facts[fact] === 0) offer(this.#makers[fact]!);
      for (const test of tests)
        if (!testHolds(task.tests[test]!, state.numbers))
          offer([...new Set(task.tests[test]!.fluents.flatMap((fluent) => this.#changers[fluent]!))]);
      return best ?? [];
    };
    let first: readonly number[] | undefined;
    for (const goal of this.#goals) {
      if (goal.ways.some((way) => wayHolds(task, way, state))) continue;
      const all = goal.ways.flatMap((way) => enablers(way.facts, way.tests));
      if (!first || all.length < first.length) first = all;
    }
    if (!first) return applicable;
    take(first);
    const runs = new Set(applicable);
    let left = applicable.length;
    while (queue.length > 0) {
      const operator = queue.pop()!;
      if (runs.has(operator)) {
        left -= 1;
        if (left === 0) return applicable;
        take(this.#interferers(operator));
      } else take(enablers(task.operators[operator]!.facts, task.operators[operator]!.tests));
    }
    return applicable.filter((operator) => this.#inSet[operator] === stamp);
  }

  #interferers(operator: number): readonly number[] {
    const known = this.#interfering[operator];
    if (known) return known;
    const print = this.#prints[operator]!;
    const found = new Set<number>();
    const add = (lists: readonly (readonly number[])[], keys: readonly number[]): void => {
      for (const key of keys) for (const other of lists[key]!) found.add(other);
    };
    add(this.#readers, print.deletes);
    add(this.#unmakers, print.reads);
    add(this.#makers, print.deletes);
    add(this.#unmakers, print.adds);
    add(this.#listeners, print.adds);
    add(this.#makers, print.listens);
    add(this.#numberReaders, print.writes);
    add(this.#changers, print.numberReads);
    add(this.#changers, print.assigns);
    for (const fluent of print.writes)
      for (const other of this.#changers[fluent]!) if (this.#prints[other]!.assigns.includes(fluent)) found.add(other);
    found.delete(operator);
    const complement = this.#task.complement;
    const needs = new Set(this.#task.operators[operator]!.facts);
    // Two operators that need opposite facts are never applicable in one state.
    const list = [...found].filter(
      (other) =>
        !this.#task.operators[other]!.facts.some((fact) => complement[fact]! >= 0 && needs.has(complement[fact]!)),
    );
    this.#interfering[operator] = list;
    return list;
  }
}
