import type { State } from './task.ts';

/** Every state that a search has seen, packed to bits; equality is checked in full, so a hash collision can't hide a state. */
export class StateStore {
  readonly #facts: number;
  readonly #words: number;
  readonly #numbersPerState: number;
  #packed: Uint32Array;
  #numbers: Float64Array;
  #table: Int32Array;
  readonly #scratch: Uint32Array;
  size = 0;

  constructor(facts: number, numbers: number) {
    this.#facts = facts;
    this.#words = Math.max(1, (facts + 31) >> 5);
    this.#numbersPerState = numbers;
    this.#packed = new Uint32Array(this.#words * 256);
    this.#numbers = new Float64Array(Math.max(1, numbers) * 256);
    this.#table = new Int32Array(1024).fill(-1);
    this.#scratch = new Uint32Array(this.#words);
  }

  /** Id of the state, and whether it was new. Ids count up from 0. */
  intern(state: State): { readonly id: number; readonly isNew: boolean } {
    const scratch = this.#scratch.fill(0);
    for (let fact = 0; fact < this.#facts; fact += 1)
      if (state.facts[fact] === 1) scratch[fact >> 5] = scratch[fact >> 5]! | (1 << (fact & 31));
    const mask = this.#table.length - 1;
    let at = this.#hash(scratch, state.numbers) & mask;
    for (let id = this.#table[at]!; id >= 0; at = (at + 1) & mask, id = this.#table[at]!)
      if (this.#same(id, scratch, state.numbers)) return { id, isNew: false };
    const id = this.size;
    this.size += 1;
    if (this.size * this.#words > this.#packed.length) {
      const packed = new Uint32Array(this.#packed.length * 2);
      packed.set(this.#packed);
      this.#packed = packed;
    }
    if (this.size * this.#numbersPerState > this.#numbers.length) {
      const numbers = new Float64Array(this.#numbers.length * 2);
      numbers.set(this.#numbers);
      this.#numbers = numbers;
    }
    this.#packed.set(scratch, id * this.#words);
    this.#numbers.set(state.numbers, id * this.#numbersPerState);
    this.#table[at] = id;
    if (this.size * 2 > this.#table.length) this.#rehash();
    return { id, isNew: true };
  }

  get(id: number): State {
    const facts = new Uint8Array(this.#facts);
    const base = id * this.#words;
    for (let fact = 0; fact < this.#facts; fact += 1)
      facts[fact] = (this.#packed[base + (fact >> 5)]! >>> (fact & 31)) & 1;
    const start = id * this.#numbersPerState;
    return { facts, numbers: this.#numbers.slice(start, start + this.#numbersPerState) };
  }

  #same(id: number, words: Uint32Array, numbers: Float64Array): boolean {
    const base = id * this.#words;
    for (let at = 0; at < this.#words; at += 1) if (this.#packed[base + at] !== words[at]) return false;
    const start = id * this.#numbersPerState;
    for (let at = 0; at < this.#numbersPerState; at += 1) if (this.#numbers[start + at] !== numbers[at]) return false;
    return true;
  }

  #hash(words: Uint32Array, numbers: Float64Array): number {
    let hash = 0x811c9dc5;
    for (let at = 0; at < words.length; at += 1) {
      hash = Math.imul(hash ^ words[at]!, 0x01000193);
      hash ^= hash >>> 15;
    }
    for (let at = 0; at < this.#numbersPerState; at += 1)
      hash = Math.imul(hash ^ Math.round(numbers[at]! * 1024), 0x01000193);
    hash ^= hash >>> 13;
    return Math.imul(hash, 0x5bd1e995) >>> 0;
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 4).fill(-1);
    const mask = table.length - 1;
    const words = new Uint32Array(this.#words);
    for (let id = 0; id < this.size; id += 1) {
      words.set(this.#packed.subarray(id * this.#words, (id + 1) * this.#words));
      const numbers = this.#numbers.subarray(id * this.#numbersPerState, (id + 1) * this.#numbersPerState);
      let at = this.#hash(words, numbers) & mask;
      while (table[at]! >= 0) at = (at + 1) & mask;
      table[at] = id;
    }
    this.#table = table;
  }
}
