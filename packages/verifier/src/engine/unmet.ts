import type { GroundCondition } from './action.ts';
import type { CompiledCondition, CompiledNumber } from './compile.ts';
import { evaluate, evaluateNumber, type Moment } from './evaluate.ts';
import { FALSE, type GroundState, TRUE, type Truth } from './ground-state.ts';

/** One literal or comparison that keeps a condition from being true. */
export type UnmetPart = {
  /** `on(a,b)`, `charge(r1) >= 4`, `a = b`. */
  readonly expression: string;
  /** What it ought to be, `true` or `false`. */
  readonly wanted: boolean;
  /** What it is: `true`, `false`, `unknown`, or the two numbers that were compared. */
  readonly found: string;
  readonly isNumeric: boolean;
  /** Number of the fact in the universe, for a literal. */
  readonly fact?: number;
};

export type Unmet = {
  /** The first few parts, in the order of the condition. */
  readonly parts: readonly UnmetPart[];
  /** True when all that is wrong are comparisons of numbers. */
  readonly isOnlyNumeric: boolean;
};

const PART_LIMIT = 12;

type Sink = { parts: UnmetPart[]; isOnlyNumeric: boolean };

/** Why a condition is not (definitely) true in a state. @throws EvaluationLimitError */
export const findUnmet = (condition: GroundCondition, state: GroundState, moment: Moment): Unmet => {
  const sink: Sink = { parts: [], isOnlyNumeric: true };
  for (const fact of condition.positive) noteFact(fact, true, state, sink);
  for (const fact of condition.negative) noteFact(fact, false, state, sink);
  for (const part of condition.rest) collect(part, true, state, moment, sink);
  return { parts: sink.parts, isOnlyNumeric: sink.isOnlyNumeric && sink.parts.length > 0 };
};

const collect = (
  condition: CompiledCondition,
  wanted: boolean,
  state: GroundState,
  moment: Moment,
  sink: Sink,
): void => {
  if (evaluate(condition, state, moment) === (wanted ? TRUE : FALSE)) return;
  switch (condition.kind) {
    case 'constant':
      note(sink, { expression: 'true', wanted, found: word(condition.value), isNumeric: false });
      return;
    case 'fact': {
      noteFact(condition.table.intern(condition.terms, moment.bindings), wanted, state, sink);
      return;
    }
    case 'same': {
      const name = (term: number): string =>
        state.universe.objectNames[term < 0 ? ~term : moment.bindings[term]!] ?? '?';
      note(sink, {
        expression: `${name(condition.left)} = ${name(condition.right)}`,
        wanted,
        found: wanted ? 'false' : 'true',
        isNumeric: false,
      });
      return;
    }
    case 'not':
      collect(condition.part, !wanted, state, moment, sink);
      return;
    case 'all':
    case 'any':
      for (const part of condition.parts) collect(part, wanted, state, moment, sink);
      return;
    case 'every':
    case 'some':
      for (const object of condition.objects) {
        state.spend(1);
        moment.bindings[condition.slot] = object;
        collect(condition.body, wanted, state, moment, sink);
      }
      if (condition.objects.length === 0)
        note(sink, { expression: 'some object', wanted, found: 'there is none', isNumeric: false });
      return;
    case 'compare': {
      const left = evaluateNumber(condition.left, state, moment);
      const right = evaluateNumber(condition.right, state, moment);
      const show = (number: CompiledNumber): string => describeNumber(number, state, moment);
      note(sink, {
        expression: `${show(condition.left)} ${condition.comparison} ${show(condition.right)}`,
        wanted,
        found: `${figure(left)} and ${figure(right)}`,
        isNumeric: true,
      });
    }
  }
};

const noteFact = (fact: number, wanted: boolean, state: GroundState, sink: Sink): void => {
  const value = state.fact(fact);
  if (value === (wanted ? TRUE : FALSE)) return;
  note(sink, { expression: state.universe.facts.keyOf(fact), wanted, found: word(value), isNumeric: false, fact });
};

const note = (sink: Sink, part: UnmetPart): void => {
  if (!part.isNumeric) sink.isOnlyNumeric = false;
  if (sink.parts.length < PART_LIMIT) sink.parts.push(part);
};

const word = (value: Truth): string => (value === TRUE ? 'true' : value === FALSE ? 'false' : 'unknown');
const figure = (value: number): string => (Number.isNaN(value) ? 'undefined' : String(Number(value.toPrecision(9))));

const describeNumber = (number: CompiledNumber, state: GroundState, moment: Moment): string => {
  switch (number.kind) {
    case 'number':
      return figure(number.value);
    case 'fluent':
      return state.universe.fluents.keyOf(number.table.intern(number.terms, moment.bindings));
    case 'duration':
      return '?duration';
    case 'time':
      return 'total-time';
    case 'arithmetic':
      return `(${number.operator} ${number.parts.map((part) => describeNumber(part, state, moment)).join(' ')})`;
  }
};
