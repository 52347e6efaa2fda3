/**
 * A grounded planning task over dense indices. Negative conditions are compiled to complementary facts, disjunctions to several operators,
 * static conditions are gone; what is left is what a fast forward search wants.
 */

/** `Σ coefficient·fluent + constant  (≥ | >) 0`; a comparison that isn't linear keeps `evaluate` only. */
export type NumericTest = {
  readonly fluents: readonly number[];
  readonly coefficients: readonly number[];
  readonly constant: number;
  readonly strict: boolean;
};

export type NumericUpdate = {
  readonly fluent: number;
  readonly kind: 'assign' | 'increase';
  readonly fluents: readonly number[];
  readonly coefficients: readonly number[];
  readonly constant: number;
};

/** Effects that happen together when their own condition held before the operator. */
export type EffectGroup = {
  readonly facts: readonly number[];
  readonly tests: readonly number[];
  readonly add: readonly number[];
  readonly remove: readonly number[];
  readonly updates: readonly NumericUpdate[];
};

export type Operator = {
  readonly index: number;
  readonly skill: string;
  /** Parameter name (without `?`) → value. */
  readonly args: Readonly<Record<string, string>>;
  /** Role name (without `?`) → robot. */
  readonly roles: Readonly<Record<string, string>>;
  readonly facts: readonly number[];
  readonly tests: readonly number[];
  /** The first group is unconditional. */
  readonly groups: readonly EffectGroup[];
  readonly cost: number;
};

/** One way to meet a goal: facts and tests that hold together. */
export type GoalWay = { readonly facts: readonly number[]; readonly tests: readonly number[] };
/** A goal is met when one of its ways is. */
export type GoalItem = { readonly id: string; readonly ways: readonly GoalWay[] };

export type PlanningTask = {
  readonly factNames: readonly string[];
  /** Complement of a fact, or -1. A complement is the negation, kept in step with it. */
  readonly complement: Int32Array;
  readonly fluentNames: readonly string[];
  readonly tests: readonly NumericTest[];
  readonly operators: readonly Operator[];
  readonly initialFacts: Uint8Array;
  readonly initialNumbers: Float64Array;
  readonly goals: readonly GoalItem[];
  /** Conditions that no reached state may meet: rules and invariants, in disjunctive form. */
  readonly forbidden: readonly { readonly id: string; readonly ways: readonly GoalWay[] }[];
};

export type State = { readonly facts: Uint8Array; readonly numbers: Float64Array };

export const testHolds = (test: NumericTest, numbers: Float64Array): boolean => {
  let sum = test.constant;
  for (let index = 0; index < test.fluents.length; index += 1)
    sum += test.coefficients[index]! * numbers[test.fluents[index]!]!;
  return test.strict ? sum > 1e-9 : sum >= -1e-9;
};

export const wayHolds = (task: PlanningTask, way: GoalWay, state: State): boolean => {
  for (const fact of way.facts) if (state.facts[fact] === 0) return false;
  for (const test of way.tests) if (!testHolds(task.tests[test]!, state.numbers)) return false;
  return true;
};

export const goalHolds = (task: PlanningTask, goal: GoalItem, state: State): boolean =>
  goal.ways.some((way) => wayHolds(task, way, state));

export const applicable = (task: PlanningTask, operator: Operator, state: State): boolean =>
  wayHolds(task, operator, state);

/** The state after an operator. Deletes first, then adds; numeric right-hand sides read the state before. */
export const successor = (task: PlanningTask, operator: Operator, state: State): State => {
  const facts = state.facts.slice();
  let numbers = state.numbers;
  const groups = operator.groups.filter((group, index) => index === 0 || wayHolds(task, group, state));
  for (const group of groups)
    for (const fact of group.remove) {
      facts[fact] = 0;
      const other = task.complement[fact]!;
      if (other >= 0) facts[other] = 1;
    }
  for (const group of groups) {
    for (const fact of group.add) {
      facts[fact] = 1;
      const other = task.complement[fact]!;
      if (other >= 0) facts[other] = 0;
    }
    for (const update of group.updates) {
      if (numbers === state.numbers) numbers = state.numbers.slice();
      let value = update.constant;
      for (let index = 0; index < update.fluents.length; index += 1)
        value += update.coefficients[index]! * state.numbers[update.fluents[index]!]!;
      numbers[update.fluent] = update.kind === 'assign' ? value : numbers[update.fluent]! + value;
    }
  }
  return { facts, numbers };
};
