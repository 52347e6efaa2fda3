import {
  addGroundReads,
  type ClosedCondition,
  evaluateGround,
  type GroundAction,
  type GroundCondition,
  type GroundMoment,
} from './action.ts';
import type { CompiledNumber } from './compile.ts';
import type { DerivedFacts } from './derived.ts';
import { EffectBuffer, enact, findDoubleAssignment, findUndefinedUpdate, gatherEffects } from './effects.ts';
import { compareNumbers, evaluate, evaluateNumber, type Moment } from './evaluate.ts';
import { addConditionReads, addNumberReads, emptyFootprint, type Footprint, findInterference } from './footprint.ts';
import { type GroundState, TRUE } from './ground-state.ts';
import { RunningConditions } from './invariants.ts';
import { findUnmet, type UnmetPart } from './unmet.ts';

/** One ground action at its time. Seconds; `duration` is 0 for an instantaneous action. */
export type TimelineStep = {
  readonly action: GroundAction;
  readonly start: number;
  readonly duration: number;
  /** True for what the world does by itself at a known time (a timed initial literal), not the plan. */
  readonly isGiven?: boolean;
};

export type TimelineOptions = {
  /** Happenings at most this many seconds after the first one of an instant belong to that instant. */
  readonly instantWidth: number;
  /** Seconds by which a duration may miss its bounds. */
  readonly durationTolerance: number;
  /** An effect that needs an undefined number is a failure; otherwise the number becomes undefined. */
  readonly requiresDefinedNumbers: boolean;
  /** Facts that follow from others. */
  readonly derived?: DerivedFacts;
  /** Evaluated after the plan's last instant; `total-time` is its clock, or the count of instants. */
  readonly metric?: { readonly expression: CompiledNumber; readonly totalTime: 'clock' | 'instants' };
};

export type TimelineFailure = {
  readonly kind: 'precondition' | 'numeric' | 'invariant' | 'duration' | 'mutex' | 'undefined-number' | 'goal';
  /** Position in the list of steps; none for the goal. */
  readonly step?: number;
  /** Mutex: the other step. */
  readonly other?: number;
  /** Seconds; the end of the plan for the goal. */
  readonly at: number;
  /** Mutex and undefined-number: the fact or fluent. */
  readonly atom?: string;
  /** Duration: what was asked for. */
  readonly bound?: { readonly comparison: string; readonly value: number };
  /** What is not as it should be, with the step that last changed it, if any did. */
  readonly unmet: readonly (UnmetPart & { readonly changedBy?: number })[];
};

export type TimelineResult = {
  readonly failure?: TimelineFailure;
  /** Instants carried out. */
  readonly instants: number;
  /** Time of the plan's last happening. */
  readonly makespan: number;
  /** NaN when it needs an undefined number; absent when none was asked for or the plan failed. */
  readonly metric?: number;
};

type Happening = { readonly step: number; readonly isEnd: boolean; readonly time: number };

/**
 * Carries out timed ground actions on `state`, which is changed, and stops at the first failure.
 * Semantics: Fox & Long, "PDDL2.1", JAIR 20 (2003), sections 5 and 6: conditions of an instant are read before any of its effects,
 * actions at one instant may not interfere, over-all conditions hold in every state strictly inside. Cost is near linear in
 * happenings: instants are swept in order, running conditions are found through the facts that change.
 *
 * @throws EvaluationLimitError
 */
export const checkTimeline = (
  steps: readonly TimelineStep[],
  state: GroundState,
  goal: ClosedCondition | undefined,
  options: TimelineOptions,
): TimelineResult => new Sweep(steps, state, options).run(goal);

class Sweep {
  readonly #steps: readonly TimelineStep[];
  readonly #state: GroundState;
  readonly #options: TimelineOptions;
  readonly #running = new RunningConditions();
  readonly #buffer = new EffectBuffer();
  readonly #lastChange: number[] = [];
  /** For each step with carried effects: which of them still apply. */
  readonly #carries = new Map<number, boolean[]>();

  constructor(steps: readonly TimelineStep[], state: GroundState, options: TimelineOptions) {
    this.#steps = steps;
    this.#state = state;
    this.#options = options;
  }

