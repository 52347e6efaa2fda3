/** Two-lane hash over 32-bit words; 16 hexadecimal digits. For equality of states, not for security. */
export class StateHash {
  #a = 0x243f6a88;
  #b = 0x85a308d3;

  word(word: number): void {
    this.#a = (Math.imul(this.#a, 31) + word) | 0;
    this.#b = Math.imul(this.#b ^ word, 0x01000193);
    this.#b ^= this.#b >>> 15;
  }

  /** Raw words of a typed array, so that the sign of zero and the last bit count. */
  words(buffer: ArrayBufferLike): void {
    const view = new Uint32Array(buffer);
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < view.length; i += 1) {
      const word = view[i]!;
      a = (Math.imul(a, 31) + word) | 0;
      b = Math.imul(b ^ word, 0x01000193);
      b ^= b >>> 15;
    }
    this.#a = a;
    this.#b = b;
  }

  text(text: string): void {
    for (let i = 0; i < text.length; i += 1) this.word(text.charCodeAt(i));
    this.word(text.length);
  }

  digest(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.#a) + hex(this.#b);
  }
}
