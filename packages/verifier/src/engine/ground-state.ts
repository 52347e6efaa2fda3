import type { Universe } from './universe.ts';

/** Three-valued truth (Kleene, strong): 0 false, 1 true, 2 unknown. */
export type Truth = 0 | 1 | 2;
export const FALSE = 0;
export const TRUE = 1;
export const UNKNOWN = 2;

/** Thrown when a formula needs more evaluation steps than the state allows: a limit, not a verdict. */
export class EvaluationLimitError extends Error {
  constructor(limit: number) {
    super(`a formula needs more than ${limit} evaluation steps`);
    this.name = 'EvaluationLimitError';
  }
}

export type StateOptions = {
  /** Arrays to take over instead of new ones; not shared with anybody. */
  readonly from?: { readonly facts: Uint8Array<ArrayBuffer>; readonly fluents: Float64Array<ArrayBuffer> };
  /** Truth of a fact that nobody mentioned; false (closed world) unless said otherwise. */
  readonly unmentioned?: Truth;
  /** Slack that `<=`, `>=` and `==` grant, 0 or more. Strict comparisons grant none. */
  readonly numericTolerance?: number;
  /** Evaluation steps of quantifiers before {@link EvaluationLimitError}. */
  readonly evaluationLimit?: number;
};

/** Value of every fact and fluent at one instant, in the numbering of the universe. An undefined number is NaN. */
export class GroundState {
  readonly universe: Universe;
  readonly unmentioned: Truth;
  readonly numericTolerance: number;
  readonly #limit: number;
  #work = 0;
  #facts: Uint8Array<ArrayBuffer>;
  #fluents: Float64Array<ArrayBuffer>;

  constructor(universe: Universe, options: StateOptions = {}) {
    this.universe = universe;
    this.unmentioned = options.unmentioned ?? FALSE;
    this.numericTolerance = options.numericTolerance ?? 0;
    this.#limit = options.evaluationLimit ?? 200_000_000;
    this.#facts = options.from?.facts ?? new Uint8Array(Math.max(64, universe.facts.count)).fill(this.unmentioned);
    this.#fluents = options.from?.fluents ?? new Float64Array(Math.max(16, universe.fluents.count)).fill(Number.NaN);
  }

  fact(index: number): Truth {
    return index >= 0 && index < this.#facts.length ? (this.#facts[index] as Truth) : this.unmentioned;
  }

  setFact(index: number, value: Truth): void {
    if (index >= this.#facts.length) {
      const grown = new Uint8Array(Math.max(index + 1, this.#facts.length * 2)).fill(this.unmentioned);
      grown.set(this.#facts);
      this.#facts = grown;
    }
    this.#facts[index] = value;
  }

  fluent(index: number): number {
    return index >= 0 && index < this.#fluents.length ? this.#fluents[index]! : Number.NaN;
  }

  setFluent(index: number, value: number): void {
    if (index >= this.#fluents.length) {
      const grown = new Float64Array(Math.max(index + 1, this.#fluents.length * 2)).fill(Number.NaN);
      grown.set(this.#fluents);
      this.#fluents = grown;
    }
    this.#fluents[index] = value;
  }

  /** Sets a fact by name; false if an object is unknown. */
  setNamedFact(predicate: string, names: readonly string[], value: Truth): boolean {
    const terms = this.#terms(names);
    if (!terms) return false;
    this.setFact(this.universe.facts.table(predicate, names.length).intern(terms, NO_BINDINGS), value);
    return true;
  }

  /** Sets a fluent by name; false if an object is unknown. */
  setNamedFluent(name: string, names: readonly string[], value: number): boolean {
    const terms = this.#terms(names);
    if (!terms) return false;
    this.setFluent(this.universe.fluents.table(name, names.length).intern(terms, NO_BINDINGS), value);
    return true;
  }

  copy(): GroundState {
    return new GroundState(this.universe, {
      unmentioned: this.unmentioned,
      numericTolerance: this.numericTolerance,
      evaluationLimit: this.#limit,
      from: { facts: this.#facts.slice(), fluents: this.#fluents.slice() },
    });
  }

  /** Charges evaluation steps. @throws EvaluationLimitError */
  spend(steps: number): void {
    this.#work += steps;
    if (this.#work > this.#limit) throw new EvaluationLimitError(this.#limit);
  }

  #terms(names: readonly string[]): Int32Array | undefined {
    const terms = new Int32Array(names.length);
    for (const [position, name] of names.entries()) {
      const object = this.universe.objectIndex(name);
      if (object < 0) return undefined;
      terms[position] = ~object;
    }
    return terms;
  }
}

export const NO_BINDINGS = new Int32Array(0);