  run(goal: ClosedCondition | undefined): TimelineResult {
    const happenings = orderHappenings(this.#steps);
    const makespan = happenings.reduce(
      (latest, { step, time }) => (this.#steps[step]!.isGiven ? latest : Math.max(latest, time)),
      0,
    );
    const hasPlan = this.#steps.some(({ isGiven }) => !isGiven);
    this.#options.derived?.settle(this.#state, () => {});
    let instants = 0;
    let clock = 0;
    let metric = hasPlan ? undefined : this.#measure(0, 0);
    for (let from = 0; from < happenings.length; ) {
      const time = happenings[from]!.time;
      if (metric === undefined && time > makespan) metric = this.#measure(clock, instants);
      let to = from + 1;
      while (to < happenings.length && happenings[to]!.time <= time + this.#options.instantWidth) to += 1;
      const failure = this.#instant(happenings, from, to, time);
      if (failure) return { failure, instants, makespan };
      instants += 1;
      clock = time;
      from = to;
    }
    const failure = goal && this.#goalFailure(goal, clock);
    if (failure) return { failure, instants, makespan };
    return { instants, makespan, metric: metric ?? this.#measure(clock, instants) };
  }

  #measure(clock: number, instants: number): number | undefined {
    const { metric } = this.#options;
    if (!metric) return undefined;
    const time = metric.totalTime === 'clock' ? clock : instants;
    return evaluateNumber(metric.expression, this.#state, { bindings: new Int32Array(0), duration: Number.NaN, time });
  }

  #instant(happenings: readonly Happening[], from: number, to: number, time: number): TimelineFailure | undefined {
    const isShared = to - from > 1;
    const footprints: Footprint[] = [];
    for (let index = from; index < to; index += 1) {
      const footprint = isShared ? emptyFootprint() : undefined;
      const failure = this.#check(happenings[index]!, time, footprint);
      if (failure) return failure;
      if (footprint) footprints.push(footprint);
    }
    this.#buffer.clear();
    for (let index = from; index < to; index += 1) this.#gather(happenings[index]!, time, footprints[index - from]);

    if (isShared && this.#options.derived)
      for (const footprint of footprints) this.#options.derived.addSources(footprint, this.#state);
    const clash = isShared ? findInterference(footprints, this.#state.universe) : undefined;
    if (clash) {
      const [one, other] = [happenings[from + clash.first]!.step, happenings[from + clash.second]!.step];
      return { kind: 'mutex', step: one, other, at: time, atom: clash.atom, unmet: [] };
    }
    const twice = findDoubleAssignment(this.#buffer);
    if (twice) return { kind: 'mutex', step: twice.party, at: time, atom: this.#fluent(twice.fluent), unmet: [] };
    const missing = this.#options.requiresDefinedNumbers ? findUndefinedUpdate(this.#buffer, this.#state) : undefined;
    if (missing)
      return { kind: 'undefined-number', step: missing.party, at: time, atom: this.#fluent(missing.fluent), unmet: [] };

    enact(
      this.#buffer,
      this.#state,
      (fact) => {
        this.#lastChange[fact] = this.#buffer.partyOf(fact);
        this.#running.factChanged(fact);
      },
      (fluent) => this.#running.fluentChanged(fluent),
    );
    this.#options.derived?.settle(this.#state, (fact) => this.#running.factChanged(fact));
    return this.#continue(happenings, from, to, time);
  }

  /** Starts and ends running conditions, then checks those that may have broken. */
  #continue(happenings: readonly Happening[], from: number, to: number, time: number): TimelineFailure | undefined {
    for (let index = from; index < to; index += 1) {
      const { step, isEnd } = happenings[index]!;
      const { action, duration } = this.#steps[step]!;
      if (!isEnd && action.end) this.#running.begin(step, action, duration, this.#carries.get(step) ?? [], this.#state);
    }
    for (let index = from; index < to; index += 1)
      if (happenings[index]!.isEnd) this.#running.end(happenings[index]!.step);
    for (const { step, condition, bindings, duration, carried } of this.#running.takeBroken(this.#state, time)) {
      if (carried !== undefined) this.#carries.get(step)![carried] = false;
      else return this.#unmet('invariant', step, time, condition, { bindings, duration, time });
    }
    return undefined;
  }

  #check({ step, isEnd }: Happening, time: number, footprint: Footprint | undefined): TimelineFailure | undefined {
    const { action, duration } = this.#steps[step]!;
    const moment: Moment = { bindings: action.bindings, duration: action.end ? duration : Number.NaN, time };
    if (!isEnd) this.#openCarried(step, time, footprint);
    if (!isEnd && action.end && duration < 0)
      return { kind: 'duration', step, at: time, bound: { comparison: '>=', value: 0 }, unmet: [] };
    for (const bound of action.bounds) {
      if ((bound.at === 'end') !== isEnd) continue;
      const value = evaluateNumber(bound.value, this.#state, moment);
      if (compareNumbers(bound.comparison, duration, value, this.#options.durationTolerance) !== TRUE)
        return { kind: 'duration', step, at: time, bound: { comparison: bound.comparison, value }, unmet: [] };
      if (footprint) addNumberReads(bound.value, action.bindings, footprint);
    }
    const { condition } = momentOf(action, isEnd);
    if (footprint) addGroundReads(condition, action.bindings, footprint, this.#state);
    if (evaluateGround(condition, this.#state, moment) === TRUE) return undefined;
    return this.#unmet('precondition', step, time, condition, moment);
  }

  #openCarried(step: number, time: number, footprint: Footprint | undefined): void {
    const { action, duration } = this.#steps[step]!;
    if (action.carried.length === 0) return;
    this.#carries.set(
      step,
      action.carried.map(({ start, bindings }) => {
        if (footprint) addConditionReads(start, bindings, footprint, this.#state);
        return evaluate(start, this.#state, { bindings, duration, time }) === TRUE;
      }),
    );
  }

  #gather({ step, isEnd }: Happening, time: number, footprint: Footprint | undefined): void {
    const { action, duration } = this.#steps[step]!;
    const gather = (effects: GroundMoment['effects'], bindings: Int32Array): void =>
      gatherEffects(effects, this.#state, { bindings, duration, time }, step, this.#buffer, footprint);
    gather(momentOf(action, isEnd).effects, action.bindings);
    if (!isEnd) return;
    for (const [index, { end, bindings, effects }] of action.carried.entries()) {
      if (!this.#carries.get(step)?.[index]) continue;
      if (evaluate(end, this.#state, { bindings, duration, time }) !== TRUE) continue;
      if (footprint) addConditionReads(end, bindings, footprint, this.#state);
      gather(effects, bindings);
    }
  }

  #unmet(
    kind: 'precondition' | 'invariant',
    step: number,
    at: number,
    condition: GroundCondition,
    moment: Moment,
  ): TimelineFailure {
    const { parts, isOnlyNumeric } = findUnmet(condition, this.#state, moment);
    const isNumeric = kind === 'precondition' && isOnlyNumeric;
    return { kind: isNumeric ? 'numeric' : kind, step, at, unmet: this.#blame(parts) };
  }

  #goalFailure({ condition, bindings }: ClosedCondition, time: number): TimelineFailure | undefined {
    const moment: Moment = { bindings, duration: Number.NaN, time };
    if (evaluateGround(condition, this.#state, moment) === TRUE) return undefined;
    return { kind: 'goal', at: time, unmet: this.#blame(findUnmet(condition, this.#state, moment).parts) };
  }

  #blame(parts: readonly UnmetPart[]): TimelineFailure['unmet'] {
    return parts.map((part) => {
      const changedBy = part.fact === undefined ? undefined : this.#lastChange[part.fact];
      return changedBy === undefined ? part : { ...part, changedBy };
    });
  }

  #fluent(index: number): string {
    return this.#state.universe.fluents.keyOf(index);
  }
}

const momentOf = (action: GroundAction, isEnd: boolean): GroundMoment =>
  isEnd && action.end ? action.end : action.start;

/** By time; at one time in the order of the steps, start before end. */
const orderHappenings = (steps: readonly TimelineStep[]): Happening[] => {
  const happenings: Happening[] = [];
  for (const [step, { action, start, duration }] of steps.entries()) {
    happenings.push({ step, isEnd: false, time: start });
    if (action.end) happenings.push({ step, isEnd: true, time: start + duration });
  }
  return happenings.sort(
    (one, other) => one.time - other.time || one.step - other.step || Number(one.isEnd) - Number(other.isEnd),
  );
};
