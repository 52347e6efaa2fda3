const INITIAL_SIZE = 256;

/** A growing byte buffer with fixed byte order. */
export class ByteWriter {
  readonly #isLittleEndian: boolean;
  #buffer = new Uint8Array(INITIAL_SIZE);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  constructor(isLittleEndian: boolean) {
    this.#isLittleEndian = isLittleEndian;
  }

  get length(): number {
    return this.#length;
  }

  uint8(value: number): void {
    this.#view.setUint8(this.#take(1), value);
  }

  int8(value: number): void {
    this.#view.setInt8(this.#take(1), value);
  }

  uint16(value: number): void {
    this.#view.setUint16(this.#take(2), value, this.#isLittleEndian);
  }

  int16(value: number): void {
    this.#view.setInt16(this.#take(2), value, this.#isLittleEndian);
  }

  uint32(value: number): void {
    this.#view.setUint32(this.#take(4), value, this.#isLittleEndian);
  }

  int32(value: number): void {
    this.#view.setInt32(this.#take(4), value, this.#isLittleEndian);
  }

  uint64(value: number): void {
    this.#view.setBigUint64(this.#take(8), BigInt(value), this.#isLittleEndian);
  }

  int64(value: number): void {
    this.#view.setBigInt64(this.#take(8), BigInt(value), this.#isLittleEndian);
  }

  float32(value: number): void {
    this.#view.setFloat32(this.#take(4), value, this.#isLittleEndian);
  }

  float64(value: number): void {
    this.#view.setFloat64(this.#take(8), value, this.#isLittleEndian);
  }

  bytes(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#take(bytes.length));
  }

  /** Zero bytes until `length - origin` is a multiple of `size`. */
  align(size: number, origin: number): void {
    const rest = (this.#length - origin) % size;
    if (rest !== 0) this.#take(size - rest);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  #take(size: number): number {
    const start = this.#length;
    this.#length += size;
    if (this.#length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length));
      grown.set(this.#buffer);
      this.#buffer = grown;
      this.#view = new DataView(grown.buffer);
    }
    return start;
  }
}
