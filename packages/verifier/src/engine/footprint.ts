import type { CompiledCondition, CompiledEffect, CompiledNumber } from './compile.ts';
import type { GroundState } from './ground-state.ts';
import type { Universe } from './universe.ts';

/** Facts and fluents that something reads and changes, by number in the universe. May hold a number twice. */
export type Footprint = {
  readonly reads: number[];
  readonly adds: number[];
  readonly deletes: number[];
  readonly numberReads: number[];
  /** Changed by increase or decrease: these commute with each other. */
  readonly shifts: number[];
  /** Changed by assign, scale-up or scale-down: these commute with nothing. */
  readonly assigns: number[];
};

export const emptyFootprint = (): Footprint => ({
  reads: [],
  adds: [],
  deletes: [],
  numberReads: [],
  shifts: [],
  assigns: [],
});

/** Whom to charge for the expansion of quantifiers. */
export type Charge = Pick<GroundState, 'spend'>;

/** Adds every fact and fluent that a condition mentions, whatever its value; quantifiers are expanded. */
export const addConditionReads = (
  condition: CompiledCondition,
  bindings: Int32Array,
  into: Footprint,
  charge: Charge,
): void => {
  switch (condition.kind) {
    case 'fact':
      into.reads.push(condition.table.intern(condition.terms, bindings));
      return;
    case 'not':
      addConditionReads(condition.part, bindings, into, charge);
      return;
    case 'all':
    case 'any':
      for (const part of condition.parts) addConditionReads(part, bindings, into, charge);
      return;
    case 'every':
    case 'some':
      for (const object of condition.objects) {
        charge.spend(1);
        bindings[condition.slot] = object;
        addConditionReads(condition.body, bindings, into, charge);
      }
      return;
    case 'compare':
      addNumberReads(condition.left, bindings, into);
      addNumberReads(condition.right, bindings, into);
      return;
    default:
      return;
  }
};

export const addNumberReads = (number: CompiledNumber, bindings: Int32Array, into: Footprint): void => {
  if (number.kind === 'fluent') into.numberReads.push(number.table.intern(number.terms, bindings));
  else if (number.kind === 'arithmetic') for (const part of number.parts) addNumberReads(part, bindings, into);
};

/** Adds what effects may change and read in some state: every branch of every conditional effect. */
export const addEffectFootprint = (
  effects: readonly CompiledEffect[],
  bindings: Int32Array,
  into: Footprint,
  charge: Charge,
): void => {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'add':
        into.adds.push(effect.table.intern(effect.terms, bindings));
        break;
      case 'delete':
        into.deletes.push(effect.table.intern(effect.terms, bindings));
        break;
      case 'number':
        addNumberReads(effect.value, bindings, into);
        changesOf(effect.change, into).push(effect.table.intern(effect.terms, bindings));
        break;
      case 'when':
        addConditionReads(effect.condition, bindings, into, charge);
        addEffectFootprint(effect.effects, bindings, into, charge);
        break;
      case 'each':
        for (const object of effect.objects) {
          charge.spend(1);
          bindings[effect.slot] = object;
          addEffectFootprint(effect.effects, bindings, into, charge);
        }
        break;
    }
  }
};

export const changesOf = (change: string, into: Footprint): number[] =>
  change === 'increase' || change === 'decrease' ? into.shifts : into.assigns;

/** A fact or fluent over which two parties interfere. Parties are positions in the list that was examined. */
export type Interference = { readonly first: number; readonly second: number; readonly atom: string };

/**
 * First interference among footprints that happen at one instant; undefined if there is none. Time is linear in their size, unless a
 * filter makes pairs count.
 * Non-interference after Fox & Long, JAIR 20 (2003), definition 12: nothing that one reads is changed by another, nothing is added by
 * one and deleted by another, and a fluent is changed by two parties only by increase and decrease.
 *
 * @param mayInterfere false for pairs that never meet, such as ordered steps; every pair counts unless given
 */
export const findInterference = (
  parties: readonly Footprint[],
  universe: Universe,
  mayInterfere?: (first: number, second: number) => boolean,
): Interference | undefined => {
  const facts = new Usage(mayInterfere);
  const fluents = new Usage(mayInterfere);
  for (const [party, footprint] of parties.entries()) {
    for (const fact of footprint.reads) facts.note(fact, READ, party);
    for (const fluent of footprint.numberReads) fluents.note(fluent, READ, party);
  }
  for (const [party, footprint] of parties.entries()) {
    for (const fact of footprint.adds) {
      const other = facts.clash(fact, party, READ | CHANGE);
      if (other >= 0) return interference(other, party, universe.facts.keyOf(fact));
      facts.note(fact, SHIFT, party);
    }
    for (const fact of footprint.deletes) {
      const other = facts.clash(fact, party, READ | SHIFT);
      if (other >= 0) return interference(other, party, universe.facts.keyOf(fact));
      facts.note(fact, CHANGE, party);
    }
    for (const fluent of footprint.shifts) {
      const other = fluents.clash(fluent, party, READ | CHANGE);
      if (other >= 0) return interference(other, party, universe.fluents.keyOf(fluent));
      fluents.note(fluent, SHIFT, party);
    }
    for (const fluent of footprint.assigns) {
      const other = fluents.clash(fluent, party, READ | SHIFT | CHANGE);
      if (other >= 0) return interference(other, party, universe.fluents.keyOf(fluent));
      fluents.note(fluent, CHANGE, party);
    }
  }
  return undefined;
};

/** Whether two footprints interfere, whatever the state; the atom they interfere over, or undefined. */
export const interfere = (one: Footprint, other: Footprint, universe: Universe): string | undefined =>
  findInterference([one, other], universe)?.atom;

const interference = (one: number, other: number, atom: string): Interference => ({
  first: Math.min(one, other),
  second: Math.max(one, other),
  atom,
});

const READ = 1;
/** For facts: added. For fluents: increased or decreased. */
const SHIFT = 2;
/** For facts: deleted. For fluents: assigned or scaled. */
const CHANGE = 4;

/** Who uses an atom, and how. */
class Usage {
  readonly #uses = new Map<number, { parties: number[]; kinds: number[] }>();
  readonly #mayInterfere: ((first: number, second: number) => boolean) | undefined;

  constructor(mayInterfere: ((first: number, second: number) => boolean) | undefined) {
    this.#mayInterfere = mayInterfere;
  }

  note(atom: number, kind: number, party: number): void {
    const uses = this.#uses.get(atom);
    if (!uses) {
      this.#uses.set(atom, { parties: [party], kinds: [kind] });
      return;
    }
    const { parties, kinds } = uses;
    // Where any two may interfere, two users of a kind are enough to find one that is not the party itself.
    if (!this.#mayInterfere) {
      let known = 0;
      for (let index = 0; index < kinds.length; index += 1) {
        if (kinds[index] !== kind) continue;
        known += 1;
        if (parties[index] === party || known === 2) return;
      }
    } else if (parties[parties.length - 1] === party && kinds[kinds.length - 1] === kind) return;
    parties.push(party);
    kinds.push(kind);
  }

  /** A party other than the given one that uses the atom in one of the ways, or -1. */
  clash(atom: number, party: number, kinds: number): number {
    const uses = this.#uses.get(atom);
    if (!uses) return -1;
    for (let index = 0; index < uses.parties.length; index += 1) {
      const other = uses.parties[index]!;
      if (other !== party && (uses.kinds[index]! & kinds) !== 0 && (this.#mayInterfere?.(other, party) ?? true))
        return other;
    }
    return -1;
  }
}
