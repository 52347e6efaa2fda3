import type { GoalItem, NumericTest, PlanningTask } from './task.ts';

/**
 * The delete relaxation as unary operators over nodes: facts, numeric tests, goal items, one goal node and one node that is always true. Numeric tests
 * count as facts that an update in the right direction makes true (as in Metric-FF, without amounts). Compressed rows: `needs` of unary
 * operator u are `needs[needsStart[u]] … needs[needsStart[u + 1] - 1]`.
 */
export type Relaxation = {
  readonly nodes: number;
  readonly factCount: number;
  readonly tests: readonly NumericTest[];
  readonly truth: number;
  readonly goal: number;
  readonly unaryCount: number;
  /** Operator of each unary operator, -1 for those that only conclude goals. */
  readonly operator: Int32Array;
  readonly needsStart: Int32Array;
  readonly needs: Int32Array;
  readonly givesStart: Int32Array;
  readonly gives: Int32Array;
  readonly needersStart: Int32Array;
  readonly needers: Int32Array;
  readonly giversStart: Int32Array;
  readonly givers: Int32Array;
  readonly operatorCount: number;
  /** Unary operators of each operator. */
  readonly unaryOfStart: Int32Array;
  readonly unaryOf: Int32Array;
};

type Unary = { operator: number; needs: number[]; gives: number[] };

/** @param goals what is to be reached, by default the task's own goals */
export const relaxationOf = (
  task: PlanningTask,
  goals: readonly GoalItem[] = task.goals,
  tests: readonly NumericTest[] = task.tests,
): Relaxation => {
  const factCount = task.factNames.length;
  const testNode = (test: number): number => factCount + test;
  const base = factCount + tests.length;
  const goal = base + goals.length;
  const truth = goal + 1;
  const testsByFluent = new Map<number, number[]>();
  tests.forEach((test, index) => {
    for (const fluent of test.fluents) testsByFluent.set(fluent, [...(testsByFluent.get(fluent) ?? []), index]);
  });
  const unary: Unary[] = [];
  for (const operator of task.operators)
    operator.groups.forEach((group, position) => {
      const gives = new Set<number>(group.add);
      for (const fact of group.remove) {
        const other = task.complement[fact]!;
        if (other >= 0) gives.add(other);
      }
      for (const update of group.updates)
        for (const test of testsByFluent.get(update.fluent) ?? []) {
          const entry = tests[test]!;
          const sign = entry.coefficients[entry.fluents.indexOf(update.fluent)]!;
          if (update.kind === 'assign' || update.fluents.length > 0 || sign * update.constant > 0)
            gives.add(testNode(test));
        }
      const needs = new Set([
        ...operator.facts,
        ...operator.tests.map(testNode),
        ...(position > 0 ? [...group.facts, ...group.tests.map(testNode)] : []),
      ]);
      for (const need of needs) gives.delete(need);
      if (gives.size > 0) unary.push({ operator: operator.index, needs: [...needs], gives: [...gives] });
    });
  goals.forEach((item, index) => {
    for (const way of item.ways)
      unary.push({
        operator: -1,
        needs: [...new Set([...way.facts, ...way.tests.map(testNode)])],
        gives: [base + index],
      });
  });
  unary.push({ operator: -1, needs: goals.map((_, index) => base + index), gives: [goal] });
  for (const entry of unary) if (entry.needs.length === 0) entry.needs.push(truth);
  const nodes = truth + 1;
  const needs = rows(unary.map((entry) => entry.needs));
  const gives = rows(unary.map((entry) => entry.gives));
  const needers = inverse(
    unary.map((entry) => entry.needs),
    nodes,
  );
  const givers = inverse(
    unary.map((entry) => entry.gives),
    nodes,
  );
  const unaryOf = inverse(
    unary.map((entry) => (entry.operator >= 0 ? [entry.operator] : [])),
    task.operators.length,
  );
  return {
    nodes,
    factCount,
    tests,
    truth,
    goal,
    unaryCount: unary.length,
    operator: Int32Array.from(unary, (entry) => entry.operator),
    needsStart: needs.start,
    needs: needs.values,
    givesStart: gives.start,
    gives: gives.values,
    needersStart: needers.start,
    needers: needers.values,
    giversStart: givers.start,
    givers: givers.values,
    operatorCount: task.operators.length,
    unaryOfStart: unaryOf.start,
    unaryOf: unaryOf.values,
  };
};

type Rows = { readonly start: Int32Array; readonly values: Int32Array };

export const rows = (lists: readonly (readonly number[])[]): Rows => {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, index) => {
    start[index + 1] = start[index]! + list.length;
  });
  const values = new Int32Array(start[lists.length]!);
  lists.forEach((list, index) => {
    values.set(list, start[index]!);
  });
  return { start, values };
};

/** Node → rows that mention it. */
export const inverse = (lists: readonly (readonly number[])[], nodes: number): Rows => {
  const found: number[][] = Array.from({ length: nodes }, () => []);
  lists.forEach((list, index) => {
    for (const node of list) found[node]!.push(index);
  });
  return rows(found);
};
