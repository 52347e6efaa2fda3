import type { SimSnapshot } from '@muster/dispatcher/api';

/** Snapshots kept before every second of the older ones is dropped. */
const LIMIT = 3000;

/**
 * The snapshots that came, by scene seconds, for looking back. Old ones thin out instead of being cut off, so that the whole run stays in
 * reach. Parts that did not change are shared between neighbours.
 */
export class SnapshotHistory {
  #snapshots: SimSnapshot[] = [];

  get size(): number {
    return this.#snapshots.length;
  }

  /** First and last second that can be looked at; null while there is nothing. */
  range(): readonly [number, number] | null {
    const first = this.#snapshots[0];
    const last = this.#snapshots.at(-1);
    return first && last ? [first.seconds, last.seconds] : null;
  }

  push(snapshot: SimSnapshot): void {
    const last = this.#snapshots.at(-1);
    if (last && (snapshot.seconds < last.seconds || snapshot.scene !== last.scene)) this.#snapshots = [];
    else if (last && snapshot.seconds === last.seconds) return;
    this.#snapshots.push(last ? shareUnchanged(last, snapshot) : snapshot);
    if (this.#snapshots.length > LIMIT) {
      const half = LIMIT / 2;
      this.#snapshots = this.#snapshots.filter((_, index) => index >= half || index % 2 === 0);
    }
  }

  /** Newest snapshot that is not after `seconds`; the first one for an earlier time. */
  at(seconds: number): SimSnapshot | null {
    let low = 0;
    let high = this.#snapshots.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#snapshots[middle]!.seconds <= seconds) low = middle;
      else high = middle - 1;
    }
    return this.#snapshots[low] ?? null;
  }
}

const shareUnchanged = (before: SimSnapshot, now: SimSnapshot): SimSnapshot => ({
  ...now,
  items: shareList(before.items, now.items),
  devices: shareList(before.devices, now.devices),
});

const shareList = <T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): readonly T[] => {
  let changed = before.length !== now.length;
  const list = now.map((entry, index) => {
    const old = before[index];
    if (old !== undefined && old.id === entry.id && JSON.stringify(old) === JSON.stringify(entry)) return old;
    changed = true;
    return entry;
  });
  return changed ? list : before;
};
