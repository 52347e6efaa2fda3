import type { EffectBuffer, GroundState, Truth } from '../engine/index.ts';

type Change = { readonly isFact: boolean; readonly index: number; readonly from: number; readonly to: number };

/**
 * The states of one execution, kept as what changed from each to the next: any of them can be looked at again by winding one working state, so that a
 * long plan over many things does not cost a copy of the world per step.
 */
export class StateTape {
  readonly #state: GroundState;
  /** Changes between mark i and mark i + 1. */
  readonly #changes: Change[][] = [];
  /** Mark that the working state stands at. */
  #at = 0;

  /** @param initial taken over as the working state */
  constructor(initial: GroundState) {
    this.#state = initial;
  }

  /** Appends the next state: notes what an effect buffer is about to change, carries it out by `enact`, notes what became of it. */
  advance(buffer: EffectBuffer, state: GroundState, enact: () => void): void {
    const facts = [...buffer.deletes, ...buffer.adds, ...buffer.maybeAdds, ...buffer.maybeDeletes];
    const fluents = [...buffer.updates.map((update) => update.fluent), ...buffer.maybeNumbers];
    const factsBefore = facts.map((fact) => state.fact(fact));
    const fluentsBefore = fluents.map((fluent) => state.fluent(fluent));
    enact();
    const changes: Change[] = [];
    facts.forEach((index, position) => {
      const to = state.fact(index);
      if (to !== factsBefore[position]) changes.push({ isFact: true, index, from: factsBefore[position]!, to });
    });
    fluents.forEach((index, position) => {
      const to = state.fluent(index);
      if (!Object.is(to, fluentsBefore[position]))
        changes.push({ isFact: false, index, from: fluentsBefore[position]!, to });
    });
    this.#changes.push(changes);
  }

  /** Number of states noted after the initial one. */
  get length(): number {
    return this.#changes.length;
  }

  /** The state after `mark` advances. Valid until the next call; whoever changes it puts it back. */
  seek(mark: number): GroundState {
    for (; this.#at < mark; this.#at += 1) for (const change of this.#changes[this.#at]!) this.#set(change, change.to);
    for (; this.#at > mark; this.#at -= 1)
      for (const change of [...this.#changes[this.#at - 1]!].reverse()) this.#set(change, change.from);
    return this.#state;
  }

  #set(change: Change, value: number): void {
    if (change.isFact) this.#state.setFact(change.index, value as Truth);
    else this.#state.setFluent(change.index, value);
  }
}
