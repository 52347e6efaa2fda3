import type { Operator, PlanningTask } from './task.ts';

/** What an operator may read and change in any state, its conditional effects included. */
export type OperatorPrint = {
  readonly adds: readonly number[];
  readonly deletes: readonly number[];
  /** Facts in conditions of the operator or of its effects. */
  readonly reads: readonly number[];
  /** Facts in conditions of its effects alone: making one true changes what it does. */
  readonly listens: readonly number[];
  readonly writes: readonly number[];
  readonly assigns: readonly number[];
  readonly numberReads: readonly number[];
};

export const printOf = (task: PlanningTask, operator: Operator): OperatorPrint => {
  const [adds, deletes, listens] = [new Set<number>(), new Set<number>(), new Set<number>()];
  const [writes, assigns, numberReads] = [new Set<number>(), new Set<number>(), new Set<number>()];
  const readTests = (tests: readonly number[]): void => {
    for (const test of tests) for (const fluent of task.tests[test]!.fluents) numberReads.add(fluent);
  };
  readTests(operator.tests);
  operator.groups.forEach((group, position) => {
    if (position > 0) for (const fact of group.facts) listens.add(fact);
    readTests(group.tests);
    for (const fact of group.add) {
      adds.add(fact);
      if (task.complement[fact]! >= 0) deletes.add(task.complement[fact]!);
    }
    for (const fact of group.remove) {
      deletes.add(fact);
      if (task.complement[fact]! >= 0) adds.add(task.complement[fact]!);
    }
    for (const update of group.updates) {
      writes.add(update.fluent);
      if (update.kind === 'assign') assigns.add(update.fluent);
      for (const fluent of update.fluents) numberReads.add(fluent);
    }
  });
  return {
    adds: [...adds],
    deletes: [...deletes],
    reads: [...new Set([...operator.facts, ...listens])],
    listens: [...listens],
    writes: [...writes],
    assigns: [...assigns],
    numberReads: [...numberReads],
  };
};
