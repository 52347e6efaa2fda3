import type { Bilingual, Problem } from '@muster/domain';
import {
  type ActionSchema,
  type CompiledAction,
  checkTimeline,
  compileAction,
  compileClosed,
  EvaluationLimitError,
  FormulaCompiler,
  GroundState,
  type TimelineStep,
  Universe,
} from '../engine/index.ts';
import { saysFailure, saysWith } from './explain.ts';
import { type PddlNotice, placeOf } from './fault.ts';
import { isTemporal, isTyped, type PddlDomain, type PddlProblem, type PddlTimedLiteral } from './model.ts';
import { objectsByName, parsePddlDomain } from './parse-domain.ts';
import { type PlacedStep, parsePddlPlan } from './parse-plan.ts';
import { parsePddlProblem } from './parse-problem.ts';

export type PddlInvalidReason =
  | 'precondition'
  | 'numeric'
  | 'invariant'
  | 'duration'
  | 'mutex'
  | 'goal'
  | 'unknown-action'
  | 'syntax';

export type PddlVerdict =
  | {
      readonly status: 'valid';
      /** Value of the problem's metric at the end of the plan, if it has one. */
      readonly metric?: number;
      /** Seconds to the last happening; for a plan without times, steps. */
      readonly makespan: number;
      readonly notices: readonly PddlNotice[];
    }
  | {
      readonly status: 'invalid';
      readonly reason: PddlInvalidReason;
      /** Seconds since the start; for a plan without times, the number of the step from 1. */
      readonly at?: number;
      /** `file:line:column` of the step or of the fault. */
      readonly place?: string;
      /** What is wrong and which step or number is the cause. */
      readonly detail: Bilingual;
      /** Set when a file could not be read. */
      readonly problems?: readonly Problem[];
      readonly notices: readonly PddlNotice[];
    };

export type PddlInput = {
  readonly domain: string;
  readonly problem: string;
  readonly plan: string;
  /** Seconds by which durations may miss; a tenth of it is the width of an instant. 0.001 unless said otherwise. */
  readonly tolerance?: number;
  /** Names shown in places. */
  readonly names?: { readonly domain?: string; readonly problem?: string; readonly plan?: string };
  /** Steps of quantifiers before the answer is "too large"; 20 million unless said otherwise. */
  readonly evaluationLimit?: number;
};

/** Slack of numeric comparisons other than < and >, as VAL has it (`Comparison::evaluateAtPointError`). */
const NUMERIC_TOLERANCE = 1e-4;

type Invalid = Extract<PddlVerdict, { status: 'invalid' }>;
type Failure = Omit<Invalid, 'status' | 'notices'>;

/**
 * Judges a plan by PDDL 2.1 semantics (Fox & Long, JAIR 20, 2003) with the tolerances of VAL: a duration may miss its
 * bounds by the tolerance, happenings at most a tenth of it apart are one instant, and nothing interferes within an instant.
 * Unlike VAL, `<` and `>` are strict, and a wrong number of arguments is refused. Never throws on bad input.
 */
export const validatePddl = (input: PddlInput): PddlVerdict => {
  const notices: PddlNotice[] = [];
  const invalid = (failure: Failure): PddlVerdict => ({ status: 'invalid', ...failure, notices });

  const domain = parsePddlDomain(input.domain, input.names?.domain);
  if (!domain.ok) return invalid(unreadable(domain.problems));
  notices.push(...domain.value.notices);
  const problem = parsePddlProblem(input.problem, domain.value.value, input.names?.problem);
  if (!problem.ok) return invalid(unreadable(problem.problems));
  notices.push(...problem.value.notices);
  const plan = parsePddlPlan(input.plan, input.names?.plan);
  if (!plan.ok) return invalid(unreadable(plan.problems));

  try {
    const judged = judge(domain.value.value, problem.value.value, plan.value.value.steps, input);
    return 'reason' in judged ? invalid(judged) : { status: 'valid', ...judged, notices };
  } catch (error) {
    if (error instanceof EvaluationLimitError || error instanceof RangeError) return invalid(tooLarge(error));
    throw error;
  }
};

const judge = (
  domain: PddlDomain,
  problem: PddlProblem,
  steps: readonly PlacedStep[],
  input: PddlInput,
): Failure | { makespan: number; metric?: number } => {
  const tolerance = input.tolerance ?? 0.001;
  const placed = (step: PlacedStep): string => placeOf(input.names?.plan ?? 'plan', input.plan, step.offset);
  const universe = universeOf(domain, problem);
  const binder = createBinder(domain, universe);
  const timeline: TimelineStep[] = [];
  for (const [index, step] of steps.entries()) {
    const bound = binder(step);
    if ('reason' in bound) return { ...bound, at: step.start ?? index + 1, place: placed(step) };
    timeline.push(bound);
  }
  const state = new GroundState(universe, {
    numericTolerance: NUMERIC_TOLERANCE,
    evaluationLimit: input.evaluationLimit ?? 20_000_000,
  });
  fillState(state, domain, problem);
  const given = problem.init.timed.map((literal) => givenStep(universe, literal));
  const result = checkTimeline([...timeline, ...given], state, compileClosed(universe, problem.goal), {
    instantWidth: tolerance / 10,
    durationTolerance: tolerance,
    requiresDefinedNumbers: true,
    ...(problem.metric
      ? {
          metric: {
            expression: new FormulaCompiler(universe).number(problem.metric.expression),
            totalTime: isTemporal(domain) ? ('clock' as const) : ('instants' as const),
          },
        }
      : {}),
  });
  if (!result.failure) {
    const { makespan, metric } = result;
    return metric === undefined || Number.isNaN(metric) ? { makespan } : { makespan, metric };
  }
  const { failure } = result;
  const culprit = failure.step === undefined ? undefined : steps[failure.step];
  return {
    reason: failure.kind === 'undefined-number' ? 'numeric' : failure.kind,
    at: failure.at,
    ...(culprit ? { place: placed(culprit) } : {}),
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
  for (const [predicate, ...terms] of problem.init.facts) state.setNamedFact(predicate, terms, 1);
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
): ((step: PlacedStep) => TimelineStep | Pick<Failure, 'reason' | 'detail'>) => {
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

const unreadable = (problems: readonly Problem[]): Failure => {
  const [first] = problems;
  return {
    reason: 'syntax',
    detail: first?.says ?? { en: 'the file can not be read', zh: '文件无法读取' },
    ...(first?.place ? { place: first.place } : {}),
    problems,
  };
};

const tooLarge = (error: Error): Failure => ({
  reason: 'syntax',
  detail: { en: `too large to judge: ${error.message}`, zh: `规模过大，无法判定：${error.message}` },
});
