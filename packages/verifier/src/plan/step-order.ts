import type { Step } from '@muster/domain';

/** Precedence among happenings: `2i` is the start of step i, `2i + 1` its end. Reachability by bit sets. */
export class StepOrder {
  readonly size: number;
  readonly #after: Set<number>[];
  #reach: Uint32Array[] | undefined;
  /** Pairs that start at the same instant. */
  readonly together: [number, number][] = [];

  constructor(size: number) {
    this.size = size;
    this.#after = Array.from({ length: size * 2 }, () => new Set<number>());
    for (let step = 0; step < size; step += 1) this.#after[step * 2]!.add(step * 2 + 1);
  }

  static of(steps: readonly Step[], indexOf: ReadonlyMap<string, number>): StepOrder {
    const order = new StepOrder(steps.length);
    steps.forEach((step, from) => {
      for (const edge of step.edges) {
        const to = indexOf.get(edge.to);
        if (to === undefined) continue;
        if (edge.kind === 'end-start') order.addSequence(from, to);
        else if (edge.kind === 'start-start') order.together.push([from, to]);
        else {
          order.#add(from * 2, to * 2);
          order.#add(to * 2 + 1, from * 2 + 1);
        }
      }
    });
    return order;
  }

  /** `to` starts after `from` has ended. */
  addSequence(from: number, to: number): void {
    if (from !== to) this.#add(from * 2 + 1, to * 2);
  }

  #add(from: number, to: number): void {
    this.#after[from]!.add(to);
    this.#reach = undefined;
  }

  /** Whether step `from` has ended before `to` starts, in every execution. */
  precedes(from: number, to: number): boolean {
    return this.happensBefore(from * 2 + 1, to * 2);
  }

  happensBefore(from: number, to: number): boolean {
    const row = this.#reachability()[from]!;
    return (row[to >> 5]! & (1 << (to & 31))) !== 0;
  }

  unordered(a: number, b: number): boolean {
    return a !== b && !this.precedes(a, b) && !this.precedes(b, a);
  }

  successors(happening: number): ReadonlySet<number> {
    return this.#after[happening]!;
  }

  /** Happenings in an order that respects all precedences, smallest first among equals; undefined when there is a cycle. */
  linearize(): number[] | undefined {
    const count = this.size * 2;
    const incoming = new Int32Array(count);
    for (const list of this.#after) for (const to of list) incoming[to] = incoming[to]! + 1;
    const twin = new Map<number, number[]>();
    for (const [a, b] of this.together) {
      twin.set(a * 2, [...(twin.get(a * 2) ?? []), b * 2]);
      twin.set(b * 2, [...(twin.get(b * 2) ?? []), a * 2]);
    }
    const ready: number[] = [];
    for (let at = 0; at < count; at += 1) if (incoming[at] === 0) ready.push(at);
    const order: number[] = [];
    while (ready.length > 0) {
      // Ends before starts, then by index: steps run one after another where they may.
      let pick = 0;
      for (let at = 1; at < ready.length; at += 1) if (rank(ready[at]!) < rank(ready[pick]!)) pick = at;
      const next = ready.splice(pick, 1)[0]!;
      order.push(next);
      for (const to of this.#after[next]!) {
        incoming[to] = incoming[to]! - 1;
        if (incoming[to] === 0) ready.push(to);
      }
    }
    return order.length === count ? order : undefined;
  }

  /** Steps of one cycle, for the message. */
  cycle(): number[] {
    const color = new Uint8Array(this.size * 2);
    const trail: number[] = [];
    const visit = (node: number): number[] | undefined => {
      color[node] = 1;
      trail.push(node);
      for (const to of this.#after[node]!) {
        if (color[to] === 1) return trail.slice(trail.indexOf(to));
        if (color[to] === 0) {
          const found = visit(to);
          if (found) return found;
        }
      }
      trail.pop();
      color[node] = 2;
      return undefined;
    };
    for (let node = 0; node < this.size * 2; node += 1)
      if (color[node] === 0) {
        const found = visit(node);
        if (found) return [...new Set(found.map((happening) => happening >> 1))];
      }
    return [];
  }

  #reachability(): Uint32Array[] {
    if (this.#reach) return this.#reach;
    const count = this.size * 2;
    const words = (count + 31) >> 5;
    const rows = Array.from({ length: count }, () => new Uint32Array(words));
    const order = this.linearize() ?? Array.from({ length: count }, (_, at) => at);
    for (const node of order.reverse())
      for (const to of this.#after[node]!) {
        const row = rows[node]!;
        const other = rows[to]!;
        row[to >> 5] = row[to >> 5]! | (1 << (to & 31));
        for (let word = 0; word < words; word += 1) row[word] = row[word]! | other[word]!;
      }
    this.#reach = rows;
    return rows;
  }
}

const rank = (happening: number): number => (happening & 1 ? 0 : 1_000_000) + happening;
