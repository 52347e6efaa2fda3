/** Binary heap of numbered entries; the smallest key comes out first, the larger `second` among equals. */
export interface Heap {
  readonly size: number;
  push(entry: number, key: number, second: number): void;
  /** −1 when empty */
  pop(): number;
}

export function createHeap(): Heap {
  const entries: number[] = [];
  const keys: number[] = [];
  const seconds: number[] = [];
  const isBefore = (a: number, b: number): boolean =>
    keys[a]! < keys[b]! || (keys[a] === keys[b] && seconds[a]! > seconds[b]!);
  const swap = (a: number, b: number): void => {
    for (const values of [entries, keys, seconds]) {
      const kept = values[a]!;
      values[a] = values[b]!;
      values[b] = kept;
    }
  };
  return {
    get size() {
      return entries.length;
    },
    push(entry, key, second) {
      entries.push(entry);
      keys.push(key);
      seconds.push(second);
      let child = entries.length - 1;
      while (child > 0) {
        const parent = (child - 1) >> 1;
        if (!isBefore(child, parent)) break;
        swap(child, parent);
        child = parent;
      }
    },
    pop() {
      if (entries.length === 0) return -1;
      const top = entries[0]!;
      swap(0, entries.length - 1);
      entries.pop();
      keys.pop();
      seconds.pop();
      let parent = 0;
      for (;;) {
        const left = 2 * parent + 1;
        if (left >= entries.length) return top;
        const right = left + 1;
        const child = right < entries.length && isBefore(right, left) ? right : left;
        if (!isBefore(child, parent)) return top;
        swap(parent, child);
        parent = child;
      }
    },
  };
}
