import { type Atom, parseFactKey } from '@muster/domain';

/** Facts by predicate and by the value of each argument, for joins. Grows only. */
export class FactIndex {
  readonly #all = new Map<string, (readonly string[])[]>();
  readonly #by = new Map<string, Map<string, (readonly string[])[]>[]>();
  readonly #keys = new Set<string>();

  /** True when the fact was new. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    const [predicate, ...terms] = parseFactKey(key);
    const list = this.#all.get(predicate);
    if (list) list.push(terms);
    else this.#all.set(predicate, [terms]);
    let positions = this.#by.get(predicate);
    if (!positions) {
      positions = [];
      this.#by.set(predicate, positions);
    }
    terms.forEach((term, position) => {
      positions[position] ??= new Map();
      const group = positions[position].get(term);
      if (group) group.push(terms);
      else positions[position].set(term, [terms]);
    });
    return true;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** The smallest list that holds every fact which agrees with the values known so far. */
  candidates(atom: Atom, value: (term: string) => string | undefined): readonly (readonly string[])[] {
    const [predicate, ...terms] = atom;
    let best = this.#all.get(predicate) ?? [];
    const positions = this.#by.get(predicate);
    if (!positions) return [];
    for (let position = 0; position < terms.length; position += 1) {
      const known = value(terms[position]!);
      if (known === undefined) continue;
      const group = positions[position]?.get(known) ?? [];
      if (group.length < best.length) best = group;
    }
    return best;
  }
}
