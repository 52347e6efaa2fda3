import type { Comparison, Condition, Effect, NumericExpression, TypedVariables } from '@muster/domain';
import { type CompiledCondition, type CompiledEffect, type CompiledNumber, FormulaCompiler } from './compile.ts';
import { evaluate, type Moment } from './evaluate.ts';
import {
  addConditionReads,
  addEffectFootprint,
  addNumberReads,
  type Charge,
  emptyFootprint,
  type Footprint,
} from './footprint.ts';
import { FALSE, type GroundState, NO_BINDINGS, TRUE, type Truth, UNKNOWN } from './ground-state.ts';
import type { Universe } from './universe.ts';

/** A bound on the duration of a step, read in the state before its start or before its end. */
export type DurationBound = {
  readonly at: 'start' | 'end';
  readonly comparison: Exclude<Comparison, '<' | '>'>;
  readonly value: NumericExpression;
};

/** An effect at the end whose condition also looks at the start or at what lies between. */
export type CarriedEffect = {
  readonly variables: TypedVariables;
  readonly start: Condition;
  readonly overAll: Condition;
  readonly end: Condition;
  readonly effect: Effect;
};

/** PDDL 2.1 action with variables. Instantaneous if it has no `end`. */
export type ActionSchema = {
  readonly name: string;
  readonly parameters: TypedVariables;
  readonly start: { readonly condition: Condition; readonly effect: Effect };
  readonly overAll?: Condition;
  readonly end?: { readonly condition: Condition; readonly effect: Effect };
  readonly duration?: readonly DurationBound[];
  readonly carried?: readonly CarriedEffect[];
};

/** A condition of one ground action: literals as arrays of fact numbers, the rest as programs. */
export type GroundCondition = {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  readonly rest: readonly CompiledCondition[];
};

export type GroundMoment = { readonly condition: GroundCondition; readonly effects: readonly CompiledEffect[] };

export type GroundCarried = {
  readonly start: CompiledCondition;
  readonly overAll: CompiledCondition;
  readonly end: CompiledCondition;
  readonly effects: readonly CompiledEffect[];
  readonly bindings: Int32Array;
};

export type GroundAction = {
  readonly name: string;
  readonly args: readonly string[];
  readonly start: GroundMoment;
  readonly overAll: GroundCondition;
  /** Undefined for an instantaneous action. */
  readonly end: GroundMoment | undefined;
  readonly bounds: readonly {
    readonly at: 'start' | 'end';
    readonly comparison: Comparison;
    readonly value: CompiledNumber;
  }[];
  readonly carried: readonly GroundCarried[];
  readonly bindings: Int32Array;
};

export type CompiledAction = {
  readonly schema: ActionSchema;
  /** Binds parameters to objects, by number and in order; the caller has checked count and types. */
  ground(args: readonly number[]): GroundAction;
};

const ALWAYS: Condition = ['and'];
const NOTHING: Effect = ['and'];

export const compileAction = (universe: Universe, schema: ActionSchema): CompiledAction => {
  const compiler = new FormulaCompiler(universe, schema.parameters);
  const start = {
    condition: compiler.condition(schema.start.condition),
    effects: compiler.effects(schema.start.effect),
  };
  const overAll = compiler.condition(schema.overAll ?? ALWAYS);
  const end = schema.end && {
    condition: compiler.condition(schema.end.condition),
    effects: compiler.effects(schema.end.effect ?? NOTHING),
  };
  const bounds = (schema.duration ?? []).map((bound) => ({ ...bound, value: compiler.number(bound.value) }));
  const carried = (schema.carried ?? []).map((effect) => {
    const inner = new FormulaCompiler(universe, [...schema.parameters, ...effect.variables]);
    return {
      start: inner.condition(effect.start),
      overAll: inner.condition(effect.overAll),
      end: inner.condition(effect.end),
      effects: inner.effects(effect.effect),
      objects: effect.variables.map(([, type]) => universe.objectsOf(type)),
      slots: inner.slots,
    };
  });

  return {
    schema,
    ground: (args) => {
      const bindings = new Int32Array(compiler.slots);
      bindings.set(args);
      return {
        name: schema.name,
        args: args.map((object) => universe.objectNames[object] ?? `#${object}`),
        bindings,
        start: { condition: groundCondition(start.condition, bindings), effects: start.effects },
        overAll: groundCondition(overAll, bindings),
        end: end && { condition: groundCondition(end.condition, bindings), effects: end.effects },
        bounds,
        carried: carried.flatMap(({ objects, slots, ...effect }) =>
          combinations(objects).map((chosen) => {
            const own = new Int32Array(slots);
            own.set([...args, ...chosen]);
            return { ...effect, bindings: own };
          }),
        ),
      };
    },
  };
};

