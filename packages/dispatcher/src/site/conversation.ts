import type { Turn } from '@muster/domain';

/** Turns kept per conversation; older ones no longer matter to a pronoun. */
const TURNS = 12;
const CONVERSATIONS = 500;

/** What was said in each conversation, newest last; the least recently used conversation is forgotten first. */
export class Conversations {
  readonly #turns = new Map<string, Turn[]>();

  /** Continues a conversation that was kept elsewhere. */
  restore(id: string, turns: readonly Turn[]): void {
    this.#turns.set(id, turns.slice(-TURNS));
  }

  turns(id: string): readonly Turn[] {
    return this.#turns.get(id) ?? [];
  }

  add(id: string, turn: Turn): void {
    const turns = [...(this.#turns.get(id) ?? []), turn].slice(-TURNS);
    this.#turns.delete(id);
    this.#turns.set(id, turns);
    const oldest = this.#turns.keys().next();
    if (this.#turns.size > CONVERSATIONS && !oldest.done) this.#turns.delete(oldest.value);
  }
}
