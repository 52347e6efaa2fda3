/** Binary heap of integers by a numeric key, lowest first; ties go to the newest or the oldest entry. Deterministic. */
export class Heap {
  readonly #ids: number[] = [];
  readonly #keys: number[] = [];
  readonly #ranks: number[] = [];
  readonly #sign: number;
  #next = 0;

  constructor(ties: 'newest' | 'oldest' = 'oldest') {
    this.#sign = ties === 'newest' ? -1 : 1;
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Key of the entry that `pop` would give. */
  get lowest(): number {
    return this.#keys[0] ?? Number.POSITIVE_INFINITY;
  }

  push(id: number, key: number): void {
    const rank = this.#next * this.#sign;
    this.#next += 1;
    let at = this.#ids.length;
    this.#ids.push(id);
    this.#keys.push(key);
    this.#ranks.push(rank);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#less(key, rank, up)) break;
      this.#set(at, this.#ids[up]!, this.#keys[up]!, this.#ranks[up]!);
      at = up;
    }
    this.#set(at, id, key, rank);
  }

  pop(): number {
    const top = this.#ids[0]!;
    const id = this.#ids.pop()!;
    const key = this.#keys.pop()!;
    const rank = this.#ranks.pop()!;
    const size = this.#ids.length;
    if (size > 0) {
      let at = 0;
      for (;;) {
        let child = at * 2 + 1;
        if (child >= size) break;
        if (child + 1 < size && this.#less(this.#keys[child + 1]!, this.#ranks[child + 1]!, child)) child += 1;
        if (this.#less(key, rank, child)) break;
        this.#set(at, this.#ids[child]!, this.#keys[child]!, this.#ranks[child]!);
        at = child;
      }
      this.#set(at, id, key, rank);
    }
    return top;
  }

  #less(key: number, rank: number, than: number): boolean {
    return key < this.#keys[than]! || (key === this.#keys[than]! && rank < this.#ranks[than]!);
  }

  #set(at: number, id: number, key: number, rank: number): void {
    this.#ids[at] = id;
    this.#keys[at] = key;
    this.#ranks[at] = rank;
  }
}
