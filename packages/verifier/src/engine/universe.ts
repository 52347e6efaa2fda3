import { createTypeTree, type TypeDeclaration, type TypeTree } from './type-tree.ts';

/** Up to this many combinations a table is an array; above it, a map. */
const DENSE_LIMIT = 65_536;

/**
 * Ground atoms of one name and arity, numbered on first use. All tables of one {@link AtomSpace} share the numbering, so that
 * a state is one dense array.
 */
export class AtomTable {
  readonly name: string;
  readonly arity: number;
  readonly #space: AtomSpace;
  readonly #objects: number;
  readonly #isDense: boolean;
  #dense: Int32Array | undefined;
  readonly #sparse = new Map<number | string, number>();

  constructor(space: AtomSpace, name: string, arity: number, objects: number) {
    this.name = name;
    this.arity = arity;
    this.#space = space;
    this.#objects = objects;
    this.#isDense = objects ** arity <= DENSE_LIMIT;
  }

  /** Number of the atom whose arguments are slots (≥ 0) of `bindings` or objects (`~object`); -1 if it was never mentioned. */
  find(terms: Int32Array, bindings: Int32Array): number {
    const key = this.#key(terms, bindings);
    if (this.#isDense && typeof key === 'number') return this.#dense ? this.#dense[key]! - 1 : -1;
    return this.#sparse.get(key) ?? -1;
  }

  /** As {@link find}, but numbers the atom if it is new. */
  intern(terms: Int32Array, bindings: Int32Array): number {
    const key = this.#key(terms, bindings);
    if (this.#isDense && typeof key === 'number') {
      this.#dense ??= new Int32Array(this.#objects ** this.arity);
      const known = this.#dense[key]! - 1;
      if (known >= 0) return known;
      const index = this.#space.register(this, terms, bindings);
      this.#dense[key] = index + 1;
      return index;
    }
    const known = this.#sparse.get(key);
    if (known !== undefined) return known;
    const index = this.#space.register(this, terms, bindings);
    this.#sparse.set(key, index);
    return index;
  }

  #key(terms: Int32Array, bindings: Int32Array): number | string {
    let key = 0;
    for (let position = 0; position < terms.length; position += 1) {
      const term = terms[position]!;
      key = key * this.#objects + (term < 0 ? ~term : bindings[term]!);
    }
    if (key <= Number.MAX_SAFE_INTEGER) return key;
    return Array.from(terms, (term) => (term < 0 ? ~term : bindings[term]!)).join(',');
  }
}

/** The numbering of all ground facts, or of all ground fluents, of a universe. */
export class AtomSpace {
  readonly #tables = new Map<string, AtomTable>();
  readonly #owners: AtomTable[] = [];
  readonly #arguments: Int32Array[] = [];
  readonly #objectNames: readonly string[];

  constructor(objectNames: readonly string[]) {
    this.#objectNames = objectNames;
  }

  /** Atoms numbered so far. */
  get count(): number {
    return this.#owners.length;
  }

  table(name: string, arity: number): AtomTable {
    const key = `${name}/${arity}`;
    let table = this.#tables.get(key);
    if (!table) {
      table = new AtomTable(this, name, arity, Math.max(1, this.#objectNames.length));
      this.#tables.set(key, table);
    }
    return table;
  }

  register(table: AtomTable, terms: Int32Array, bindings: Int32Array): number {
    this.#owners.push(table);
    const objects = new Int32Array(terms.length);
    for (let position = 0; position < terms.length; position += 1) {
      const term = terms[position]!;
      objects[position] = term < 0 ? ~term : bindings[term]!;
    }
    this.#arguments.push(objects);
    return this.#owners.length - 1;
  }

  /** Key of the atom as in `factKey` of the domain, `on(red_tote,shelf_a2)`. */
  keyOf(index: number): string {
    const owner = this.#owners[index];
    return owner ? `${owner.name}(${this.argumentsOf(index).join(',')})` : `#${index}`;
  }

  nameOf(index: number): string {
    return this.#owners[index]?.name ?? `#${index}`;
  }

  argumentsOf(index: number): string[] {
    return Array.from(this.#arguments[index] ?? [], (object) => this.#objectNames[object] ?? `#${object}`);
  }
}

export type UniverseObject = { readonly name: string; readonly types: readonly string[] };

/** Everything that there is: objects with their types, and the numbering of facts and fluents over them. */
export class Universe {
  readonly types: TypeTree;
  readonly objectNames: readonly string[];
  readonly facts: AtomSpace;
  readonly fluents: AtomSpace;
  readonly #objectTypes: readonly (readonly string[])[];
  readonly #indexOf = new Map<string, number>();
  readonly #members = new Map<string, Int32Array>();

  constructor(types: readonly TypeDeclaration[], objects: readonly UniverseObject[]) {
    this.types = createTypeTree(types);
    for (const [index, { name }] of objects.entries()) this.#indexOf.set(name, index);
    this.objectNames = objects.map(({ name }) => name);
    this.#objectTypes = objects.map((object) => object.types);
    this.facts = new AtomSpace(this.objectNames);
    this.fluents = new AtomSpace(this.objectNames);
  }

  /** -1 when there is no such object. */
  objectIndex(name: string): number {
    return this.#indexOf.get(name) ?? -1;
  }

  isOfType(object: number, type: string): boolean {
    return this.#objectTypes[object]?.some((own) => this.types.isSubtype(own, type)) ?? false;
  }

  /** Objects of the type, in order of declaration; owned by the universe, don't write. */
  objectsOf(type: string): Int32Array {
    let members = this.#members.get(type);
    if (!members) {
      const found: number[] = [];
      for (let object = 0; object < this.objectNames.length; object += 1)
        if (this.isOfType(object, type)) found.push(object);
      members = Int32Array.from(found);
      this.#members.set(type, members);
    }
    return members;
  }
}
