import type { Budget } from './budget.ts';
import type { Relaxation } from './relaxation.ts';
import { type State, testHolds } from './task.ts';

const UNREACHED = 0x3fffffff;

/**
 * The LM-cut heuristic (Helmert & Domshlak, ICAPS 2009): a lower bound on the steps still needed. A conditional effect is a unary operator of its
 * own that shares the cost of its operator, which keeps the bound admissible (Röger, Pommerening & Helmert, ECAI 2014).
 */
export class LandmarkCut {
  readonly #relaxation: Relaxation;
  readonly #budget: Budget | undefined;
  readonly #value: Int32Array;
  readonly #supporter: Int32Array;
  readonly #supporterCost: Int32Array;
  readonly #missing: Int32Array;
  readonly #needCounts: Int32Array;
  readonly #operatorCost: Int32Array;
  readonly #zone: Uint8Array;
  readonly #touched: Uint8Array;
  readonly #layers: number[][] = [];
  evaluations = 0;

  constructor(relaxation: Relaxation, budget?: Budget) {
    this.#relaxation = relaxation;
    this.#budget = budget;
    this.#value = new Int32Array(relaxation.nodes);
    this.#supporter = new Int32Array(relaxation.unaryCount);
    this.#supporterCost = new Int32Array(relaxation.unaryCount);
    this.#missing = new Int32Array(relaxation.unaryCount);
    this.#needCounts = Int32Array.from(
      { length: relaxation.unaryCount },
      (_, unary) => relaxation.needsStart[unary + 1]! - relaxation.needsStart[unary]!,
    );
    this.#operatorCost = new Int32Array(relaxation.operatorCount);
    this.#zone = new Uint8Array(relaxation.nodes);
    this.#touched = new Uint8Array(relaxation.nodes);
  }

  /** Fewest steps that any plan from this state still needs, `Infinity` when there is none. */
  evaluate(state: State): number {
    this.evaluations += 1;
    const { goal, operator } = this.#relaxation;
    this.#operatorCost.fill(1);
    this.#explore(state);
    if (this.#value[goal]! >= UNREACHED) return Number.POSITIVE_INFINITY;
    let bound = 0;
    while (this.#value[goal]! > 0) {
      const cut = this.#cut(state);
      bound += 1;
      for (const unary of cut) this.#operatorCost[operator[unary]!] = 0;
      this.#lower(cut);
    }
    return bound;
  }

  /** hMax over the remaining costs, with the dearest need of each unary operator as its supporter. */
  #explore(state: State): void {
    const { needersStart, needers, givesStart, gives, operator } = this.#relaxation;
    const value = this.#value.fill(UNREACHED);
    const missing = this.#missing;
    missing.set(this.#needCounts);
    const layers = this.#layers;
    for (const layer of layers) layer.length = 0;
    this.#start(state, (node) => {
      value[node] = 0;
      layers[0] ??= [];
      layers[0].push(node);
    });
    let work = missing.length;
    for (let level = 0; level < layers.length; level += 1) {
      const layer: number[] | undefined = layers[level];
      if (!layer) continue;
      for (let at = 0; at < layer.length; at += 1) {
        const node: number = layer[at]!;
        if (value[node] !== level) continue;
        const end = needersStart[node + 1]!;
        work += end - needersStart[node]!;
        for (let index: number = needersStart[node]!; index < end; index += 1) {
          const unary = needers[index]!;
          missing[unary] = missing[unary]! - 1;
          if (missing[unary] !== 0) continue;
          this.#supporter[unary] = node;
          this.#supporterCost[unary] = level;
          const op = operator[unary]!;
          const cost = level + (op >= 0 ? this.#operatorCost[op]! : 0);
          for (let give = givesStart[unary]!; give < givesStart[unary + 1]!; give += 1) {
            const target = gives[give]!;
            if (cost >= value[target]!) continue;
            value[target] = cost;
            layers[cost] ??= [];
            layers[cost].push(target);
          }
        }
      }
    }
    if (this.#budget) this.#budget.spent += work;
  }

  /** hMax again, after the operators of a cut have become free: only what falls is looked at. */
  #lower(cut: readonly number[]): void {
    const { needersStart, needers, needsStart, needs, givesStart, gives, operator, unaryOf, unaryOfStart } =
      this.#relaxation;
    const value = this.#value;
    const layers = this.#layers;
    for (const layer of layers) layer.length = 0;
    let work = 0;
    const offer = (unary: number): void => {
      const op = operator[unary]!;
      const cost = this.#supporterCost[unary]! + (op >= 0 ? this.#operatorCost[op]! : 0);
      for (let give = givesStart[unary]!; give < givesStart[unary + 1]!; give += 1) {
        const target = gives[give]!;
        if (cost >= value[target]!) continue;
        value[target] = cost;
        layers[cost] ??= [];
        layers[cost].push(target);
      }
    };
    for (const entry of cut) {
      const op = operator[entry]!;
      for (let at = unaryOfStart[op]!; at < unaryOfStart[op + 1]!; at += 1)
        if (this.#missing[unaryOf[at]!]! === 0) offer(unaryOf[at]!);
    }
    for (let level = 0; level < layers.length; level += 1) {
      const layer: number[] | undefined = layers[level];
      if (!layer) continue;
      for (let at = 0; at < layer.length; at += 1) {
        const node: number = layer[at]!;
        if (value[node] !== level) continue;
        for (let index: number = needersStart[node]!; index < needersStart[node + 1]!; index += 1) {
          const unary = needers[index]!;
          work += 1;
          if (this.#missing[unary]! > 0 || this.#supporter[unary] !== node || this.#supporterCost[unary]! <= level)
            continue;
          let dearest = node;
          for (let need = needsStart[unary]!; need < needsStart[unary + 1]!; need += 1)
            if (value[needs[need]!]! > value[dearest]!) dearest = needs[need]!;
          const cost = value[dearest]!;
          if (cost >= this.#supporterCost[unary]!) {
            this.#supporter[unary] = dearest;
            continue;
          }
          this.#supporter[unary] = dearest;
          this.#supporterCost[unary] = cost;
          offer(unary);
        }
      }
    }
    if (this.#budget) this.#budget.spent += work;
  }

  /** The unary operators that lead from what is before the goal zone into it. Each costs 1 here, so that the cut is worth 1. */
  #cut(state: State): number[] {
    const { goal, needersStart, needers, givesStart, gives, giversStart, givers, operator } = this.#relaxation;
    const zone = this.#zone.fill(0);
    const stack = [goal];
    zone[goal] = 1;
    let work = this.#relaxation.nodes >> 2;
    while (stack.length > 0) {
      const node = stack.pop()!;
      work += giversStart[node + 1]! - giversStart[node]!;
      for (let at = giversStart[node]!; at < giversStart[node + 1]!; at += 1) {
        const unary = givers[at]!;
        if (this.#missing[unary]! > 0) continue;
        const op = operator[unary]!;
        if (op >= 0 && this.#operatorCost[op]! > 0) continue;
        const need = this.#supporter[unary]!;
        if (zone[need] === 0) {
          zone[need] = 1;
          stack.push(need);
        }
      }
    }
    const touched = this.#touched.fill(0);
    const cut: number[] = [];
    this.#start(state, (node) => {
      if (zone[node] === 1 || touched[node] === 1) return;
      touched[node] = 1;
      stack.push(node);
    });
    while (stack.length > 0) {
      const node = stack.pop()!;
      work += needersStart[node + 1]! - needersStart[node]!;
      for (let at = needersStart[node]!; at < needersStart[node + 1]!; at += 1) {
        const unary = needers[at]!;
        if (this.#missing[unary]! > 0 || this.#supporter[unary] !== node) continue;
        let enters = false;
        for (let give = givesStart[unary]!; give < givesStart[unary + 1]!; give += 1)
          if (zone[gives[give]!] === 1) enters = true;
        if (enters) cut.push(unary);
        else
          for (let give = givesStart[unary]!; give < givesStart[unary + 1]!; give += 1) {
            const target = gives[give]!;
            if (touched[target] === 1) continue;
            touched[target] = 1;
            stack.push(target);
          }
      }
    }
    if (this.#budget) this.#budget.spent += work;
    return cut;
  }

  #start(state: State, found: (node: number) => void): void {
    const { factCount, tests, truth } = this.#relaxation;
    found(truth);
    for (let fact = 0; fact < factCount; fact += 1) if (state.facts[fact] === 1) found(fact);
    for (let test = 0; test < tests.length; test += 1)
      if (testHolds(tests[test]!, state.numbers)) found(factCount + test);
  }
}