/** Most bindings that one carried effect may expand to. */
const COMBINATION_LIMIT = 100_000;

const combinations = (choices: readonly Int32Array[]): number[][] => {
  let rows: number[][] = [[]];
  for (const objects of choices) {
    if (rows.length * objects.length > COMBINATION_LIMIT)
      throw new RangeError(`a quantified effect would expand to more than ${COMBINATION_LIMIT} effects`);
    rows = rows.flatMap((row) => Array.from(objects, (object) => [...row, object]));
  }
  return rows;
};

/** Condition without variables, such as a goal or a rule. */
export type ClosedCondition = { readonly condition: GroundCondition; readonly bindings: Int32Array };

export const compileClosed = (universe: Universe, condition: Condition): ClosedCondition => {
  const compiler = new FormulaCompiler(universe);
  const compiled = compiler.condition(condition);
  const bindings = compiler.slots > 0 ? new Int32Array(compiler.slots) : NO_BINDINGS;
  return { condition: groundCondition(compiled, bindings), bindings };
};

const NO_FACTS: readonly number[] = [];
const NO_PROGRAMS: readonly CompiledCondition[] = [];

export const groundCondition = (condition: CompiledCondition, bindings: Int32Array): GroundCondition => {
  let positive: number[] | undefined;
  let negative: number[] | undefined;
  let rest: CompiledCondition[] | undefined;
  const add = (part: CompiledCondition): void => {
    if (part.kind === 'all') for (const inner of part.parts) add(inner);
    else if (part.kind === 'fact') {
      positive ??= [];
      positive.push(part.table.intern(part.terms, bindings));
    } else if (part.kind === 'not' && part.part.kind === 'fact') {
      negative ??= [];
      negative.push(part.part.table.intern(part.part.terms, bindings));
    } else {
      rest ??= [];
      rest.push(part);
    }
  };
  add(condition);
  return { positive: positive ?? NO_FACTS, negative: negative ?? NO_FACTS, rest: rest ?? NO_PROGRAMS };
};

/** Kleene conjunction of all parts. @throws EvaluationLimitError */
export const evaluateGround = (condition: GroundCondition, state: GroundState, moment: Moment): Truth => {
  let result: Truth = TRUE;
  for (const fact of condition.positive) {
    const value = state.fact(fact);
    if (value === FALSE) return FALSE;
    if (value === UNKNOWN) result = UNKNOWN;
  }
  for (const fact of condition.negative) {
    const value = state.fact(fact);
    if (value === TRUE) return FALSE;
    if (value === UNKNOWN) result = UNKNOWN;
  }
  for (const part of condition.rest) {
    const value = evaluate(part, state, moment);
    if (value === FALSE) return FALSE;
    if (value === UNKNOWN) result = UNKNOWN;
  }
  return result;
};

export const addGroundReads = (
  condition: GroundCondition,
  bindings: Int32Array,
  into: Footprint,
  charge: Charge,
): void => {
  for (const fact of condition.positive) into.reads.push(fact);
  for (const fact of condition.negative) into.reads.push(fact);
  for (const part of condition.rest) addConditionReads(part, bindings, into, charge);
};

/**
 * All that a ground action may read or change at its start, between, and at its end, in whatever state. Two actions whose whole
 * footprints do not interfere can run in any order and overlap.
 */
export const wholeFootprint = (action: GroundAction, charge: Charge): Footprint => {
  const footprint = emptyFootprint();
  const { bindings } = action;
  for (const moment of [action.start, action.end]) {
    if (!moment) continue;
    addGroundReads(moment.condition, bindings, footprint, charge);
    addEffectFootprint(moment.effects, bindings, footprint, charge);
  }
  addGroundReads(action.overAll, bindings, footprint, charge);
  for (const bound of action.bounds) addNumberReads(bound.value, bindings, footprint);
  for (const effect of action.carried) {
    for (const part of [effect.start, effect.overAll, effect.end])
      addConditionReads(part, effect.bindings, footprint, charge);
    addEffectFootprint(effect.effects, effect.bindings, footprint, charge);
  }
  return footprint;
};
