import type { NumericChange } from '@muster/domain';
import type { CompiledEffect } from './compile.ts';
import { evaluate, evaluateNumber, type Moment } from './evaluate.ts';
import { addConditionReads, addNumberReads, changesOf, type Footprint } from './footprint.ts';
import { FALSE, type GroundState, TRUE, UNKNOWN } from './ground-state.ts';

export type NumberUpdate = {
  readonly change: NumericChange;
  readonly fluent: number;
  /** NaN when a number it needs is undefined. */
  readonly value: number;
  /** Who makes the change, by the caller's numbering. */
  readonly party: number;
};

/** What all the effects of one instant come to, evaluated in the state before it. */
export class EffectBuffer {
  readonly adds: number[] = [];
  readonly deletes: number[] = [];
  readonly maybeAdds: number[] = [];
  readonly maybeDeletes: number[] = [];
  readonly updates: NumberUpdate[] = [];
  readonly maybeNumbers: number[] = [];
  readonly #factParties = new Map<number, number>();

  clear(): void {
    this.adds.length = 0;
    this.deletes.length = 0;
    this.maybeAdds.length = 0;
    this.maybeDeletes.length = 0;
    this.maybeNumbers.length = 0;
    this.updates.length = 0;
    this.#factParties.clear();
  }

  note(fact: number, party: number): void {
    this.#factParties.set(fact, party);
  }

  /** Who changed the fact last, by the caller's numbering. */
  partyOf(fact: number): number {
    return this.#factParties.get(fact) ?? -1;
  }
}

/**
 * Evaluates effects in the state before the instant and adds the outcome to the buffer. Where the condition of an effect is
 * unknown, its facts and numbers become unknown unless something else settles them.
 *
 * @param footprint receives what was read and changed, conditional effects only where they apply; undefined when nobody asks
 * @throws EvaluationLimitError
 */
export const gatherEffects = (
  effects: readonly CompiledEffect[],
  state: GroundState,
  moment: Moment,
  party: number,
  buffer: EffectBuffer,
  footprint: Footprint | undefined,
  certain = true,
): void => {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'add': {
        const fact = effect.table.intern(effect.terms, moment.bindings);
        (certain ? buffer.adds : buffer.maybeAdds).push(fact);
        buffer.note(fact, party);
        footprint?.adds.push(fact);
        break;
      }
      case 'delete': {
        const fact = effect.table.intern(effect.terms, moment.bindings);
        (certain ? buffer.deletes : buffer.maybeDeletes).push(fact);
        buffer.note(fact, party);
        footprint?.deletes.push(fact);
        break;
      }
      case 'number': {
        const fluent = effect.table.intern(effect.terms, moment.bindings);
        if (certain) {
          const value = evaluateNumber(effect.value, state, moment);
          buffer.updates.push({ change: effect.change, fluent, value, party });
        } else buffer.maybeNumbers.push(fluent);
        if (footprint) {
          addNumberReads(effect.value, moment.bindings, footprint);
          changesOf(effect.change, footprint).push(fluent);
        }
        break;
      }
      case 'when': {
        const holds = evaluate(effect.condition, state, moment);
        if (holds === FALSE) break;
        if (footprint) addConditionReads(effect.condition, moment.bindings, footprint, state);
        gatherEffects(effect.effects, state, moment, party, buffer, footprint, certain && holds === TRUE);
        break;
      }
      case 'each':
        for (const object of effect.objects) {
          state.spend(1);
          moment.bindings[effect.slot] = object;
          gatherEffects(effect.effects, state, moment, party, buffer, footprint, certain);
        }
        break;
    }
  }
};

/** A number that an effect needs is undefined: the update, or undefined if all are fine. */
export const findUndefinedUpdate = (buffer: EffectBuffer, state: GroundState): NumberUpdate | undefined =>
  buffer.updates.find(
    (update) =>
      Number.isNaN(update.value) ||
      (update.change !== 'assign' && Number.isNaN(state.fluent(update.fluent))) ||
      (update.change === 'scale-down' && update.value === 0),
  );

/**
 * One party that assigns a fluent twice, or both assigns and shifts it: its result would depend on an order that does not exist.
 */
export const findDoubleAssignment = (buffer: EffectBuffer): NumberUpdate | undefined => {
  if (buffer.updates.length < 2) return undefined;
  const seen = new Map<number, NumberUpdate>();
  for (const update of buffer.updates) {
    const earlier = seen.get(update.fluent);
    if (earlier && earlier.party === update.party && !(isShift(earlier.change) && isShift(update.change)))
      return update;
    seen.set(update.fluent, update);
  }
  return undefined;
};

const isShift = (change: NumericChange): boolean => change === 'increase' || change === 'decrease';

/** Carries out a buffer: deletes, then adds, then numbers. Calls back with each fact and fluent whose value changed. */
export const enact = (
  buffer: EffectBuffer,
  state: GroundState,
  changedFact: (fact: number) => void,
  changedFluent: (fluent: number) => void,
): void => {
  const set = (fact: number, value: 0 | 1 | 2): void => {
    if (state.fact(fact) === value) return;
    state.setFact(fact, value);
    changedFact(fact);
  };
  for (const fact of buffer.deletes) set(fact, FALSE);
  for (const fact of buffer.adds) set(fact, TRUE);
  for (const fact of buffer.maybeAdds) if (state.fact(fact) !== TRUE) set(fact, UNKNOWN);
  const settled = buffer.maybeDeletes.length > 0 ? new Set(buffer.adds) : undefined;
  for (const fact of buffer.maybeDeletes) if (state.fact(fact) !== FALSE && !settled?.has(fact)) set(fact, UNKNOWN);
  for (const { change, fluent, value } of buffer.updates) {
    const before = state.fluent(fluent);
    const after = changed(change, before, value);
    if (Object.is(before, after)) continue;
    state.setFluent(fluent, after);
    changedFluent(fluent);
  }
  for (const fluent of buffer.maybeNumbers) {
    state.setFluent(fluent, Number.NaN);
    changedFluent(fluent);
  }
};

const changed = (change: NumericChange, before: number, value: number): number => {
  const after = {
    assign: value,
    increase: before + value,
    decrease: before - value,
    'scale-up': before * value,
    'scale-down': before / value,
  }[change];
  return Number.isFinite(after) ? after : Number.NaN;
};
