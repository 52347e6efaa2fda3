import { closeSync, openSync, writeSync } from 'node:fs';
import type { IWritable } from '@mcap/core';

/** A file that an MCAP writer fills from front to back. */
export class FileWriter implements IWritable {
  readonly #file: number;
  #position = 0n;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  async write(buffer: Uint8Array): Promise<void> {
    let done = 0;
    while (done < buffer.length) done += writeSync(this.#file, buffer, done);
    this.#position += BigInt(buffer.length);
  }

  position(): bigint {
    return this.#position;
  }

  close(): void {
    closeSync(this.#file);
  }
}
