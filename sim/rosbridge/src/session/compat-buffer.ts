const MAXIMUM_LENGTH = 16 * 1024;
/** Braces looked at; the real servers have no bound and stall instead. */
const MAXIMUM_BRACES = 64;

/**
 * The text buffer of the Python servers: what cannot be parsed stays and is looked at again, from every opening to every
 * closing brace, when more arrives. Two objects in one frame both count; an object without `op` after garbage blocks
 * everything that follows on the connection. Source: rosbridge_library `protocol.py`, behaviour measured at 0.11.17.
 */
export class CompatBuffer {
  #rest = '';
  /** Length of the text whose closing braces have been tried already. */
  #tried = 0;
  #isBlocked = false;
  readonly #parse: (text: string) => unknown;

  constructor(parse: (text: string) => unknown) {
    this.#parse = parse;
  }

  /** Takes the text of one frame; returns the objects that the server would handle now. */
  push(text: string): readonly object[] {
    const found: object[] = [];
    if (this.#isBlocked) return found;
    this.#rest += text;
    if (this.#rest.length > MAXIMUM_LENGTH) {
      const whole = this.#tryParse(text);
      this.#rest = '';
      this.#tried = 0;
      return isObject(whole) ? [whole] : found;
    }
    while (this.#rest !== '') {
      const object = this.#take();
      if (object === undefined) break;
      found.push(object);
    }
    this.#tried = this.#rest.length;
    return found;
  }

  #take(): object | undefined {
    const whole = this.#tryParse(this.#rest);
    if (whole !== undefined) {
      this.#rest = '';
      this.#tried = 0;
      return isObject(whole) ? whole : undefined;
    }
    const ends = positions(this.#rest, '}', this.#tried);
    for (const start of positions(this.#rest, '{', 0)) {
      const part = this.#firstObjectFrom(start, ends);
      if (part === undefined) continue;
      this.#isBlocked = !('op' in part);
      return this.#isBlocked ? undefined : part;
    }
    return undefined;
  }

  #firstObjectFrom(start: number, ends: readonly number[]): object | undefined {
    let last: object | undefined;
    for (const end of ends) {
      if (end <= start) continue;
      const part = this.#tryParse(this.#rest.slice(start, end + 1));
      if (!isObject(part)) continue;
      last = part;
      if ('op' in part) {
        this.#rest = this.#rest.slice(end + 1);
        this.#tried = 0;
        return part;
      }
    }
    return last;
  }

  #tryParse(text: string): unknown {
    try {
      return this.#parse(text);
    } catch {
      return undefined;
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function positions(text: string, character: string, from: number): readonly number[] {
  const found: number[] = [];
  for (
    let index = text.indexOf(character, from);
    index >= 0 && found.length < MAXIMUM_BRACES;
    index = text.indexOf(character, index + 1)
  )
    found.push(index);
  return found;
}
