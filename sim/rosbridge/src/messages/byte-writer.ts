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
    const at = this.#take(1);
    this.#view.setUint8(at, value);
  }

  int8(value: number): void {
    const at = this.#take(1);
    this.#view.setInt8(at, value);
  }

  uint16(value: number): void {
    const at = this.#take(2);
    this.#view.setUint16(at, value, this.#isLittleEndian);
  }

  int16(value: number): void {
    const at = this.#take(2);
    this.#view.setInt16(at, value, this.#isLittleEndian);
  }

  uint32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, this.#isLittleEndian);
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.#view.setInt32(at, value, this.#isLittleEndian);
  }

  uint64(value: number): void {
    const at = this.#take(8);
    this.#view.setBigUint64(at, BigInt(value), this.#isLittleEndian);
  }

  int64(value: number): void {
    const at = this.#take(8);
    this.#view.setBigInt64(at, BigInt(value), this.#isLittleEndian);
  }

  float32(value: number): void {
    const at = this.#take(4);
    this.#view.setFloat32(at, value, this.#isLittleEndian);
  }

  float64(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, this.#isLittleEndian);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#buffer.set(bytes, at);
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

  /** Position of the next `size` bytes; may replace the buffer, so it is called before the buffer is used. */
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
