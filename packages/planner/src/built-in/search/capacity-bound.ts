import { type GoalItem, type Operator, type PlanningTask, testHolds } from './task.ts';

/** More goals than there is room for: proved by an invariant over one number. */
export type CapacityShortage = {
  /** Key of the number that is used up, e.g. `free_space(station_2)`. */
  readonly fluent: string;
  /** Most goal facts that can hold at once, and how many are asked for. */
  readonly room: number;
  readonly wanted: number;
  /** Goal items that compete for it. */
  readonly items: readonly string[];
};

/**
 * Looks for a number that every step pays one of for each fact of a kind that it makes true, and gets back only by ending such a fact (free places, free
 * hands, free slots). Then facts + number never grow, and no state holds more such facts than the number at the start plus those that held then.
 */
export const findShortage = (
  task: PlanningTask,
  goals: readonly GoalItem[] = task.goals,
): CapacityShortage | undefined => {
  for (let fluent = 0; fluent < task.fluentNames.length; fluent += 1) {
    const facts = paidFacts(task, fluent);
    if (!facts || facts.size === 0) continue;
    const competing = goals.filter(
      (goal) => goal.ways.length > 0 && goal.ways.every((way) => way.facts.some((fact) => facts.has(fact))),
    );
    if (competing.length < 2) continue;
    let room = Math.floor(task.initialNumbers[fluent]! + 1e-9);
    for (const fact of facts) room += task.initialFacts[fact]!;
    if (competing.length > room)
      return {
        fluent: task.fluentNames[fluent]!,
        room,
        wanted: competing.length,
        items: competing.map((goal) => goal.id),
      };
  }
  return undefined;
};

/** The facts that a number pays for, or undefined when the invariant does not hold for every operator. */
const paidFacts = (task: PlanningTask, fluent: number): Set<number> | undefined => {
  const facts = new Set<number>();
  const touching: { readonly operator: Operator; readonly change: number }[] = [];
  for (const operator of task.operators) {
    let change = 0;
    for (const [position, group] of operator.groups.entries())
      for (const update of group.updates) {
        if (update.fluent !== fluent) continue;
        if (position > 0 || update.kind !== 'increase' || update.fluents.length > 0) return undefined;
        change += update.constant;
      }
    if (change !== 0) touching.push({ operator, change });
  }
  for (const { operator, change } of touching) {
    const needed = new Set(operator.facts);
    for (const group of operator.groups)
      for (const fact of change < 0 ? group.add : group.remove.filter((entry) => needed.has(entry)))
        if (task.complement[fact]! < 0 || !isNegation(task, fact)) facts.add(fact);
  }
  // Facts of several predicates may be made by one step: keep those of the predicate and arguments that the number's own name shares.
  const about = task.fluentNames[fluent]!.slice(task.fluentNames[fluent]!.indexOf('(') + 1, -1).split(',');
  for (const fact of [...facts])
    if (
      !about.every((term) =>
        task.factNames[fact]!.slice(task.factNames[fact]!.indexOf('(') + 1, -1)
          .split(',')
          .includes(term),
      )
    )
      facts.delete(fact);
  for (const operator of task.operators) {
    const change = touching.find((entry) => entry.operator === operator)?.change ?? 0;
    const needed = new Set(operator.facts);
    let made = 0;
    let ended = 0;
    for (const [position, group] of operator.groups.entries()) {
      for (const fact of group.add) if (facts.has(fact)) made += 1;
      if (position === 0) for (const fact of group.remove) if (facts.has(fact) && needed.has(fact)) ended += 1;
    }
    if (made - ended + change > 1e-9) return undefined;
    // Below zero the number would pay for nothing.
    if (change < 0 && !keepsNonNegative(task, operator, fluent, -change)) return undefined;
  }
  return facts;
};

const isNegation = (task: PlanningTask, fact: number): boolean => task.factNames[fact]!.startsWith('not ');

const keepsNonNegative = (task: PlanningTask, operator: Operator, fluent: number, amount: number): boolean =>
  operator.tests.some((index) => {
    const test = task.tests[index]!;
    if (test.fluents.length !== 1 || test.fluents[0] !== fluent || test.coefficients[0]! <= 0) return false;
    const numbers = new Float64Array(task.fluentNames.length);
    numbers[fluent] = amount - 1e-6;
    return !testHolds(test, numbers);
  });
