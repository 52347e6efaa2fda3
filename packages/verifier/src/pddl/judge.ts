import type { Bilingual } from '@muster/domain';
import {
  type ActionSchema,
  type CompiledAction,
  checkTimeline,
  compileAction,
  compileClosed,
  DerivedFacts,
  FormulaCompiler,
  GroundState,
  stratify,
  type TimelineStep,
  Universe,
} from '../engine/index.ts';
import { saysFailure, saysWith } from './explain.ts';
import {
  isTemporal,
  isTyped,
  type PddlDomain,
  type PddlProblem,
  type PddlStep,
  type PddlTimedLiteral,
} from './model.ts';
import { objectsByName } from './parse-domain.ts';

export type PddlInvalidReason =
  | 'precondition'
  | 'numeric'
  | 'invariant'
  | 'duration'
  | 'mutex'
  | 'goal'
  | 'unknown-action'
  | 'syntax';

/** Slack of numeric comparisons other than < and >, as VAL has it (`Comparison::evaluateAtPointError`). */
const NUMERIC_TOLERANCE = 1e-4;

export type PddlJudgement =
  | {
      readonly status: 'valid';
      /** Value of the problem's metric at the end of the plan, if it has one that is defined. */
      readonly metric?: number;
      /** Seconds to the last happening; for a plan without times, steps. */
      readonly makespan: number;
    }
  | {
      readonly status: 'invalid';
      readonly reason: PddlInvalidReason;
      /** Seconds since the start; for a plan without times, the number of the step from 1. */
      readonly at: number;
      /** Position of the step in the plan; none when the goal fails. */
      readonly step?: number;
      readonly detail: Bilingual;
    };

export type PddlJudgeOptions = {
  /** Seconds by which durations may miss; a tenth of it is the width of an instant. 0.001 unless said otherwise. */
  readonly tolerance?: number;
  /** Steps of quantifiers before the answer is "too large"; 20 million unless said otherwise. */
  readonly evaluationLimit?: number;
};

/**
 * Judges a plan that was read already, or never was text.
 *
 * @param problem of `domain`; every name in it is declared
 * @throws EvaluationLimitError, RangeError when quantifiers expand beyond all measure
 */
export const judgePddl = (
  domain: PddlDomain,
  problem: PddlProblem,
  steps: readonly PddlStep[],
  options: PddlJudgeOptions = {},
): PddlJudgement => {
  const tolerance = options.tolerance ?? 0.001;
  const universe = universeOf(domain, problem);
  const bind = createBinder(domain, universe);
  const timeline: TimelineStep[] = [];
  for (const [index, step] of steps.entries()) {
    const bound = bind(step);
    if ('reason' in bound) return { status: 'invalid', ...bound, at: step.start ?? index + 1, step: index };
    timeline.push(bound);
  }
  const state = new GroundState(universe, {
    numericTolerance: NUMERIC_TOLERANCE,
    evaluationLimit: options.evaluationLimit ?? 20_000_000,
  });
  fillState(state, domain, problem);
  const sorted = stratify(domain.derived);
  const derived = 'strata' in sorted ? new DerivedFacts(universe, sorted.strata) : undefined;
  const given = problem.init.timed.map((literal) => givenStep(universe, literal));
  const { failure, makespan, metric } = checkTimeline(
    [...timeline, ...given],
    state,
    compileClosed(universe, problem.goal),
    {
      instantWidth: tolerance / 10,
      durationTolerance: tolerance,
      requiresDefinedNumbers: true,
      ...(domain.derived.length > 0 && derived ? { derived } : {}),
      ...(problem.metric
        ? {
            metric: {
              expression: new FormulaCompiler(universe).number(problem.metric.expression),
              totalTime: isTemporal(domain) ? ('clock' as const) : ('instants' as const),
            },
          }
        : {}),
    },
  );
  if (!failure)
    return { status: 'valid', makespan, ...(metric === undefined || Number.isNaN(metric) ? {} : { metric }) };
  return {
    status: 'invalid',
    reason: failure.kind === 'undefined-number' ? 'numeric' : failure.kind,
    at: failure.at,
    ...(failure.step === undefined || failure.step >= steps.length ? {} : { step: failure.step }),
    detail: saysFailure(failure, (index) => nameOf(timeline, given, index)),
  };
};

const nameOf = (steps: readonly TimelineStep[], given: readonly TimelineStep[], index: number): string => {
  const { action } = steps[index] ?? given[index - steps.length]!;
  return `(${[action.name, ...action.args].join(' ')})`;
};

export const universeOf = (domain: PddlDomain, problem: PddlProblem): Universe =>
  new Universe(
    domain.types,
    [...objectsByName([domain.constants, problem.objects])].map(([name, types]) => ({ name, types })),
  );

const fillState = (state: GroundState, domain: PddlDomain, problem: PddlProblem): void => {
  // Action costs start at 0 by definition (PDDL 3.1), and many problems leave that out.
  if (domain.functions.some(({ name, parameters }) => name === 'total-cost' && parameters.length === 0))
    state.setNamedFluent('total-cost', [], 0);
  const derived = new Set(domain.derived.map(({ predicate }) => predicate));
  for (const [predicate, ...terms] of problem.init.facts)
    if (!derived.has(predicate)) state.setNamedFact(predicate, terms, 1);
  for (const { fluent, value } of problem.init.numbers) state.setNamedFluent(fluent[0], fluent.slice(1), value);
};

const givenStep = (universe: Universe, literal: PddlTimedLiteral): TimelineStep => {
  const schema: ActionSchema = {
    name: 'timed-initial-literal',
    parameters: [],
    start: {
      condition: ['and'],
      effect: [
        'and',
        ...literal.add,
        ...literal.remove.map((atom) => ['not', atom] as const),
        ...literal.numbers.map(({ fluent, value }) => ['assign', fluent, value] as const),
      ],
    },
  };
  return { action: compileAction(universe, schema).ground([]), start: literal.at, duration: 0, isGiven: true };
};

/** Turns plan steps into ground actions; a failure when the action or an argument does not fit. */
const createBinder = (
  domain: PddlDomain,
  universe: Universe,
): ((step: PddlStep) => TimelineStep | { reason: PddlInvalidReason; detail: Bilingual }) => {
  const schemas = new Map(domain.actions.map((action) => [action.name, action]));
  const compiled = new Map<string, CompiledAction>();
  const typed = isTyped(domain);

  // Steps without a time run at 1, 2, 3 …, whatever stands between them.
  let untimed = 0;

  return ({ name, args, start, duration }) => {
    const schema = schemas.get(name);
    if (!schema) return { reason: 'unknown-action', detail: saysWith.unknownAction(name) };
    if (schema.parameters.length !== args.length)
      return { reason: 'syntax', detail: saysWith.wrongArity(name, schema.parameters.length, args.length) };
    const objects: number[] = [];
    for (const [position, arg] of args.entries()) {
      const object = universe.objectIndex(arg);
      const type = schema.parameters[position]![1];
      if (object < 0) return { reason: typed ? 'syntax' : 'precondition', detail: saysWith.unknownObject(arg) };
      if (!universe.isOfType(object, type)) return { reason: 'syntax', detail: saysWith.wrongType(arg, type) };
      objects.push(object);
    }
    if (schema.end && duration === undefined) return { reason: 'syntax', detail: saysWith.noDuration(name) };
    let action = compiled.get(name);
    if (!action) {
      action = compileAction(universe, schema);
      compiled.set(name, action);
    }
    if (start === undefined) untimed += 1;
    return { action: action.ground(objects), start: start ?? untimed, duration: schema.end ? (duration ?? 0) : 0 };
  };
};
