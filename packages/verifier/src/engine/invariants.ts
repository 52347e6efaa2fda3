import { addGroundReads, evaluateGround, type GroundAction, type GroundCondition, groundCondition } from './action.ts';
import { emptyFootprint } from './footprint.ts';
import { type GroundState, TRUE } from './ground-state.ts';

/** A condition that has to hold while a step runs; `carried` is set for that of a conditional effect, which may lapse. */
export type RunningCondition = {
  readonly step: number;
  readonly condition: GroundCondition;
  readonly bindings: Int32Array;
  readonly duration: number;
  readonly carried: number | undefined;
  isOver: boolean;
  stamp: number;
};

/** Above this many facts a condition is simply evaluated at every instant. */
const WATCH_LIMIT = 4096;

/**
 * Over-all conditions of the steps that are running, found again by the facts and fluents they read: an instant costs what it
 * changes, not what is running.
 */
export class RunningConditions {
  readonly #factWatchers = new Map<number, Set<RunningCondition>>();
  readonly #fluentWatchers = new Map<number, Set<RunningCondition>>();
  readonly #unwatched = new Set<RunningCondition>();
  readonly #byStep = new Map<number, { running: RunningCondition; facts: number[]; fluents: number[] }[]>();
  #pending: RunningCondition[] = [];
  #stamp = 0;

  begin(step: number, action: GroundAction, duration: number, carries: readonly boolean[], state: GroundState): void {
    this.#add(step, action.overAll, action.bindings, duration, undefined, state);
    for (const [index, carried] of action.carried.entries())
      if (carries[index])
        this.#add(step, groundCondition(carried.overAll, carried.bindings), carried.bindings, duration, index, state);
  }

  end(step: number): void {
    for (const { running, facts, fluents } of this.#byStep.get(step) ?? []) {
      running.isOver = true;
      for (const fact of facts) this.#factWatchers.get(fact)?.delete(running);
      for (const fluent of fluents) this.#fluentWatchers.get(fluent)?.delete(running);
      this.#unwatched.delete(running);
    }
    this.#byStep.delete(step);
  }

  factChanged(fact: number): void {
    this.#wake(this.#factWatchers.get(fact));
  }

  fluentChanged(fluent: number): void {
    this.#wake(this.#fluentWatchers.get(fluent));
  }

  /** Conditions that are new or whose facts changed since the last call and that don't hold now, earliest step first. */
  takeBroken(state: GroundState, time: number): RunningCondition[] {
    this.#wake(this.#unwatched);
    const pending = this.#pending;
    this.#pending = [];
    this.#stamp += 1;
    return pending
      .filter(
        ({ isOver, condition, bindings, duration }) =>
          !isOver && evaluateGround(condition, state, { bindings, duration, time }) !== TRUE,
      )
      .sort((one, other) => one.step - other.step);
  }

  #wake(watchers: ReadonlySet<RunningCondition> | undefined): void {
    if (!watchers) return;
    for (const running of watchers) {
      if (running.stamp === this.#stamp) continue;
      running.stamp = this.#stamp;
      this.#pending.push(running);
    }
  }

  #add(
    step: number,
    condition: GroundCondition,
    bindings: Int32Array,
    duration: number,
    carried: number | undefined,
    state: GroundState,
  ): void {
    if (condition.positive.length + condition.negative.length + condition.rest.length === 0) return;
    const running: RunningCondition = {
      step,
      condition,
      bindings,
      duration,
      carried,
      isOver: false,
      stamp: this.#stamp,
    };
    const footprint = emptyFootprint();
    addGroundReads(condition, bindings, footprint, state);
    const isWatched = footprint.reads.length + footprint.numberReads.length <= WATCH_LIMIT;
    if (!isWatched) this.#unwatched.add(running);
    const facts = isWatched ? footprint.reads : [];
    const fluents = isWatched ? footprint.numberReads : [];
    for (const fact of facts) watch(this.#factWatchers, fact, running);
    for (const fluent of fluents) watch(this.#fluentWatchers, fluent, running);
    const own = this.#byStep.get(step) ?? [];
    own.push({ running, facts, fluents });
    this.#byStep.set(step, own);
    this.#pending.push(running);
  }
}

const watch = (watchers: Map<number, Set<RunningCondition>>, atom: number, running: RunningCondition): void => {
  const known = watchers.get(atom);
  if (known) known.add(running);
  else watchers.set(atom, new Set([running]));
};
