/** Parameters of the graph: JSON values by name, as rosapi reads and writes them. */
export class ParameterStore {
  readonly #values = new Map<string, unknown>();

  get(name: string): unknown {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** @param value plain JSON; it is kept as a copy */
  set(name: string, value: unknown): void {
    this.#values.set(name, structuredClone(value));
  }

  delete(name: string): boolean {
    return this.#values.delete(name);
  }

  names(): readonly string[] {
    return [...this.#values.keys()].sort();
  }
}
